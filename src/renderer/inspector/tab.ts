import { create } from 'zustand';

/** The tabs, in the order in which they stand. */
export const TABS = ['action', 'experiment', 'statistics'] as const;
export type Tab = (typeof TABS)[number];

/** Kept by the window: another one may show another tab. */
const KEY = 'oriole.inspector-tab';

/** The tab that this window shows, also after it was loaded again. */
export const useTab = create<{ readonly tab: Tab }>(() => ({ tab: remembered() }));

/** Shows a tab, and remembers it. */
export function showTab(tab: Tab): void {
  useTab.setState({ tab });
  try {
    window.sessionStorage.setItem(KEY, tab);
  } catch {
    // Storage may be forbidden; then the tab is remembered until the page is loaded again.
  }
}

function remembered(): Tab {
  try {
    const kept = window.sessionStorage.getItem(KEY);
    return TABS.find((tab) => tab === kept) ?? 'action';
  } catch {
    return 'action';
  }
}
