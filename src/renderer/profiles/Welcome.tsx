import { Button, Card, Text, Title } from '@mantine/core';
import { IconDatabase, IconFileImport, IconMovie, IconPlayerPlay } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { DEMO_PROFILE_ID } from '#shared/domain/profile.ts';
import { chooseSession } from '../sessions/open-file.ts';
import { RecentSessions } from '../sessions/RecentSessions.tsx';
import { useProfiles } from '../state/profiles.ts';
import { switchTo } from '../state/source.ts';
import { openImport, openProfileDialog, openProfileList } from './dialogs.ts';
import { useOffers } from './ImportDialog.tsx';

/** What a window shows that has no profile yet: the ways in. */
export function Welcome() {
  const saved = useProfiles(
    ({ reading }) => reading?.entries.filter(({ profile }) => profile.id !== DEMO_PROFILE_ID).length ?? 0,
  );
  const offers = useOffers();
  return (
    <main className="welcome">
      <img src="/icon.svg" alt="" width={56} height={56} />
      <Title order={1} fz={24}>
        Oriole Monitor
      </Title>
      <Text className="quiet">Watch agents find their way through mazes, live from PostgreSQL.</Text>
      <div className="welcome-ways">
        <Way
          icon={<IconPlayerPlay size={22} />}
          title="Try the demo"
          text="A laboratory of its own on this machine, with five walking agents. Nothing to set up."
          action="Start the demo"
          onClick={() => switchTo(DEMO_PROFILE_ID)}
        />
        <Way
          icon={<IconDatabase size={22} />}
          title="Connect to a database"
          text="Any PostgreSQL with Oriole’s tables. A read-only account is enough."
          action="New profile…"
          onClick={() => openProfileDialog(null)}
        />
        <Way
          icon={<IconMovie size={22} />}
          title="Open a recording"
          text="A session that somebody recorded: every run of it, step by step, without any database."
          action="Open a file…"
          onClick={() => void chooseSession()}
        />
        {offers !== null && offers.length > 0 && (
          <Way
            icon={<IconFileImport size={22} />}
            title="Take what psql knows"
            text={`${offers.length === 1 ? 'One connection was' : `${offers.length} connections were`} found on this machine.`}
            action="Import…"
            onClick={openImport}
          />
        )}
      </div>
      <RecentSessions />
      {saved > 0 && (
        <Button variant="subtle" onClick={openProfileList}>
          Saved profiles ({saved})
        </Button>
      )}
    </main>
  );
}

interface WayProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly onClick: () => void;
}

function Way({ icon, title, text, action, onClick }: WayProps) {
  return (
    <Card withBorder padding="lg" className="welcome-way">
      {icon}
      <Title order={2} fz="md">
        {title}
      </Title>
      <Text className="quiet" flex={1}>
        {text}
      </Text>
      <Button onClick={onClick}>{action}</Button>
    </Card>
  );
}
