import { SegmentedControl, TextInput } from '@mantine/core';

/** Which experiments are taken, as it is being entered. */
interface ExperimentsChoice {
  readonly isAll: boolean;
  readonly text: string;
}

interface FieldProps {
  readonly choice: ExperimentsChoice;
  readonly onChange: (choice: ExperimentsChoice) => void;
  /** What all of them are called. */
  readonly allLabel: string;
  /** What is wrong with those that were entered; null while nothing is. */
  readonly problem: string | null;
}

/** All experiments, or those that are named. */
export function ExperimentsField({ choice, onChange, allLabel, problem }: FieldProps) {
  return (
    <>
      <SegmentedControl
        aria-label="What"
        value={choice.isAll ? 'all' : 'some'}
        onChange={(value) => onChange({ ...choice, isAll: value === 'all' })}
        data={[
          { value: 'all', label: allLabel },
          { value: 'some', label: 'Chosen experiments' },
        ]}
      />
      {!choice.isAll && (
        <TextInput
          label="Experiments"
          description="Numbers and ranges: 12, 14-20"
          value={choice.text}
          error={choice.text !== '' && problem}
          onChange={(event) => onChange({ ...choice, text: event.currentTarget.value })}
          data-autofocus
        />
      )}
    </>
  );
}
