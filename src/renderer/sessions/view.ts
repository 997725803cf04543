import { create } from 'zustand';
import type { Finding } from './find.ts';

interface LibraryView extends Finding {
  /** The session whose details are shown. */
  readonly selected: string | null;
  /** The session that is being given another name in its row. */
  readonly renaming: string | null;
}

/** How the library is looked at; kept while other pages are shown. */
export const useLibraryView = create<LibraryView>(() => ({
  search: '',
  isRecent: false,
  column: 'startedAt',
  isDescending: true,
  selected: null,
  renaming: null,
}));

/** Shows the details of a session; null: of none. */
export function selectSession(selected: string | null): void {
  useLibraryView.setState({ selected });
}

/** Lists the sessions that were opened here, the last one first; or all of them. */
export function showRecent(isRecent: boolean): void {
  useLibraryView.setState({ isRecent, column: isRecent ? 'openedAt' : 'startedAt', isDescending: true });
}
