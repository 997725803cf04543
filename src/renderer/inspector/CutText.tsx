import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { formatCount } from '../words.ts';

const MOST_SHOWN = 300;

/** A text, cut until somebody wants all of it. Texts of a database are shown as text and never as markup. */
export function CutText({ text }: { readonly text: string }) {
  const [isWhole, setWhole] = useState(false);
  if (text.length <= MOST_SHOWN * 1.2 || isWhole) return <span className="whole-text">{text}</span>;
  return (
    <span className="whole-text">
      {text.slice(0, MOST_SHOWN)}…{' '}
      <UnstyledButton className="more" onClick={() => setWhole(true)}>
        Show all {formatCount(text.length)} characters
      </UnstyledButton>
    </span>
  );
}
