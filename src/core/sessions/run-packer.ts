import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isMove, readSeenCells } from '#shared/domain/action.ts';
import { CellSet, packStep } from '#shared/run/columns.ts';
import { RUN_BLOCK } from './format.ts';
import type { Row, TableColumn, Value } from './rows.ts';
import { type PackedAction, packRun } from './run-pack.ts';
import { checksumOf } from './text-packer.ts';

const FIELDS = [
  'id',
  'step_number',
  'action_type',
  'success',
  'from_x',
  'from_y',
  'to_x',
  'to_y',
  'timestamp',
  'turn_number',
  'tiles_seen',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'inference_duration_ms',
] as const;
type FieldName = (typeof FIELDS)[number];

/** Writes the actions of one run after the other as columns: what a picture of any step is drawn from. */
export class RunPacker {
  readonly #insertBlock: StatementSync;
  readonly #insertRun: StatementSync;
  readonly #insertCheck: StatementSync;
  readonly #place: Readonly<Record<FieldName, number>>;
  readonly #seen = new CellSet();
  #experimentId: number | null = null;
  #actions: PackedAction[] = [];
  #firstPlace = 1;
  #beginning: number | null = null;
  #number = 0;
  #count = 0;
  #wallHits = 0;
  #lastStep: number | null = null;
  #firstAt: number | null = null;
  #lastAt: number | null = null;

  /** @param columns of agent_actions */
  constructor(file: DatabaseSync, columns: readonly TableColumn[]) {
    this.#insertBlock = file.prepare('INSERT INTO run_block VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#insertRun = file.prepare('INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#insertCheck = file.prepare('INSERT INTO checksum VALUES (?, ?, ?)');
    this.#place = Object.fromEntries(
      FIELDS.map((name) => [name, columns.findIndex((column) => column.name === name)]),
    ) as Record<FieldName, number>;
  }

  /** Begins a run. */
  begin(experimentId: number): void {
    this.#experimentId = experimentId;
    this.#number = 0;
    this.#beginning = null;
    this.#count = 0;
    this.#wallHits = 0;
    this.#lastStep = null;
    this.#firstAt = null;
    this.#lastAt = null;
  }

  /** Adds the next action of the run, in its order. @param place its row's */
  add(place: number, row: Row): void {
    const value = (name: FieldName): Value => row[this.#place[name]] ?? null;
    this.#beginning ??= place;
    if (this.#actions.length === 0) this.#firstPlace = place;
    const step = number(value('step_number'));
    const time = value('timestamp');
    const at = typeof time === 'number' ? time : null;
    const type = String(value('action_type') ?? 'unknown');
    const isSuccess = value('success') !== 0;
    this.#actions.push({
      id: number(value('id')) ?? 0,
      step: step ?? 0,
      time: at,
      turn: number(value('turn_number')),
      type,
      success: isSuccess,
      fromX: number(value('from_x')),
      fromY: number(value('from_y')),
      toX: number(value('to_x')),
      toY: number(value('to_y')),
      inputTokens: number(value('input_tokens')),
      outputTokens: number(value('output_tokens')),
      costUsd: number(value('cost_usd')),
      inferenceMs: number(value('inference_duration_ms')),
      firstSeen: this.#firstSeen(value('tiles_seen')),
    });
    this.#count++;
    if (!isSuccess && isMove(type)) this.#wallHits++;
    if (step !== null) this.#lastStep = Math.max(this.#lastStep ?? step, step);
    if (at !== null) {
      this.#firstAt = Math.min(this.#firstAt ?? at, at);
      this.#lastAt = Math.max(this.#lastAt ?? at, at);
    }
    if (this.#actions.length === RUN_BLOCK) this.#flush();
  }

  /** Ends the run. */
  end(): void {
    if (this.#experimentId === null) return;
    this.#flush();
    const [id, place] = [this.#experimentId, this.#beginning];
    const run = [id, place, this.#count, this.#wallHits, this.#lastStep, this.#firstAt, this.#lastAt];
    this.#insertRun.run(...run);
    this.#insertCheck.run('run', this.#experimentId, checksumOf([run], run.keys().toArray()));
    this.#seen.clear();
    this.#experimentId = null;
  }

  #firstSeen(tiles: Value): number[] {
    const first: number[] = [];
    const cells = readSeenCells(typeof tiles === 'string' ? tiles : null);
    for (let i = 0; i + 1 < cells.length; i += 2) {
      const x = cells[i] ?? -1;
      const y = cells[i + 1] ?? -1;
      if (this.#seen.add(x, y)) first.push(x, y);
    }
    return first;
  }

  #flush(): void {
    const actions = this.#actions;
    if (actions.length === 0) return;
    const ids = actions.map(({ id }) => id);
    const least = ids.reduce((least, id) => Math.min(least, id));
    const most = ids.reduce((most, id) => Math.max(most, id));
    this.#insertBlock.run(
      this.#experimentId,
      this.#number,
      this.#firstPlace,
      actions.length,
      least,
      most,
      packStep(actions.at(-1)?.step ?? 0),
      actions.at(-1)?.id ?? 0,
      packRun(this.#experimentId ?? 0, this.#number, actions),
    );
    this.#actions = [];
    this.#number++;
  }
}

function number(value: Value): number | null {
  if (value === null) return null;
  const read = Number(value);
  return Number.isFinite(read) ? read : null;
}
