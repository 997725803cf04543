import type { Viewer } from '#core/sources/viewer.ts';

/** What every call knows of who calls. */
export interface ViewerContext {
  readonly viewer: Viewer;
}
