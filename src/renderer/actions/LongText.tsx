import { Text, UnstyledButton } from '@mantine/core';
import { memo, useState } from 'react';
import { formatCount } from '../words.ts';
import { CopyButton } from './CopyButton.tsx';
import { MarkedText } from './MarkedText.tsx';

/** A longer text is cut here until somebody wants all of it: a page of 100 kB takes a moment to lay out. */
const MOST_SHOWN = 4_000;

interface TextProps {
  readonly title: string;
  readonly text: string | null;
  /** What is marked in it. */
  readonly wanted?: string | null;
}

/** A titled text that can be copied; nothing at all where there is none. */
export const LongText = memo(function LongText({ title, text, wanted = null }: TextProps) {
  const [whole, setWhole] = useState<string | null>(null);
  if (!text) return null;
  // What was searched for, and found only further down, is what somebody wants to see.
  const isFurtherDown =
    wanted !== null && text.toLowerCase().indexOf(wanted.toLowerCase()) > MOST_SHOWN - wanted.length;
  const isWhole = text.length <= MOST_SHOWN || whole === text || isFurtherDown;
  return (
    <section className="long-text" aria-label={title}>
      <div className="long-text-head">
        <Text className="quiet" fz="xs">
          {title}
        </Text>
        <CopyButton label={`Copy: ${title.toLowerCase()}`} text={() => text} />
      </div>
      <p className="long-text-body">
        <MarkedText text={isWhole ? text : text.slice(0, MOST_SHOWN)} wanted={wanted} />
        {!isWhole && '…'}
      </p>
      {!isWhole && (
        <UnstyledButton className="more" onClick={() => setWhole(text)}>
          Show all {formatCount(text.length)} characters
        </UnstyledButton>
      )}
    </section>
  );
});
