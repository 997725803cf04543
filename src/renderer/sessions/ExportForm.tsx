import { Button, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { EXPORT_FORMATS, type ExportFormat } from '#shared/domain/session.ts';
import { useAddress } from '../state/address.ts';
import { useSource } from '../state/source.ts';
import type { ExportTarget } from './dialogs.ts';
import { ExperimentsField } from './ExperimentsField.tsx';
import { idsShown, readIds } from './experiment-ids.ts';
import { exportSource } from './export-source.tsx';

const MOST_EXPERIMENTS = 50_000;

const FORMAT_WORDS: Readonly<Record<ExportFormat, readonly [label: string, about: string]>> = {
  session: ['Session (.oriole)', 'A file like the one of a recording, with a part of it or all of it. It opens here.'],
  csv: ['CSV', 'One table a file: mazes, experiments and actions. For spreadsheets, R and Python.'],
  parquet: ['Parquet', 'One table a file, small and fast to read. For DuckDB, Python and R.'],
  jsonl: ['JSON Lines', 'One row a line. For scripts.'],
  mcap: ['MCAP', 'A channel an experiment, in the order of time. For Foxglove and Lichtblick.'],
};

interface FormProps {
  readonly target: ExportTarget;
  readonly onDone: () => void;
}

/** Asks which part of a source is exported, and as what. */
export function ExportForm({ target, onDone }: FormProps) {
  const isShown = useSource(({ profile }) => profile === target.source);
  const shownIds = useAddress(idsShown);
  const [format, setFormat] = useState<ExportFormat>('session');
  const [name, setName] = useState(target.name.slice(0, 200));
  const [choice, setChoice] = useState({ isAll: true, text: isShown ? shownIds : '' });
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [texts, setTexts] = useState(target.hasTexts);
  const chosen = choice.isAll ? null : readIds(choice.text, MOST_EXPERIMENTS);
  const range = { from: momentOf(from), to: momentOf(to) };
  const isBackwards = range.from !== null && range.to !== null && range.to < range.from;
  const isGood = name.trim() !== '' && (chosen === null || chosen.ids !== null) && !isBackwards;
  const run = () => {
    onDone();
    const experiments = chosen?.ids ? [...chosen.ids] : null;
    void exportSource({
      source: target.source,
      name: name.trim(),
      format,
      selection: { experiments, ...range, texts },
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isGood) run();
      }}
    >
      <Stack gap="sm">
        <Select
          label="As"
          allowDeselect={false}
          data={EXPORT_FORMATS.map((value) => ({ value, label: FORMAT_WORDS[value][0] }))}
          value={format}
          onChange={(value) => setFormat(EXPORT_FORMATS.find((other) => other === value) ?? format)}
          description={FORMAT_WORDS[format][1]}
          inputWrapperOrder={['label', 'input', 'description']}
          comboboxProps={{ withinPortal: false }}
          data-autofocus
        />
        <TextInput
          label="Name"
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={name.trim() === '' && 'It needs a name.'}
        />
        <ExperimentsField
          choice={choice}
          onChange={setChoice}
          allLabel="All experiments"
          problem={chosen?.problem ?? null}
        />
        <Group grow align="start" gap={8}>
          <TextInput
            type="datetime-local"
            step={1}
            label="Actions from"
            description={target.startedAt === null ? 'Empty: from the first on' : 'Empty: from the beginning'}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            step={1}
            label="Actions to"
            description="Empty: to the last one"
            value={to}
            error={isBackwards && 'This is before the beginning.'}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        </Group>
        {target.hasTexts ? (
          <Switch
            label="With prompts, reasoning and answers"
            checked={texts}
            onChange={(event) => setTexts(event.currentTarget.checked)}
          />
        ) : (
          <Text fz="sm" className="quiet">
            Prompts, reasoning and answers were left out when it was recorded.
          </Text>
        )}
        <Group justify="end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" disabled={!isGood}>
            Export
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What a field of a date and a time holds, milliseconds since 1970. */
function momentOf(text: string): number | null {
  const at = text === '' ? Number.NaN : new Date(text).getTime();
  return Number.isFinite(at) ? at : null;
}
