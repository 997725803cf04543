import { Group, NumberInput, SegmentedControl, Switch, Text, TextInput } from '@mantine/core';
import type { ProfileEntry, TunnelHop, TunnelWay } from '#shared/domain/profile.ts';
import { NEW_HOP, type ProfileForm } from './profile-form.ts';
import { SecretField } from './secret-fields.tsx';
import { FileInput } from './TlsFields.tsx';

interface FieldsProps {
  readonly form: ProfileForm;
  readonly entry: ProfileEntry | null;
}

/** The SSH server from which the database is reached, and the one before it. */
export function TunnelFields({ form, entry }: FieldsProps) {
  const { connection } = form.values;
  if (connection.kind !== 'server') return null;
  const { tunnel } = connection;
  return (
    <div className="profile-fields">
      <Switch
        label="Reach the database through an SSH server"
        checked={tunnel !== null}
        onChange={({ currentTarget: { checked } }) =>
          form.setFieldValue('connection.tunnel', checked ? { server: NEW_HOP, jump: null } : null)
        }
      />
      {tunnel ? (
        <>
          <HopFields form={form} entry={entry} path="connection.tunnel.server" hop={tunnel.server} secret="tunnel" />
          <Switch
            label="Through another SSH server before it (jump host)"
            checked={tunnel.jump !== null}
            onChange={({ currentTarget: { checked } }) =>
              form.setFieldValue('connection.tunnel.jump', checked ? NEW_HOP : null)
            }
          />
          {tunnel.jump && (
            <HopFields form={form} entry={entry} path="connection.tunnel.jump" hop={tunnel.jump} secret="jump" />
          )}
        </>
      ) : (
        <Text size="xs" className="quiet">
          Off. The host of the database is then looked up by the SSH server, and nothing else on this machine can use
          the tunnel.
        </Text>
      )}
    </div>
  );
}

interface HopProps extends FieldsProps {
  readonly path: string;
  readonly hop: TunnelHop;
  readonly secret: 'tunnel' | 'jump';
}

function HopFields({ form, entry, path, hop, secret }: HopProps) {
  return (
    <fieldset className="profile-hop" aria-label={secret === 'jump' ? 'Jump host' : 'SSH server'}>
      <Group gap={8} align="flex-start" wrap="nowrap">
        <TextInput
          label={secret === 'jump' ? 'Jump host' : 'SSH server'}
          placeholder="bastion.example"
          flex={1}
          {...form.getInputProps(`${path}.host`)}
        />
        <NumberInput
          label="SSH port"
          w={96}
          min={1}
          max={65_535}
          hideControls
          clampBehavior="none"
          {...form.getInputProps(`${path}.port`)}
        />
        <TextInput label="SSH user" w={150} {...form.getInputProps(`${path}.user`)} />
      </Group>
      <SegmentedControl
        style={{ alignSelf: 'flex-start' }}
        aria-label="How to sign in"
        value={hop.way}
        onChange={(way) => form.setFieldValue(`${path}.way`, way as TunnelWay)}
        data={[
          { value: 'agent', label: 'SSH agent' },
          { value: 'key', label: 'Key file' },
          { value: 'password', label: 'Password' },
        ]}
      />
      {hop.way === 'key' && (
        <FileInput form={form} path={`${path}.keyFile`} label="Key file" placeholder="~/.ssh/id_ed25519" />
      )}
      {hop.way !== 'agent' && (
        <SecretField
          kind={secret}
          label={hop.way === 'key' ? 'Passphrase of the key' : 'SSH password'}
          entry={entry}
          description={hop.way === 'key' ? 'Empty where it has none.' : 'Asked for when it is needed, if empty.'}
        />
      )}
    </fieldset>
  );
}
