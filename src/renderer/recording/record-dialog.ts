import { create } from 'zustand';

/** What is asked in front of the window: what to record now, or when to record without being told. */
type RecordTab = 'now' | 'automatic';

interface RecordingInterface {
  readonly dialog: RecordTab | null;
  /** The recordings that go on are looked at. */
  readonly isListOpen: boolean;
}

export const useRecordingInterface = create<RecordingInterface>(() => ({ dialog: null, isListOpen: false }));

export function openRecordDialog(tab: RecordTab = 'now'): void {
  useRecordingInterface.setState({ dialog: tab, isListOpen: false });
}

export function closeRecordDialog(): void {
  useRecordingInterface.setState({ dialog: null });
}

/** Shows the recordings that go on, or hides them. */
export function setListOpen(isListOpen: boolean): void {
  useRecordingInterface.setState({ isListOpen });
}
