import { create } from 'zustand';

/** A source of which a part can be exported. */
export interface ExportTarget {
  /** The id of the session, or of the profile. */
  readonly source: string;
  readonly name: string;
  /** Milliseconds since 1970; null where they are not known. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** False where texts were left out already. */
  readonly hasTexts: boolean;
}

type Dialog =
  | { readonly kind: 'none' }
  | { readonly kind: 'folders' }
  | { readonly kind: 'export'; readonly target: ExportTarget };

/** The dialog about sessions that is open. */
export const useSessionDialog = create<{ readonly dialog: Dialog }>(() => ({ dialog: { kind: 'none' } }));

const open = (dialog: Dialog) => useSessionDialog.setState({ dialog });

export function openFolders(): void {
  open({ kind: 'folders' });
}

export function openExport(target: ExportTarget): void {
  open({ kind: 'export', target });
}

export function closeSessionDialog(): void {
  open({ kind: 'none' });
}
