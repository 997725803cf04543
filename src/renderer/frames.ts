/** What is to be done at the end of the step that runs now; null while none does. */
let due: Set<FrameRequest> | null = null;

/**
 * Runs a step of something that moves with the page's frames, and what is requested by it within the same frame. Were that
 * put off to the next frame, the step of that frame would come before it, find it requested already, and ask for nothing:
 * every other frame would be the same as the one before.
 */
export function inFrame(step: () => void): void {
  const requested = new Set<FrameRequest>();
  due = requested;
  try {
    step();
  } finally {
    due = null;
  }
  for (const request of requested) request.run();
}

/** Runs a function in the next animation frame, or at the end of {@link inFrame}, however often it is asked for before that. */
export class FrameRequest {
  readonly #run: () => void;
  #handle: number | null = null;

  constructor(run: () => void) {
    this.#run = run;
  }

  request(): void {
    if (due) due.add(this);
    else this.#handle ??= requestAnimationFrame(() => this.run());
  }

  /** Runs it now, and not again for what was asked before. */
  run(): void {
    this.cancel();
    this.#run();
  }

  cancel(): void {
    if (this.#handle !== null) cancelAnimationFrame(this.#handle);
    this.#handle = null;
    due?.delete(this);
  }
}
