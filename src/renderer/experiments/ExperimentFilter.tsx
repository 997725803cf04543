import { CloseButton, Select, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { memo, useMemo } from 'react';
import { EXPERIMENT_STATES, type ExperimentState, type ExperimentSummary } from '#shared/domain/experiment.ts';
import { formatCount, STATE_MEANING } from '../words.ts';
import { countStates, type Filter } from './filter.ts';

interface FilterProps {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
  readonly experiments: readonly ExperimentSummary[];
  readonly now: number;
}

/** Search, model, and the states with their counts. */
export function ExperimentFilter({ filter, onChange, experiments, now }: FilterProps) {
  const counts = useMemo(() => countStates(experiments, now), [experiments, now]);
  // The list is a new one with every action; the models in it are not, and choosing among them is costly to render.
  const names = useMemo(() => [...new Set(experiments.map(({ model }) => model))].sort().join('\n'), [experiments]);
  const models = useMemo(() => (names === '' ? [] : names.split('\n')), [names]);
  const toggle = (state: ExperimentState) =>
    onChange({
      ...filter,
      states: filter.states.includes(state) ? filter.states.filter((s) => s !== state) : [...filter.states, state],
    });
  return (
    <search className="experiments-filter">
      <SearchAndModel filter={filter} onChange={onChange} models={models} />
      <fieldset className="experiments-states" aria-label="Filter by state">
        {EXPERIMENT_STATES.map((state) => (
          <UnstyledButton
            key={state}
            className="experiments-state state"
            data-state={state}
            aria-pressed={filter.states.includes(state)}
            title={STATE_MEANING[state]}
            onClick={() => toggle(state)}
          >
            {state} <span className="figures">{formatCount(counts[state] ?? 0)}</span>
          </UnstyledButton>
        ))}
      </fieldset>
    </search>
  );
}

interface SearchProps extends Pick<FilterProps, 'filter' | 'onChange'> {
  readonly models: readonly string[];
}

const SearchAndModel = memo(function SearchAndModel({ filter, onChange, models }: SearchProps) {
  return (
    <>
      <TextInput
        size="xs"
        placeholder="Search model, maze, comment, #number"
        aria-label="Search experiments"
        leftSection={<IconSearch size={14} />}
        value={filter.text}
        onChange={(event) => onChange({ ...filter, text: event.currentTarget.value })}
        rightSection={
          filter.text ? (
            <CloseButton size="xs" aria-label="Clear search" onClick={() => onChange({ ...filter, text: '' })} />
          ) : null
        }
      />
      <Select
        size="xs"
        placeholder="All models"
        aria-label="Filter by model"
        data={models}
        value={filter.model}
        onChange={(model) => onChange({ ...filter, model })}
        clearable
        searchable
        limit={100}
        comboboxProps={{ withinPortal: true }}
      />
    </>
  );
});
