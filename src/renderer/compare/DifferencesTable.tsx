import { useEffect, useState } from 'react';
import type { ExperimentDetails } from '#shared/contract.ts';
import { here } from '../link/host.ts';
import { type Difference, differencesOf } from './differences.ts';

const NAMES: Readonly<Record<string, string>> = {
  model_name: 'Model',
  prompt_version: 'Prompt version',
  prompt_text: 'Prompt',
  maze_id: 'Maze',
  comment: 'Comment',
  goal_description: 'Goal description',
};

interface TableProps {
  readonly ids: readonly number[];
  readonly labels: readonly string[];
}

/** In what the compared experiments differ: model, prompt, settings. */
export function DifferencesTable({ ids, labels }: TableProps) {
  const differences = useDifferences(ids);
  if (differences === null) return <p className="compare-note quiet">Reading the experiments</p>;
  if (differences === 'failed') {
    return <p className="compare-note quiet">The database cannot be asked right now, so what differs is not known.</p>;
  }
  if (differences.length === 0) {
    return <p className="compare-note quiet">Model, prompt, maze and settings are the same in all of them.</p>;
  }
  return (
    <table className="differences" aria-label="What differs">
      <thead>
        <tr>
          <th scope="col">What differs</th>
          {labels.map((label, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the runs keep their places.
            <th key={n} scope="col" className="cut" title={label}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {differences.map(({ name, values }) => (
          <tr key={name}>
            <th scope="row">{NAMES[name] ?? name}</th>
            {values.map((value, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the runs keep their places.
              <td key={n} title={value ?? undefined}>
                {value ?? '–'}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function useDifferences(ids: readonly number[]): readonly Difference[] | 'failed' | null {
  const [known, setKnown] = useState<{
    readonly ids: readonly number[];
    readonly differences: readonly Difference[] | 'failed';
  } | null>(null);
  useEffect(() => {
    let isGone = false;
    const source = here();
    Promise.all(ids.map((id): Promise<ExperimentDetails> => source.experiments.details({ id })))
      .then((details) => differencesOf(details))
      .catch((): 'failed' => 'failed')
      .then((differences) => {
        if (!isGone) setKnown({ ids, differences });
      });
    return () => {
      isGone = true;
    };
  }, [ids]);
  return known?.ids === ids ? known.differences : null;
}
