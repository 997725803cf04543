/** Runs a function in the next animation frame, however often it is asked for before that. */
export class FrameRequest {
  readonly #run: () => void;
  #handle: number | null = null;

  constructor(run: () => void) {
    this.#run = run;
  }

  request(): void {
    this.#handle ??= requestAnimationFrame(() => {
      this.#handle = null;
      this.#run();
    });
  }

  cancel(): void {
    if (this.#handle !== null) cancelAnimationFrame(this.#handle);
    this.#handle = null;
  }
}
