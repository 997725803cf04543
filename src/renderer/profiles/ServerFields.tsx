import { Group, NumberInput, Text, TextInput } from '@mantine/core';
import type { ProfileEntry } from '#shared/domain/profile.ts';
import { type ProfileForm, takeHost } from './profile-form.ts';
import { type Keep, KeepChoice, SecretField } from './secret-fields.tsx';

interface FieldsProps {
  readonly form: ProfileForm;
  readonly entry: ProfileEntry | null;
  /** A password came with a pasted text. */
  readonly pasted: boolean;
  readonly keep: Keep;
  readonly onKeep: (keep: Keep) => void;
}

/** Where the server is, and who signs in. */
export function ServerFields({ form, entry, pasted, keep, onKeep }: FieldsProps) {
  return (
    <div className="profile-fields">
      <Text size="xs" className="quiet">
        Paste a URL or what you give to psql into any field: it is taken apart.
      </Text>
      <Group gap={8} align="flex-start" wrap="nowrap">
        <TextInput
          label="Host"
          placeholder="db.example, an address, or /run/postgresql"
          flex={1}
          {...form.getInputProps('connection.host')}
          onChange={(event) => takeHost(form, event.currentTarget.value.trim())}
        />
        <NumberInput
          label="Port"
          w={96}
          min={1}
          max={65_535}
          hideControls
          clampBehavior="none"
          {...form.getInputProps('connection.port')}
        />
      </Group>
      <Group gap={8} align="flex-start" grow>
        <TextInput label="Database" placeholder="oriole" {...form.getInputProps('connection.database')} />
        <TextInput label="User" placeholder="reader" {...form.getInputProps('connection.user')} />
      </Group>
      <SecretField
        kind="password"
        label="Password"
        entry={entry}
        description={
          pasted
            ? 'One came with the pasted text, and is taken unless another is typed here.'
            : 'Without one, the password file (.pgpass) is asked.'
        }
      />
      <KeepChoice keep={keep} onKeep={onKeep} />
    </div>
  );
}
