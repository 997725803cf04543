/** A row as a viewer received it, or as the table holds it. */
export interface SeenRow {
  readonly experiment: number;
  readonly step: number;
  readonly id: number;
}

/** Somebody who watches, and remembers everything that came. */
export interface Viewer {
  readonly name: string;
  /** Every row in the order of its arrival; one that came twice is here twice. */
  readonly received: readonly SeenRow[];
  /** What should never happen to a viewer, whatever the fault: a refused cursor, an answer that makes no sense. */
  readonly complaints: readonly string[];
  /** How often it had to come back. */
  readonly returns: number;
  /** An experiment's rows in the order that the viewer shows them in; null when it keeps no order. */
  order(experiment: number): readonly SeenRow[] | null;
  leave(): Promise<void>;
}

/** How long a viewer waits before it comes back. */
export const RETURN_MS = 150;
