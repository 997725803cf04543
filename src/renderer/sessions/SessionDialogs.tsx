import './sessions.css';
import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { closeSessionDialog, useSessionDialog } from './dialogs.ts';
import { ExportForm } from './ExportForm.tsx';
import { Folders } from './Folders.tsx';

/** Whichever dialog about sessions is open. */
export function SessionDialogs() {
  const dialog = useSessionDialog((state) => state.dialog);
  switch (dialog.kind) {
    case 'none':
      return null;
    case 'folders':
      return (
        <Frame title="Folders of the library" size={640}>
          <Folders />
        </Frame>
      );
    case 'export':
      return (
        <Frame title="Export" size={520}>
          <ExportForm key={dialog.target.source} target={dialog.target} onDone={closeSessionDialog} />
        </Frame>
      );
  }
}

interface FrameProps {
  readonly title: string;
  readonly size: number;
  readonly children: ReactNode;
}

function Frame({ title, size, children }: FrameProps) {
  return (
    <Modal opened onClose={closeSessionDialog} title={title} size={size} closeButtonProps={{ 'aria-label': 'Close' }}>
      {children}
    </Modal>
  );
}
