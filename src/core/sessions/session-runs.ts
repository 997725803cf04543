import type { RunReading, SightsReading, UsageReading } from '#shared/contract.ts';
import { type ActionDetails, packCoordinate, readSeenTiles } from '#shared/domain/action.ts';
import { ColumnsWriter } from '#shared/run/columns.ts';
import type { RunKey } from '#shared/run/sights.ts';
import type { PackedFile } from './packed-file.ts';
import { inMilliseconds } from './rows.ts';
import type { RunPack } from './run-pack.ts';
import { number, reader, text } from './session-experiments.ts';

/** Actions whose sights or usage are one answer. */
const STRETCH = 100_000;
const NOWHERE = packCoordinate(null);

/** The runs of a session, as viewers read them. */
export class SessionRuns {
  readonly #file: PackedFile;

  constructor(file: PackedFile) {
    this.#file = file;
  }

  /** Some actions of a run. @param from how many of it somebody has */
  read(experimentId: number, from: number, limit: number, sights: 'with' | 'later'): RunReading {
    const blocks = this.#file.blocks(experimentId);
    const total = blocks.reduce((sum, { actions }) => sum + actions, 0);
    const end = Math.min(total, from + limit);
    const writer = new ColumnsWriter(Math.max(0, end - from));
    for (const block of blocks) {
      if (block.first >= end || block.first + block.actions <= from) continue;
      const pack = this.#file.pack(experimentId, block);
      if (pack)
        write(writer, pack, Math.max(0, from - block.first), Math.min(block.actions, end - block.first), sights);
    }
    return { cursor: `s${end}`, columns: writer.finish(), caughtUp: end >= total, reset: false };
  }

  sights(experimentId: number, after: RunKey | null): SightsReading {
    const { packs, next } = this.#stretch(experimentId, after);
    const step: number[] = [];
    const id: number[] = [];
    const by: number[] = [];
    const x: number[] = [];
    const y: number[] = [];
    for (const pack of packs) {
      let last = -1;
      for (let n = 0; n < pack.seenBy.length; n++) {
        const action = pack.seenBy[n] ?? 0;
        if (action !== last) {
          step.push(pack.step[action] ?? 0);
          id.push(pack.id[action] ?? 0);
          last = action;
        }
        by.push(id.length - 1);
        x.push(pack.seenX[n] ?? -1);
        y.push(pack.seenY[n] ?? -1);
      }
    }
    const sights = {
      step: Int32Array.from(step),
      id: Float64Array.from(id),
      by: Int32Array.from(by),
      x: Int16Array.from(x),
      y: Int16Array.from(y),
    };
    return { sights, next };
  }

  usage(experimentId: number, after: RunKey | null): UsageReading {
    const { packs, next } = this.#stretch(experimentId, after);
    const told = packs.flatMap((pack) =>
      Array.from({ length: pack.count }, (_, n) => n)
        .filter((n) => saysSomething(pack, n))
        .map((n) => [pack, n] as const),
    );
    const usage = {
      step: Int32Array.from(told, ([pack, n]) => pack.step[n] ?? 0),
      id: Float64Array.from(told, ([pack, n]) => pack.id[n] ?? 0),
      inputTokens: Int32Array.from(told, ([pack, n]) => pack.inputTokens[n] ?? -1),
      outputTokens: Int32Array.from(told, ([pack, n]) => pack.outputTokens[n] ?? -1),
      costUsd: Float64Array.from(told, ([pack, n]) => pack.costUsd[n] ?? Number.NaN),
      inferenceMs: Float64Array.from(told, ([pack, n]) => pack.inferenceMs[n] ?? Number.NaN),
    };
    return { usage, next };
  }

