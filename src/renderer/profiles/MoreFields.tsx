import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { nameInterval, POLL_INTERVALS_MS } from '../feed/intervals.ts';
import type { ProfileForm } from './profile-form.ts';

/** What seldom has to be said. */
export function MoreFields({ form }: { readonly form: ProfileForm }) {
  const { connection, pollMs } = form.values;
  const schema = connection.kind === 'server' ? connection.schema : null;
  const offered = POLL_INTERVALS_MS.includes(pollMs) ? POLL_INTERVALS_MS : [...POLL_INTERVALS_MS, pollMs];
  return (
    <div className="profile-fields">
      <TextInput
        label="Schema of the tables"
        placeholder="Wherever they are found"
        value={schema ?? ''}
        error={form.errors['connection.schema']}
        onChange={({ currentTarget: { value } }) =>
          form.setFieldValue('connection.schema', value === '' ? null : value)
        }
      />
      <NativeSelect
        label="Without notices, read the table every"
        value={String(pollMs)}
        onChange={({ currentTarget: { value } }) => form.setFieldValue('pollMs', Number(value))}
        data={offered.map((ms) => ({ value: String(ms), label: nameInterval(ms) }))}
      />
      <Switch
        label="Read-only"
        description="Nothing is ever written to this database: triggers can be neither installed nor removed."
        {...form.getInputProps('readOnly', { type: 'checkbox' })}
      />
    </div>
  );
}
