import type { Axis } from '#shared/run/axis.ts';
import { type RunSamples, sampleRun } from '#shared/run/samples.ts';
import { inPieces } from './in-pieces.ts';
import type { RunMeasures } from './run-measures.ts';

/** Charts of a run that goes on are drawn anew at most this often. */
const LIVE_MS = 400;

/** What is to be sampled. */
export interface SampleRequest {
  readonly axis: Axis;
  readonly window: readonly [number, number];
  readonly buckets: number;
}

/** Takes samples in idle time, one request after the other; of those that come meanwhile only the last one counts. */
export class SampleTaker {
  readonly #measures: RunMeasures;
  readonly #onSamples: (samples: RunSamples, request: SampleRequest) => void;
  #next: SampleRequest | null = null;
  #stop: (() => void) | null = null;
  #timer: number | null = null;
  #endedAt = Number.NEGATIVE_INFINITY;

  constructor(measures: RunMeasures, onSamples: (samples: RunSamples, request: SampleRequest) => void) {
    this.#measures = measures;
    this.#onSamples = onSamples;
  }

  /** @param isUrgent a person has chosen another window, and waits for it */
  want(request: SampleRequest, isUrgent: boolean): void {
    this.#next = request;
    if (this.#stop) return;
    if (this.#timer !== null) window.clearTimeout(this.#timer);
    const wait = isUrgent ? 0 : Math.max(0, this.#endedAt + LIVE_MS - performance.now());
    this.#timer = window.setTimeout(() => this.#start(), wait);
  }

  end(): void {
    this.#stop?.();
    this.#stop = null;
    if (this.#timer !== null) window.clearTimeout(this.#timer);
  }

  #start(): void {
    this.#timer = null;
    const request = this.#next;
    this.#next = null;
    if (!request) return;
    const { counts, input } = this.#measures;
    const work = sampleRun(input, request.axis, request.window, Math.max(1, request.buckets));
    let samples: RunSamples | null = null;
    this.#stop = inPieces(
      () => {
        // The run was rearranged: it is counted anew first, and then somebody asks again.
        if (!counts.isReady) return true;
        const { done, value } = work.next();
        if (done) samples = value;
        return done === true;
      },
      () => {
        this.#stop = null;
        this.#endedAt = performance.now();
        if (samples) this.#onSamples(samples, request);
        if (this.#next) this.want(this.#next, false);
      },
    );
  }
}
