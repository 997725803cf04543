import { Button, FileButton, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { addSession } from './session-actions.tsx';
import { uploadSession } from './upload.ts';

/** In a browser: a file of this computer, which is handed over, or one that lies where the monitor runs. */
export function OpenForm({ onDone }: { readonly onDone: () => void }) {
  const [path, setPath] = useState('');
  return (
    <div className="session-dialog">
      <Text fz="sm">A file of this computer is copied to the machine on which the monitor runs, into its library.</Text>
      <Group>
        <FileButton
          accept=".oriole"
          onChange={(file) => {
            if (!file) return;
            onDone();
            void uploadSession(file);
          }}
        >
          {(props) => (
            <Button {...props} data-autofocus>
              Choose a file…
            </Button>
          )}
        </FileButton>
      </Group>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          if (await addSession(path.trim())) onDone();
        }}
      >
        <Group gap={8} align="end" wrap="nowrap">
          <TextInput
            flex={1}
            label="Or a file that is there already"
            description="Its path on the machine on which the monitor runs"
            value={path}
            maxLength={4_096}
            onChange={(event) => setPath(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={path.trim() === ''}>
            Open
          </Button>
        </Group>
      </form>
    </div>
  );
}
