import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { RunSearchUse } from './use-run-search.ts';

/** The longest text that a host searches for. */
const MOST_LETTERS = 200;

/** Where the text to search for is typed; Enter goes to the next hit, Shift+Enter to the one before. */
export function SearchBox({ use: { typed, type, enter } }: { readonly use: RunSearchUse }) {
  return (
    <TextInput
      size="xs"
      placeholder="Search reasoning and answers"
      aria-label="Search reasoning and answers"
      data-search-texts
      leftSection={<IconSearch size={14} />}
      maxLength={MOST_LETTERS}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') enter(event.shiftKey);
        else if (event.key === 'Escape' && typed !== '') type('');
        else return;
        event.preventDefault();
      }}
      rightSection={typed ? <CloseButton size="xs" aria-label="Clear search" onClick={() => type('')} /> : null}
    />
  );
}
