import type { Completion } from '#core/experiments/catalogue.ts';
import type { Source } from './source.ts';

/** Somebody who wants a source to stay: a viewer, or the host itself. */
export interface Hold {
  readonly source: Source;
  /** Lets go. The last one to do so ends the source. Doing it again does nothing. */
  release(): void;
}

interface Slot {
  source: Source;
  readonly holds: Set<Hold>;
  unsubscribe: () => void;
}

/** What a completion tells beyond itself: where it happened. */
export type CompletionListener = (completion: Completion, sourceId: string) => void;

/**
 * The sources that are watched. Each is there as long as somebody holds it, and is watched once, however many viewers
 * look at it.
 */
export class Sources {
  readonly #make: (id: string) => Source;
  readonly #slots = new Map<string, Slot>();
  readonly #ending = new Set<Promise<void>>();
  readonly #listeners = new Set<CompletionListener>();
  readonly #beginners = new Set<(id: string) => void>();
  readonly #onChange: () => void;
  #hasStopped = false;

  /** @param onChange called when a source was begun or ended */
  constructor(make: (id: string) => Source, onChange: () => void) {
    this.#make = make;
    this.#onChange = onChange;
  }

  /** The source of a profile that is being watched. */
  get(id: string): Source | null {
    return this.#slots.get(id)?.source ?? null;
  }

  /** Watches a profile's database, if it is not yet watched. */
  hold(id: string): Hold {
    if (this.#hasStopped) throw new Error('the host is ending');
    const slot = this.#slots.get(id) ?? { ...this.#begin(id), holds: new Set<Hold>() };
    this.#slots.set(id, slot);
    const hold: Hold = {
      get source() {
        return slot.source;
      },
      release: () => {
        if (slot.holds.delete(hold) && slot.holds.size === 0) this.#endSlot(id, slot);
      },
    };
    slot.holds.add(hold);
    return hold;
  }

  /** Watches anew, because the profile leads elsewhere now; whoever holds it holds the new one. */
  renew(id: string): void {
    const slot = this.#slots.get(id);
    if (!slot) return;
    slot.unsubscribe();
    this.#end(slot.source);
    Object.assign(slot, this.#begin(id));
  }

  /** Calls back when an experiment of any source is completed. Returns how to stop that. */
  onExperimentComplete(listener: CompletionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back when a source begins to be watched. */
  onBegin(listener: (id: string) => void): void {
    this.#beginners.add(listener);
  }

  /** The ids of those that are watched. */
  get ids(): readonly string[] {
    return [...this.#slots.keys()];
  }

  /** The machine woke up, or its network changed. */
  check(): void {
    for (const { source } of this.#slots.values()) source.check();
  }

  /** Ends all of them, held or not. */
  async stop(): Promise<void> {
    this.#hasStopped = true;
    for (const [id, slot] of [...this.#slots]) this.#endSlot(id, slot);
    await Promise.all(this.#ending);
  }

  #begin(id: string): Pick<Slot, 'source' | 'unsubscribe'> {
    const source = this.#make(id);
    const unsubscribe = source.onExperimentComplete((completion) => {
      for (const listener of this.#listeners) listener(completion, id);
    });
    source.start();
    for (const listener of this.#beginners) listener(id);
    this.#onChange();
    return { source, unsubscribe };
  }

  #endSlot(id: string, slot: Slot): void {
    slot.holds.clear();
    slot.unsubscribe();
    this.#slots.delete(id);
    this.#end(slot.source);
    this.#onChange();
  }

  #end(source: Source): void {
    // What fails while it ends harms nobody any more.
    const ended = source
      .stop()
      .catch(() => {})
      .finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }
}
