import { schemaResolver, type UseFormReturnType, useForm } from '@mantine/form';
import { POLL_RANGE_MS } from '#shared/domain/poll-range.ts';
import {
  defaultTlsMode,
  isLocalHost,
  type ProfileDraft,
  profileDraftSchema,
  type ServerConnection,
  type TakenApart,
  type TunnelHop,
} from '#shared/domain/profile.ts';

export type ProfileForm = UseFormReturnType<ProfileDraft>;

/** What a person is asked for first; the rest has a sensible default. */
const NEW_CONNECTION: ServerConnection = {
  kind: 'server',
  host: '',
  port: 5_432,
  database: '',
  user: '',
  tls: { mode: defaultTlsMode(''), authorities: null, certificate: null, key: null },
  tunnel: null,
  schema: null,
};

export const NEW_PROFILE: ProfileDraft = {
  id: null,
  name: '',
  colour: 'blue',
  environment: 'development',
  connection: NEW_CONNECTION,
  pollMs: POLL_RANGE_MS.usual,
  readOnly: false,
  favourite: false,
};

export const NEW_HOP: TunnelHop = { host: '', port: 22, user: '', way: 'agent', keyFile: null };

/** Sentences for what the schema refuses, by the last part of a field's path. */
const REFUSALS: Readonly<Record<string, string>> = {
  name: 'Give it a name.',
  host: 'A name, an address, or the folder of a socket.',
  port: 'A whole number from 1 to 65535.',
  database: 'Which database on that server?',
  user: 'Which account?',
  keyFile: 'The whole path of the file, from / or ~/.',
  authorities: 'The whole path of the file, from / or ~/.',
  certificate: 'The whole path of the file, from / or ~/.',
  key: 'The whole path of the file, from / or ~/.',
};

const resolve = schemaResolver<true>(profileDraftSchema, { sync: true });

/** The form of a profile, validated by the schema that the host validates it with. */
export function useProfileForm(initial: ProfileDraft): ProfileForm {
  return useForm<ProfileDraft>({
    initialValues: initial,
    validate: (values) => {
      const errors = resolve(values);
      return Object.fromEntries(
        Object.entries(errors).map(([path, message]) => [path, REFUSALS[path.split('.').at(-1) ?? ''] ?? message]),
      );
    },
  });
}

/** The host was changed: TLS follows with the default of a host of its kind, unless somebody chose it. */
export function takeHost(form: ProfileForm, host: string): void {
  const { connection } = form.getValues();
  if (connection.kind !== 'server') return;
  form.setFieldValue('connection.host', host);
  if (isLocalHost(connection.host) !== isLocalHost(host) && !form.isTouched('connection.tls.mode')) {
    form.setFieldValue('connection.tls.mode', defaultTlsMode(host));
  }
}

/** Fills in what a pasted text says. */
export function takePasted(form: ProfileForm, { fields }: TakenApart): void {
  const values = form.getValues();
  if (values.connection.kind !== 'server') return;
  const host = fields.host ?? values.connection.host;
  const tls = { ...values.connection.tls, mode: defaultTlsMode(host), ...fields.tls };
  form.setFieldValue('connection', { ...values.connection, ...fields, kind: 'server', tls });
  const name = fields.database && host ? `${fields.database} on ${host}` : host || (fields.database ?? '');
  if (values.name === '') form.setFieldValue('name', name);
  form.clearErrors();
}

/** True for what is worth taking apart when it is pasted into a field. */
export function looksLikeConnection(text: string): boolean {
  return /^\s*["']?(export\s+)?(\w+=)?["']?\w+:(\/\/|postgresql:)|(^|\s)psql\s|(^|\s)(host|hostaddr|dbname|service)\s*=/.test(
    text,
  );
}
