import { z } from 'zod';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { EVENT_KINDS, type EventKind } from '#shared/run/events.ts';
import { soundOr } from './kept.ts';

interface MarkersStore {
  /** What timelines mark, and what *next event* goes to. */
  readonly shown: readonly EventKind[];
  toggle(kind: EventKind): void;
}

/** Turns follow each other so closely that going from one to the next is going step by step: they are off at first. */
const USUAL: readonly EventKind[] = EVENT_KINDS.filter((kind) => kind !== 'turn');

export const useMarkers = create<MarkersStore>()(
  persist(
    (set) => ({
      shown: USUAL,
      toggle: (kind) =>
        set(({ shown }) => ({
          shown: EVENT_KINDS.filter((other) => (other === kind ? !shown.includes(kind) : shown.includes(other))),
        })),
    }),
    {
      // Kept under another name before there were marks for all experiments: those would have been off.
      name: 'oriole.marks',
      partialize: ({ shown }) => ({ shown }),
      merge: soundOr<MarkersStore>(z.object({ shown: z.array(z.enum(EVENT_KINDS)) })),
    },
  ),
);
