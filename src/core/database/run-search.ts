import { errorCode } from '#core/system-errors.ts';
import type { SearchHit, SearchReading } from '#shared/contract.ts';
import type { RunKey } from '#shared/run/sights.ts';
import { quote } from './actions.ts';
import type { Queryable } from './connection.ts';
import { AROUND, excerptOf } from './excerpt.ts';
import { Pace } from './pace.ts';
import { find, patternOf } from './plain-text.ts';
import { lastKey, nextStretch, orderOf, type RunStretch, stretchSql } from './run-rows.ts';
import type { Schema } from './schema.ts';

/** Rows that are looked through for one answer: 5,000 of a few hundred letters take 30 ms, long ones more. */
const STRETCH = { first: 5_000, rows: 20_000, bytes: Number.POSITIVE_INFINITY, ms: 250 };
/** Rows with a hit in one answer; each may have two. */
const MOST_ROWS = 100;

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const TOO_SLOW = '57014';
const NOT_IN_ENCODING = '22P05';

const FIELDS = [
  { field: 'reasoning', column: 'reasoning' },
  { field: 'answer', column: 'assistant_message' },
] as const;

/** The step, the id, and for each field the text before the first hit, and the hit with the text behind it. */
type Row = readonly [step: unknown, id: unknown, ...texts: (string | null)[]];

/** What a stretch brought. */
interface Searched {
  readonly hits: readonly SearchHit[];
  readonly last: RunKey | null;
  readonly more: boolean;
}

const NOTHING: Searched = { hits: [], last: null, more: false };

/** Searches the texts of a run. */
export class RunSearch {
  readonly #database: Queryable;
  readonly #table: string;
  readonly #fields: readonly (typeof FIELDS)[number][];
  readonly #pace = new Pace(STRETCH);

  constructor(database: Queryable, schema: Schema) {
    this.#database = database;
    this.#table = `${quote(schema.name)}.agent_actions`;
    this.#fields = FIELDS.filter(({ column }) => schema.columns.agent_actions.has(column));
  }

  /** Where a text stands in the next stretch of a run. */
  async read(experimentId: number, text: string, after: RunKey): Promise<SearchReading> {
    if (this.#fields.length === 0) return { hits: [], next: null };
    const { result, next } = await nextStretch(experimentId, after, (stretch) => this.#search(stretch, text));
    return { hits: result.hits, next };
  }

  async #search(stretch: RunStretch, text: string): Promise<Searched> {
    try {
      return await this.#match(stretch, text, patternOf(text));
    } catch (error) {
      if (errorCode(error) !== NOT_IN_ENCODING) throw error;
    }
    try {
      return await this.#match(stretch, text, patternOf(text, 'usual'));
    } catch (error) {
      if (errorCode(error) !== NOT_IN_ENCODING) throw error;
      // What cannot be written in this database is not in it.
      return NOTHING;
    }
  }

  async #match(stretch: RunStretch, text: string, pattern: string | null): Promise<Searched> {
    if (pattern === null) return NOTHING;
    const limit = this.#pace.size;
    const begun = performance.now();
    try {
      const rows = await this.#rows(stretch, limit, pattern);
      const hits = rows.flatMap((row) => this.#hitsOf(row, text));
      // The rest of the stretch was not looked at.
      if (rows.length === MOST_ROWS) return { hits, last: keyOf(rows), more: true };
      const end = await this.#endOf(stretch, limit);
      if (end) this.#pace.note(limit, { rows: limit, bytes: 0, ms: performance.now() - begun });
      return { hits, last: end ?? keyOf(rows), more: end !== null };
    } catch (error) {
      if (errorCode(error) === TOO_SLOW) this.#pace.tooMuch();
      throw error;
    }
  }

  // What is looked for and what stands behind it is found at its first place in the text: were it further in front, it
  // would have been found there. (Asking for what stands before it in the same expression takes a hundred times as long.)
  async #rows(stretch: RunStretch, limit: number, pattern: string): Promise<Row[]> {
    const names = this.#fields.map(({ column }) => column);
    const texts = names.map((name) => `a.${name}::text AS ${name}`).join(', ');
    const from = stretchSql(this.#table, stretch, { order: orderOf(stretch), limit });
    const { rows } = await this.#database.query<Row>({
      rowMode: 'array',
      text: `SELECT t.step_number, t.id, ${names.map((name) => `${name}_before.text, ${name}_hit.text`).join(', ')}
        FROM (SELECT t.* FROM (SELECT a.step_number, a.id, ${texts} FROM ${from}) AS t
               WHERE ${names.map((name) => `t.${name} ~ $1`).join(' OR ')}
               ORDER BY t.step_number, t.id LIMIT ${MOST_ROWS}) AS t
        ${names
          .map(
            (name) => `
        CROSS JOIN LATERAL (SELECT (regexp_match(t.${name}, $2))[1] AS text) AS ${name}_hit
        CROSS JOIN LATERAL (SELECT strpos(t.${name}, ${name}_hit.text) AS at) AS ${name}_place
        CROSS JOIN LATERAL (SELECT substr(t.${name}, greatest(${name}_place.at - $3, 1),
                                          least(${name}_place.at - 1, $3)) AS text) AS ${name}_before`,
          )
          .join('')}
        ORDER BY t.step_number, t.id`,
      values: [pattern, `${pattern}.{0,${AROUND + 1}}`, AROUND + 1],
    });
    return rows;
  }

  /** The last row of a stretch that is as long as it may be; null where the run ends before. */
  async #endOf(stretch: RunStretch, limit: number): Promise<RunKey | null> {
    const from = stretchSql(this.#table, stretch, { order: orderOf(stretch), limit: 1, offset: limit - 1 });
    const { rows } = await this.#database.query<Row>({
      rowMode: 'array',
      text: `SELECT a.step_number, a.id FROM ${from}`,
    });
    return keyOf(rows);
  }

  #hitsOf([step, id, ...texts]: Row, wanted: string): SearchHit[] {
    return this.#fields.flatMap(({ field }, n) => {
      const before = texts[n * 2] ?? '';
      const hit = texts[n * 2 + 1] ?? '';
      const found = find(hit, wanted);
      if (!found || found.at > 0) return [];
      const place = excerptOf(before, hit.slice(0, found.length), hit.slice(found.length));
      return [{ id: Number(id), step: Number(step ?? 0), field, ...place }];
    });
  }
}

function keyOf(rows: readonly Row[]): RunKey | null {
  const [step, id] = rows.at(-1) ?? [];
  return lastKey(rows.length, Number(step ?? 0), Number(id));
}
