import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { formatCount } from '../words.ts';
import { CutText } from './CutText.tsx';

/** Children shown at once; more on request. */
const MOST_CHILDREN = 50;

interface TreeProps {
  readonly value: object;
}

/** A JSON object or list, whose parts are opened one by one. Only what is open is rendered. */
export function JsonTree({ value }: TreeProps) {
  const [shown, setShown] = useState(MOST_CHILDREN);
  const entries = Object.entries(value);
  if (entries.length === 0) return <span className="quiet">{Array.isArray(value) ? 'empty list' : 'empty'}</span>;
  return (
    <ul className="json">
      {entries.slice(0, shown).map(([name, child]) => (
        <Member key={name} name={name} value={child} />
      ))}
      {entries.length > shown && (
        <li>
          <UnstyledButton className="more" onClick={() => setShown(shown + 10 * MOST_CHILDREN)}>
            Show {formatCount(Math.min(10 * MOST_CHILDREN, entries.length - shown))} more of{' '}
            {formatCount(entries.length)}
          </UnstyledButton>
        </li>
      )}
    </ul>
  );
}

function Member({ name, value }: { readonly name: string; readonly value: unknown }) {
  const [isOpen, setOpen] = useState(false);
  if (typeof value !== 'object' || value === null) {
    return (
      <li>
        <span className="json-name">{name}</span> <Plain value={value} />
      </li>
    );
  }
  const count = Object.keys(value).length;
  const Icon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <li>
      <UnstyledButton className="json-fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon size={12} aria-hidden />
        <span className="json-name">{name}</span>{' '}
        <span className="quiet">
          {Array.isArray(value) ? '[' : '{'}
          {formatCount(count)}
          {Array.isArray(value) ? ']' : '}'}
        </span>
      </UnstyledButton>
      {isOpen && <JsonTree value={value} />}
    </li>
  );
}

function Plain({ value }: { readonly value: unknown }) {
  if (typeof value === 'string') return <CutText text={value} />;
  return <span className="json-plain">{String(value)}</span>;
}
