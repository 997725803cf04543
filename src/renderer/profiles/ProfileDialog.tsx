import { Alert, Button, Group, Modal, Tabs, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ProfileEntry } from '#shared/domain/profile.ts';
import { hostNow } from '../link/host.ts';
import { useProfiles } from '../state/profiles.ts';
import { switchTo } from '../state/source.ts';
import { TestButton, TestResults, useConnectionTest } from './ConnectionTest.tsx';
import { closeDialog } from './dialogs.ts';
import { GeneralFields } from './GeneralFields.tsx';
import { MoreFields } from './MoreFields.tsx';
import { remark } from './profile-actions.tsx';
import { looksLikeConnection, NEW_PROFILE, takePasted, useProfileForm } from './profile-form.ts';
import { ServerFields } from './ServerFields.tsx';
import { forgetTyped, readSecrets, useKeep } from './secret-fields.tsx';
import { TlsFields } from './TlsFields.tsx';
import { TunnelFields } from './TunnelFields.tsx';

const HOST_AWAY = 'The host cannot be reached right now. Nothing was saved. Try again.';

/** Which tab a field is on, by its path. */
function tabOf(path: string): string {
  if (path.startsWith('connection.tls')) return 'tls';
  if (path.startsWith('connection.tunnel')) return 'tunnel';
  return path === 'connection.schema' || path === 'pollMs' ? 'more' : 'server';
}

/** Makes a profile, or edits one. */
export function ProfileDialog({ id }: { readonly id: string | null }) {
  const entry = useProfiles(({ reading }) => reading?.entries.find(({ profile }) => profile.id === id));
  const isFilledIn = useRef(() => false);
  const [isLeaving, setLeaving] = useState(false);
  return (
    <Modal
      opened
      onClose={() => (isFilledIn.current() ? setLeaving(true) : closeDialog())}
      title={entry ? 'Edit the profile' : 'New profile'}
      size={680}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <ProfileFields
        entry={entry ?? null}
        isFilledIn={isFilledIn}
        isLeaving={isLeaving}
        onStay={() => setLeaving(false)}
      />
    </Modal>
  );
}

interface FieldsProps {
  readonly entry: ProfileEntry | null;
  /** Set to tell whether there is something that would be lost. */
  readonly isFilledIn: { current: () => boolean };
  /** A person wants to close it, and would lose something. */
  readonly isLeaving: boolean;
  readonly onStay: () => void;
}

