import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { heightOf, RowScroll } from './row-scroll.ts';

/** Rows drawn beyond those in view, on each side. */
const OVERSCAN = 4;
/** Without an event at the end of scrolling (Safari), it has ended when nothing has moved for this long. */
const REST_MS = 150;

/** A row to be drawn. */
interface ShownRow {
  readonly row: number;
  /** Pixels from the top of the element. */
  readonly top: number;
}

/** A list of rows of one height, of which only those in view are drawn. */
export interface Rows {
  /** Of the element that scrolls. */
  readonly scroller: React.RefObject<HTMLDivElement | null>;
  /** Pixels that the element in it is high. */
  readonly height: number;
  readonly shown: readonly ShownRow[];
  /** Brings a row into view; in a layout effect it is drawn at once with the rows that came. */
  show(row: number): void;
  isShown(row: number): boolean;
  /** Pixels of the list that are in view; 0 before that is known. */
  readonly viewport: number;
}

/** @param onScroll called when a person has scrolled */
export function useRows(count: number, rowHeight: number, onScroll?: () => void): Rows {
  const scroller = useRef<HTMLDivElement>(null);
  const scroll = useMemo(() => new RowScroll(rowHeight), [rowHeight]);
  const [viewport, setViewport] = useState(0);
  const [, setPlace] = useState('');
  const told = useRef(onScroll);
  told.current = onScroll;

  const moveTo = useCallback(
    (scrollTop: number) => {
      const element = scroller.current;
      if (!element) return;
      if (Math.abs(element.scrollTop - scrollTop) >= 1) element.scrollTop = scrollTop;
      setPlace(keyOf(scroll));
    },
    [scroll],
  );

  // When the element is as high as its rows, and before anything scrolls to one of them.
  useLayoutEffect(() => moveTo(scroll.resize(count, viewport)), [scroll, count, viewport, moveTo]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setViewport(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let timer = 0;
    const rest = () => {
      window.clearTimeout(timer);
      moveTo(scroll.settle());
    };
    const move = () => {
      // What was asked of the element comes back as an event too.
      if (Math.abs(element.scrollTop - scroll.scrollTop) < 1) return;
      scroll.scrolled(element.scrollTop);
      setPlace(keyOf(scroll));
      told.current?.();
      window.clearTimeout(timer);
      timer = window.setTimeout(rest, REST_MS);
    };
    element.addEventListener('scroll', move, { passive: true });
    element.addEventListener('scrollend', rest);
    return () => {
      window.clearTimeout(timer);
      element.removeEventListener('scroll', move);
      element.removeEventListener('scrollend', rest);
    };
  }, [scroll, moveTo]);

  const { first, end } = scroll.rows;
  const shown: ShownRow[] = [];
  for (let row = Math.max(0, first - OVERSCAN); row < Math.min(count, end + OVERSCAN); row++) {
    shown.push({ row, top: scroll.placeOf(row) });
  }
  const show = useCallback((row: number) => moveTo(scroll.show(row)), [scroll, moveTo]);
  return {
    scroller,
    height: heightOf(count, rowHeight),
    shown,
    show,
    isShown: (row) => scroll.isShown(row),
    viewport,
  };
}

/** Differs when other rows are to be drawn, or in other places. */
function keyOf(scroll: RowScroll): string {
  const { first, end } = scroll.rows;
  return `${first} ${end} ${scroll.placeOf(0)}`;
}
