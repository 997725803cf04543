import { ActionIcon, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { copyText } from './copy-text.ts';

const SAID_MS = 1_500;

type Said = 'copied' | 'refused' | null;

/** Copies, and says for a moment whether that went well. */
export function useCopy(): { readonly said: Said; readonly copy: (text: string) => void } {
  const [said, setSaid] = useState<Said>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = window.setTimeout(() => setSaid(null), SAID_MS);
    return () => window.clearTimeout(timer);
  }, [said]);
  const copy = (text: string) => void copyText(text).then((isCopied) => setSaid(isCopied ? 'copied' : 'refused'));
  return { said, copy };
}

/** What is said after copying. */
export function copyWords(said: Said): string {
  return said === 'copied' ? 'Copied' : said === 'refused' ? 'The clipboard cannot be written to' : '';
}

interface ButtonProps {
  /** What is copied, for people. */
  readonly label: string;
  /** Only made when it is asked for. */
  readonly text: () => string;
}

/** A button that copies a text. */
export function CopyButton({ label, text }: ButtonProps) {
  const { said, copy } = useCopy();
  const Icon = said === 'copied' ? IconCheck : said === 'refused' ? IconAlertTriangle : IconCopy;
  return (
    <Tooltip label={copyWords(said) || label}>
      <ActionIcon size={20} variant="subtle" color="gray" aria-label={label} onClick={() => copy(text())}>
        <Icon size={14} />
        <span role="status" className="said">
          {copyWords(said)}
        </span>
      </ActionIcon>
    </Tooltip>
  );
}