  /** One action in full, or null where there is none, or it is damaged. */
  details(experimentId: number, actionId: number): ActionDetails | null {
    const place = this.#placeOf(experimentId, actionId);
    const row = place === null ? null : this.#file.row(place);
    if (!row) return null;
    const value = reader(this.#file.columns.agent_actions, row);
    // Where it should be is another one: what is said of its place is damaged.
    if (value('id') !== actionId || value('experiment_id') !== experimentId) return null;
    const at = value('timestamp');
    return {
      id: actionId,
      experimentId,
      step: number(value('step_number')) ?? 0,
      type: text(value('action_type')) ?? 'unknown',
      fromX: number(value('from_x')),
      fromY: number(value('from_y')),
      toX: number(value('to_x')),
      toY: number(value('to_y')),
      success: value('success') !== 0,
      at: typeof at === 'number' ? inMilliseconds(at) : null,
      turn: number(value('turn_number')),
      reasoning: text(value('reasoning')),
      assistantMessage: text(value('assistant_message')),
      seen: readSeenTiles(text(value('tiles_seen'))),
      inputTokens: number(value('input_tokens')),
      outputTokens: number(value('output_tokens')),
      costUsd: number(value('cost_usd')),
      inferenceMs: number(value('inference_duration_ms')),
      promptEvalMs: number(value('prompt_eval_duration_ms')),
      evalMs: number(value('eval_duration_ms')),
      tokensPerSecond: number(value('tokens_per_second')),
      doneReason: text(value('done_reason')),
      version: 'recorded',
    };
  }

  #placeOf(experimentId: number, actionId: number): number | null {
    for (const block of this.#file.blocks(experimentId)) {
      if (actionId < block.leastId || actionId > block.mostId) continue;
      const at = this.#file.pack(experimentId, block)?.id.indexOf(actionId) ?? -1;
      if (at >= 0) return block.firstPlace + at;
    }
    return null;
  }

  /** The packs of the next stretch of a run. */
  #stretch(experimentId: number, after: RunKey | null): { packs: RunPack[]; next: RunKey | null } {
    const blocks = this.#file.blocks(experimentId).filter(({ last }) => after === null || isBehind(last, after));
    const packs: RunPack[] = [];
    let actions = 0;
    for (const block of blocks) {
      const pack = this.#file.pack(experimentId, block);
      if (pack) packs.push(pack);
      actions += block.actions;
      if (actions >= STRETCH) return { packs, next: block === blocks.at(-1) ? null : block.last };
    }
    return { packs, next: null };
  }
}

function isBehind(key: RunKey, other: RunKey): boolean {
  return key.step > other.step || (key.step === other.step && key.id > other.id);
}

/** The actions of a pack from one to another. Times are computed as they are from a database, to the last bit. */
function write(writer: ColumnsWriter, pack: RunPack, from: number, to: number, sights: 'with' | 'later'): void {
  const types = pack.types.map((name) => writer.typeIndex(name));
  const coordinate = (value: number | undefined) => (value === undefined || value === NOWHERE ? Number.NaN : value);
  let seen = 0;
  for (let n = from; n < to; n++) {
    const turn = pack.turn[n] ?? -1;
    writer.add(
      pack.id[n] ?? 0,
      pack.step[n] ?? 0,
      types[pack.type[n] ?? 0] ?? 0,
      pack.success[n] === 1,
      coordinate(pack.fromX[n]),
      coordinate(pack.fromY[n]),
      coordinate(pack.toX[n]),
      coordinate(pack.toY[n]),
      inMilliseconds(pack.time[n] ?? Number.NaN),
      turn < 0 ? Number.NaN : turn,
    );
    if (sights === 'later') continue;
    while (seen < pack.seenBy.length && (pack.seenBy[seen] ?? 0) < n) seen++;
    for (; pack.seenBy[seen] === n; seen++) writer.see(pack.seenX[seen] ?? -1, pack.seenY[seen] ?? -1);
  }
}

function saysSomething({ inputTokens, outputTokens, costUsd, inferenceMs }: RunPack, n: number): boolean {
  return (
    (inputTokens[n] ?? -1) >= 0 ||
    (outputTokens[n] ?? -1) >= 0 ||
    !Number.isNaN(costUsd[n] ?? Number.NaN) ||
    !Number.isNaN(inferenceMs[n] ?? Number.NaN)
  );
}
