import { ActionIcon, Tooltip } from '@mantine/core';
import { IconColumns2, IconColumnsOff } from '@tabler/icons-react';
import { memo } from 'react';
import { type Address, MOST_COMPARED } from '#shared/address.ts';
import { useAddress, visit } from '../state/address.ts';

/** Adds an experiment to what is compared, or takes it away. */
export const CompareToggle = memo(function CompareToggle({ id }: { readonly id: number }) {
  const isCompared = useAddress((address) => comparedIn(address).includes(id) && address.page === 'compare');
  const isFull = useAddress((address) => comparedIn(address).length >= MOST_COMPARED);
  const label = isCompared ? 'Take out of the comparison' : isFull ? `Nine are compared already` : 'Compare';
  const Icon = isCompared ? IconColumnsOff : IconColumns2;
  return (
    <Tooltip label={label} position="right" openDelay={300}>
      <ActionIcon
        className="experiment-compare"
        size="sm"
        variant={isCompared ? 'filled' : 'default'}
        aria-label={`${label}: experiment ${id}`}
        aria-pressed={isCompared}
        disabled={isFull && !isCompared}
        onClick={() => toggle(id)}
      >
        <Icon size={14} />
      </ActionIcon>
    </Tooltip>
  );
});

/** What would be compared with another run: the run that is shown, or what is compared already. */
function comparedIn(address: Address): readonly number[] {
  if (address.page === 'compare') return address.experimentIds;
  return address.page === 'run' ? [address.experimentId] : [];
}

function toggle(id: number): void {
  const address = useAddress.getState();
  const present = comparedIn(address);
  const isCompared = address.page === 'compare' && present.includes(id);
  const experimentIds = isCompared ? present.filter((other) => other !== id) : [...new Set([...present, id])];
  if (experimentIds.length === 0) {
    visit({ page: 'wall' });
    return;
  }
  // Where the playhead is and what is shown stays as it is.
  visit({ page: 'compare', experimentIds, at: null, axis: null, overlays: null });
}
