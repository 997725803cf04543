import { Alert, Button, Checkbox, FileButton, Group, Loader, Modal, ScrollArea, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ImportOutcome } from '#shared/contract.ts';
import type { ProfileOffer } from '#shared/domain/profile.ts';
import { hostNow } from '../link/host.ts';
import { closeDialog, openProfileList } from './dialogs.ts';

const HOST_AWAY: ImportOutcome = {
  done: false,
  sentence: 'The host cannot be reached right now. Nothing was imported. Try again.',
  added: [],
  notes: [],
};

/** Brings profiles in: from libpq's own files and variables, or from a file that was exported. */
export function ImportDialog() {
  const [outcome, setOutcome] = useState<ImportOutcome | null>(null);
  const importFile = async (file: File | null): Promise<void> => {
    if (!file) return;
    if (file.size > 1_000_000) {
      const sentence = `${file.name} is too large for a file of profiles. Nothing was imported.`;
      return setOutcome({ done: false, sentence, added: [], notes: [] });
    }
    setOutcome(await hostNow.profiles.import({ text: await file.text() }).catch(() => HOST_AWAY));
  };
  return (
    <Modal opened onClose={closeDialog} title="Import profiles" size={620} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className="profile-fields">
        {outcome ? (
          <Imported outcome={outcome} />
        ) : (
          <>
            <Offers onTaken={setOutcome} />
            <Group gap={8}>
              <FileButton onChange={(file) => void importFile(file)} accept="application/json,.json">
                {(props) => (
                  <Button variant="default" {...props}>
                    Choose an exported file…
                  </Button>
                )}
              </FileButton>
            </Group>
          </>
        )}
      </div>
    </Modal>
  );
}

function Imported({ outcome: { done, sentence, added, notes } }: { readonly outcome: ImportOutcome }) {
  return (
    <>
      <Alert color={done ? 'teal' : 'orange'} role="status" data-testid="import-outcome">
        {sentence}
      </Alert>
      {notes.length > 0 && (
        <ScrollArea.Autosize mah={240}>
          {notes.map((note) => (
            <Text key={note} style={{ overflowWrap: 'anywhere' }}>
              {note}
            </Text>
          ))}
        </ScrollArea.Autosize>
      )}
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={closeDialog}>
          Close
        </Button>
        {added.length > 0 && (
          <Button onClick={openProfileList} data-autofocus>
            Show the profiles
          </Button>
        )}
      </Group>
    </>
  );
}

function Offers({ onTaken }: { readonly onTaken: (outcome: ImportOutcome) => void }) {
  const offers = useOffers();
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [isTaking, setTaking] = useState(false);
  if (offers === null) {
    return (
      <Group gap={8}>
        <Loader size="xs" /> <Text>Looking for connections of psql on the host’s machine.</Text>
      </Group>
    );
  }
  if (offers.length === 0) {
    return (
      <Text>
        Neither pg_service.conf nor .pgpass nor libpq’s variables name a connection on the host’s machine. A file that
        was exported from here can be chosen.
      </Text>
    );
  }
  const keys = chosen ?? offers.map(({ key }) => key);
  const take = async (): Promise<void> => {
    setTaking(true);
    onTaken(await hostNow.profiles.take({ keys: [...keys] }).catch(() => HOST_AWAY));
  };
  return (
    <>
      <Text>Found on the host’s machine. Passwords stay where they are.</Text>
      <ScrollArea.Autosize mah={320} className="offers">
        <Checkbox.Group value={[...keys]} onChange={setChosen} aria-label="Connections that were found">
          {offers.map((offer) => (
            <Checkbox
              key={offer.key}
              value={offer.key}
              label={offer.name}
              description={[`${offer.where}, from ${offer.found}.`, ...offer.notes].join(' ')}
              className="offer"
            />
          ))}
        </Checkbox.Group>
      </ScrollArea.Autosize>
      <Group gap={8}>
        <Button onClick={() => void take()} disabled={keys.length === 0} loading={isTaking}>
          {keys.length === 1 ? 'Import 1 profile' : `Import ${keys.length} profiles`}
        </Button>
      </Group>
    </>
  );
}

/** What libpq's files and variables offer; null while they are read. */
export function useOffers(): readonly ProfileOffer[] | null {
  const [offers, setOffers] = useState<readonly ProfileOffer[] | null>(null);
  useEffect(() => {
    let isGone = false;
    hostNow.profiles.offers().then(
      (answer) => !isGone && setOffers(answer),
      () => !isGone && setOffers([]),
    );
    return () => {
      isGone = true;
    };
  }, []);
  return offers;
}
