import { useEffect, useMemo, useState } from 'react';
import { useFollowed } from '../inspector/use-measures.ts';
import { here } from '../link/host.ts';
import type { RunSession } from '../run/run-session.ts';
import { useRunView } from '../run/use-run-view.ts';
import { nextHit, RunSearch, type SearchState } from './run-search.ts';

/** Somebody has finished typing when nothing was typed for this long. */
const TYPED_MS = 500;
/** Shorter texts are searched for with Enter only: they are everywhere. */
const LEAST_LETTERS = 3;

/** A search in a run, and where one is in its hits. */
export interface RunSearchUse {
  readonly search: SearchState;
  readonly typed: string;
  /** Index of the hit that was jumped to last; −1: none. */
  readonly current: number;
  /** Actions that came after the search was complete. */
  readonly newer: number;
  type(text: string): void;
  /** Searches for what is typed; where that was done, jumps to the next hit, or the one before. */
  enter(isBack: boolean): void;
  jump(hit: number): void;
  cancel(): void;
  goOn(): void;
}

export function useRunSearch(experimentId: number, session: RunSession): RunSearchUse {
  const { length } = useRunView(session);
  const { run } = session;
  const engine = useMemo(() => {
    const source = here();
    return new RunSearch((text, after, signal) => source.runs.search({ experimentId, text, after }, { signal }));
  }, [experimentId]);
  useEffect(() => () => engine.start(''), [engine]);
  const search = useFollowed(engine.store);
  const [typed, setTyped] = useState('');
  const [current, setCurrent] = useState(-1);
  const [searched, setSearched] = useState(0);
  const begin = (text: string) => {
    setCurrent(-1);
    engine.start(text);
  };

  useEffect(() => {
    const text = typed.trim();
    if (text.length < LEAST_LETTERS || text === engine.store.getState().text) return;
    const timer = window.setTimeout(() => {
      setCurrent(-1);
      engine.start(text);
    }, TYPED_MS);
    return () => window.clearTimeout(timer);
  }, [typed, engine]);

  // A complete search has seen what the run had then; what comes later can be searched from there.
  const isComplete = search.state === 'complete';
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the run had when the search became complete.
  useEffect(() => {
    if (!isComplete) return;
    const last = run.length - 1;
    setSearched(run.length);
    if (last >= 0) engine.completeTo({ step: run.stepAt(last), id: run.idAt(last) });
  }, [isComplete, engine]);

  const jump = (at: number) => {
    const hit = search.hits[at];
    if (!hit) return;
    setCurrent(at);
    const exact = run.indexOf(hit.step, hit.id);
    session.seek(exact >= 0 ? exact : run.indexOfStep(hit.step));
  };
  return {
    search,
    typed,
    current,
    newer: isComplete && searched > 0 ? Math.max(0, length - searched) : 0,
    type: (text) => {
      setTyped(text);
      if (text.trim() === '') begin('');
    },
    enter: (isBack) => {
      const text = typed.trim();
      if (text === '') return;
      if (text !== search.text) begin(text);
      else jump(nextHit(search.hits, current, isBack, session.picture.step));
    },
    jump,
    cancel: () => engine.cancel(),
    goOn: () => engine.goOn(),
  };
}
