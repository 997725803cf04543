import { Button, Group, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AutomaticRecording } from '#shared/domain/session.ts';
import { hostNow } from '../link/host.ts';
import { settle } from '../sessions/session-actions.tsx';
import { useRecordings } from '../state/recordings.ts';
import { closeRecordDialog } from './record-dialog.ts';

const GIGABYTE = 1_000_000_000;

type When = AutomaticRecording['when'] | 'never';

const WHEN = [
  { value: 'never', label: 'Never' },
  { value: 'always', label: 'Always' },
  { value: 'comment', label: 'Experiments whose batch comment contains a text' },
] as const satisfies readonly { value: When; label: string }[];

/** Asks when a profile is recorded without being told, and how much of that is kept. */
export function AutomaticForm({ profile }: { readonly profile: string }) {
  const present = useRecordings(({ reading }) => reading?.automatic.find((other) => other.profile === profile));
  const [when, setWhen] = useState<When>(present?.when ?? 'never');
  const [comment, setComment] = useState(present?.comment ?? '');
  const [texts, setTexts] = useState(present?.texts ?? true);
  const [gigabytes, setGigabytes] = useState<number | string>(present?.mostBytes ? present.mostBytes / GIGABYTE : '');
  const [days, setDays] = useState<number | string>(present?.mostDays ?? '');
  const [isSaving, setSaving] = useState(false);
  const isGood = when !== 'comment' || comment.trim() !== '';
  const save = async () => {
    setSaving(true);
    const mostBytes = Number(gigabytes) > 0 ? Number(gigabytes) * GIGABYTE : null;
    const mostDays = Number(days) > 0 ? Number(days) : null;
    const asked =
      when === 'never'
        ? hostNow.recordings.clearAutomatic({ profile })
        : hostNow.recordings.setAutomatic({ profile, when, comment: comment.trim(), texts, mostBytes, mostDays });
    const outcome = await settle(asked);
    setSaving(false);
    if (outcome) closeRecordDialog();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isGood) void save();
      }}
    >
      <Stack gap="sm">
        <Select
          label="Record this profile by itself"
          description="As long as it is watched, by a window or by the program itself."
          allowDeselect={false}
          data={WHEN.map((choice) => choice)}
          value={when}
          onChange={(value) => setWhen(WHEN.find((choice) => choice.value === value)?.value ?? 'never')}
          comboboxProps={{ withinPortal: false }}
          data-autofocus
        />
        {when === 'comment' && (
          <TextInput
            label="Text in the batch comment"
            maxLength={1_000}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
        )}
        {when !== 'never' && (
          <>
            <Switch
              label="With prompts, reasoning and answers"
              checked={texts}
              onChange={(event) => setTexts(event.currentTarget.checked)}
            />
            <Group grow align="start" gap={8}>
              <NumberInput
                label="Keep at most, GB"
                placeholder="No limit"
                min={0.001}
                max={1_000_000}
                decimalScale={3}
                value={gigabytes}
                onChange={setGigabytes}
              />
              <NumberInput
                label="Keep for, days"
                placeholder="No limit"
                min={1}
                max={36_500}
                allowDecimal={false}
                value={days}
                onChange={setDays}
              />
            </Group>
            <Text fz="xs" className="quiet">
              Beyond that the oldest recordings that were begun by themselves are deleted. Those that somebody began are
              kept.
            </Text>
          </>
        )}
        <Group justify="end">
          <Button variant="default" onClick={closeRecordDialog}>
            Cancel
          </Button>
          <Button type="submit" loading={isSaving} disabled={!isGood}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
