import './recording.css';
import { Modal, Tabs } from '@mantine/core';
import { useEffect } from 'react';
import { useShownProfile, useSource } from '../state/source.ts';
import { AutomaticForm } from './AutomaticForm.tsx';
import { RecordForm } from './RecordForm.tsx';
import { closeRecordDialog, openRecordDialog, useRecordingInterface } from './record-dialog.ts';

/** Asks what to record of the database that is shown: now, or whenever it is watched. */
export function RecordDialog() {
  const tab = useRecordingInterface(({ dialog }) => dialog);
  const profile = useShownProfile();
  // What was being asked belongs to the database that was shown.
  useEffect(() => useSource.subscribe(({ turn }, before) => turn !== before.turn && closeRecordDialog()), []);
  if (!profile) return null;
  return (
    <Modal
      opened={tab !== null}
      onClose={closeRecordDialog}
      title={`Record ${profile.name.slice(0, 60)}`}
      size={520}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Tabs value={tab ?? 'now'} onChange={(value) => openRecordDialog(value === 'automatic' ? 'automatic' : 'now')}>
        <Tabs.List mb={12}>
          <Tabs.Tab value="now">Now</Tabs.Tab>
          <Tabs.Tab value="automatic">Automatically</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="now">
          <RecordForm profile={profile} />
        </Tabs.Panel>
        <Tabs.Panel value="automatic">
          <AutomaticForm profile={profile.id} />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  );
}