function ProfileFields({ entry, isFilledIn, isLeaving, onStay }: FieldsProps) {
  // What the form began with, whatever becomes of the profile meanwhile.
  const [edited] = useState(entry?.profile ?? null);
  const form = useProfileForm(edited ?? NEW_PROFILE);
  const element = useRef<HTMLFormElement>(null);
  const [tab, setTab] = useState<string | null>('server');
  const [notes, setNotes] = useState<readonly string[]>([]);
  const [pasted, setPasted] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [saving, setSaving] = useState<'save' | 'connect' | null>(null);
  const [asks, setAsks] = useState<'save' | 'connect' | null>(null);
  const [keep, setKeep] = useKeep(entry);
  isFilledIn.current = () =>
    form.isDirty() || pasted !== null || Object.keys(element.current ? readSecrets(element.current) : {}).length > 0;
  const { connection } = form.values;
  const isServer = connection.kind === 'server';

  const takeText = async (text: string): Promise<void> => {
    const taken = await hostNow.profiles.takeApart({ text }).catch(() => null);
    if (!taken) return setNotes(['The host cannot be reached right now, so the text was not taken apart.']);
    takePasted(form, taken);
    setPasted(taken.pasted);
    setNotes(taken.notes);
  };
  const draft = () => {
    const { hasErrors, errors } = form.validate();
    const taken = useProfiles
      .getState()
      .reading?.entries.some(
        ({ profile }) => profile.name === form.getValues().name.trim() && profile.id !== form.getValues().id,
      );
    if (taken) {
      form.setFieldError('name', 'Another profile has this name.');
      return null;
    }
    if (hasErrors) setTab(tabOf(Object.keys(errors)[0] ?? ''));
    return hasErrors || !element.current
      ? null
      : { profile: form.getValues(), secrets: readSecrets(element.current), pasted };
  };
  const test = useConnectionTest(draft);
  const save = async (then: 'save' | 'connect', isAgreed = false): Promise<void> => {
    const asked = draft();
    if (!asked) return;
    const leadsElsewhere = form.isDirty('connection') || Object.keys(asked.secrets).length > 0 || pasted !== null;
    if (entry?.open && leadsElsewhere && !isAgreed) return setAsks(then);
    setAsks(null);
    setSaving(then);
    const outcome = await hostNow.profiles
      .save({ ...asked, keep, edited })
      .catch(() => ({ done: false, sentence: HOST_AWAY, id: null }));
    setSaving(null);
    if (!outcome.done || outcome.id === null) return setProblem(outcome.sentence);
    if (element.current) forgetTyped(element.current);
    closeDialog();
    remark(outcome.sentence);
    if (then === 'connect') switchTo(outcome.id);
  };

  return (
    <form
      ref={element}
      className="profile-form"
      autoComplete="off"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save(entry ? 'save' : 'connect');
      }}
      onPaste={(event) => {
        const text = event.clipboardData.getData('text/plain');
        if (!isServer || !looksLikeConnection(text)) return;
        event.preventDefault();
        void takeText(text);
      }}
    >
      <GeneralFields form={form} />
      {isServer && (
        <Tabs value={tab} onChange={setTab} keepMounted>
          <Tabs.List>
            <Tabs.Tab value="server">Server</Tabs.Tab>
            <Tabs.Tab value="tls">TLS: {connection.tls.mode}</Tabs.Tab>
            <Tabs.Tab value="tunnel">SSH tunnel: {connection.tunnel ? 'on' : 'off'}</Tabs.Tab>
            <Tabs.Tab value="more">More</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="server" pt={12}>
            <ServerFields form={form} entry={entry} pasted={pasted !== null} keep={keep} onKeep={setKeep} />
          </Tabs.Panel>
          <Tabs.Panel value="tls" pt={12}>
            <TlsFields form={form} entry={entry} />
          </Tabs.Panel>
          <Tabs.Panel value="tunnel" pt={12}>
            <TunnelFields form={form} entry={entry} />
          </Tabs.Panel>
          <Tabs.Panel value="more" pt={12}>
            <MoreFields form={form} />
          </Tabs.Panel>
        </Tabs>
      )}
      {notes.length > 0 && (
        <Alert color="yellow" title="From the pasted text" withCloseButton onClose={() => setNotes([])}>
          {notes.map((note) => (
            <Text key={note}>{note}</Text>
          ))}
        </Alert>
      )}
      <TestResults test={test} />
      {problem && (
        <Alert color="orange" role="alert">
          {problem}
        </Alert>
      )}
      {isLeaving ? (
        <Alert color="orange" role="alertdialog" title="Not saved yet" className="profile-footer">
          <Text mb={8}>What was entered here is lost when this is closed.</Text>
          <Group gap={8}>
            <Button size="xs" onClick={onStay} data-autofocus>
              Go on editing
            </Button>
            <Button size="xs" variant="default" onClick={closeDialog}>
              Discard it
            </Button>
          </Group>
        </Alert>
      ) : asks ? (
        <Alert color="orange" role="alertdialog" title="This profile is connected" className="profile-footer">
          <Text mb={8}>Its feed ends and is connected anew with what was changed.</Text>
          <Group gap={8}>
            <Button size="xs" onClick={() => void save(asks, true)} data-autofocus>
              Save and reconnect
            </Button>
            <Button size="xs" variant="default" onClick={() => setAsks(null)}>
              Go on editing
            </Button>
          </Group>
        </Alert>
      ) : (
        <Group justify="flex-end" gap={8} className="profile-footer">
          {isServer && <TestButton test={test} />}
          <Button variant="default" onClick={closeDialog}>
            Cancel
          </Button>
          <Button
            variant={entry ? 'filled' : 'default'}
            loading={saving === 'save'}
            disabled={saving !== null}
            {...(entry ? { type: 'submit' } : { onClick: () => void save('save') })}
          >
            Save
          </Button>
          <Button
            variant={entry ? 'default' : 'filled'}
            loading={saving === 'connect'}
            disabled={saving !== null}
            {...(entry ? { onClick: () => void save('connect') } : { type: 'submit' })}
          >
            Save and connect
          </Button>
        </Group>
      )}
    </form>
  );
}
