import { Alert, Button, Select, TextInput } from '@mantine/core';
import { isLocalHost, PROFILE_TLS_MODES, type ProfileEntry, type ProfileTlsMode } from '#shared/domain/profile.ts';
import { host } from '../link/host.ts';
import { useHost } from '../state/host.ts';
import type { ProfileForm } from './profile-form.ts';
import { SecretField } from './secret-fields.tsx';

const MEANING: Readonly<Record<ProfileTlsMode, string>> = {
  disable: 'disable: no TLS',
  prefer: 'prefer: TLS where the server speaks it, without protection',
  require: 'require: TLS, without looking at the certificate',
  'verify-ca': 'verify-ca: the certificate’s authority is verified',
  'verify-full': 'verify-full: authority and host name are verified',
};

interface FieldsProps {
  readonly form: ProfileForm;
  readonly entry: ProfileEntry | null;
}

/** How the way to the server is protected, with libpq's words. */
export function TlsFields({ form, entry }: FieldsProps) {
  const { connection } = form.values;
  if (connection.kind !== 'server') return null;
  const { mode, certificate } = connection.tls;
  const isOpen = !isLocalHost(connection.host) && !mode.startsWith('verify') && connection.tunnel === null;
  return (
    <div className="profile-fields">
      <Select
        label="Mode"
        allowDeselect={false}
        data={PROFILE_TLS_MODES.map((value) => ({ value, label: MEANING[value] }))}
        {...form.getInputProps('connection.tls.mode')}
        onChange={(value) => {
          form.setFieldValue('connection.tls.mode', value as ProfileTlsMode);
          form.setTouched((touched) => ({ ...touched, 'connection.tls.mode': true }));
        }}
      />
      {isOpen && connection.host !== '' && (
        <Alert color="orange">
          Somebody between here and {connection.host} can read along, the password included, or pretend to be it. Only
          verify-full protects from both.
        </Alert>
      )}
      <FileInput
        form={form}
        path="connection.tls.authorities"
        label="Certificate authorities (sslrootcert)"
        placeholder={mode === 'verify-full' ? 'The system’s' : '~/.postgresql/root.crt, if it is there'}
        description="A file in PEM format, such as the one that Amazon RDS offers."
      />
      <FileInput
        form={form}
        path="connection.tls.certificate"
        label="Client certificate (sslcert)"
        placeholder="~/.postgresql/postgresql.crt, if it is there"
      />
      <FileInput
        form={form}
        path="connection.tls.key"
        label="Its key (sslkey)"
        placeholder="~/.postgresql/postgresql.key, if it is there"
      />
      {certificate !== null && (
        <SecretField
          kind="keyPassphrase"
          label="Passphrase of the key (sslpassword)"
          entry={entry}
          description="Empty where it has none."
        />
      )}
    </div>
  );
}

interface FileProps {
  readonly form: ProfileForm;
  readonly path: string;
  readonly label: string;
  readonly placeholder: string;
  readonly description?: string;
}

/** The path of a file on the host's machine; empty means none. */
export function FileInput({ form, path, label, placeholder, description }: FileProps) {
  const props = form.getInputProps(path);
  const canChoose = useHost(({ about }) => about?.choosesFiles ?? false);
  const choose = async (): Promise<void> => {
    const chosen = await host.host.chooseFile().catch(() => null);
    if (chosen !== null) form.setFieldValue(path, chosen);
  };
  return (
    <TextInput
      rightSectionWidth={canChoose ? 84 : 0}
      rightSection={
        canChoose ? (
          <Button size="compact-xs" variant="subtle" aria-label={`Choose ${label}`} onClick={() => void choose()}>
            Choose…
          </Button>
        ) : null
      }
      label={label}
      placeholder={placeholder}
      description={description}
      error={props.error}
      onBlur={props.onBlur}
      value={props.value ?? ''}
      onChange={(event) =>
        form.setFieldValue(path, event.currentTarget.value === '' ? null : event.currentTarget.value)
      }
    />
  );
}
