import type { Socket } from 'node:net';
import type pg from 'pg';
import { type Copyable, copyOut } from './copy.ts';
import type { TakeBytes } from './copy-tap.ts';

/** How long a session that is ended may take to say so before its socket is destroyed. */
const GOODBYE_MS = 500;

const UNANSWERED = 'the connection is dead: a query was never answered';

/** One query, as `pg` takes it. */
export interface Question {
  /** Prepared under this name on first use; left out on pooled connections, where the next query meets another server. */
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
  /** `array` answers rows as arrays, which is cheaper. */
  readonly rowMode?: 'array';
}

/** Where the queries of one purpose are asked. */
export interface Queryable {
  query<Row>(question: Question | string, values?: readonly unknown[]): Promise<{ rows: Row[] }>;
}

/** What queries fail with whose connection was ended. */
class ConnectionEndedError extends Error {
  constructor() {
    super('the connection was ended');
  }
}

/**
 * One session on the server, for one purpose. Queries are asked one after the other, in the order in which they came.
 * Ending it waits for nobody: what is still waiting fails at once, because on a dead network it would wait for ever.
 */
export class Connection implements Queryable, Copyable {
  readonly #client: pg.Client;
  /** Begins every transaction of a pooled connection; null on one's own session, which was set up when it began. */
  readonly #prologue: string | null;
  readonly #lose: (error: Error) => void;
  readonly #waiting = new Set<(error: Error) => void>();
  #last: Promise<unknown> = Promise.resolve();
  #busySince: number | null = null;
  #ended = false;

  /**
   * @param prologue given for a session that others use in between: every query becomes a transaction that begins so,
   *   because a setting that outlives it would be somebody else's
   */
  constructor(client: pg.Client, prologue: string | null, onLost: (error: Error) => void) {
    this.#client = client;
    this.#prologue = prologue;
    // error, error, end: one loss.
    this.#lose = (error: Error) => {
      if (this.#ended) return;
      void this.end();
      onLost(error);
    };
    client.on('error', this.#lose);
    client.on('end', () => this.#lose(new Error('the server closed the connection')));
  }

  /** Number of the server's process; 0 behind some poolers. */
  get processId(): number {
    return (this.#client as unknown as { processID?: number | null }).processID ?? 0;
  }

  /** What has arrived so far, bytes: an answer on a slow network is under way as long as this grows. */
  get bytesRead(): number {
    return streamOf(this.#client)?.bytesRead ?? 0;
  }

  /** How long the present query has been without its answer, milliseconds; 0 while there is none. */
  get busyMs(): number {
    return this.#busySince === null ? 0 : performance.now() - this.#busySince;
  }

  query<Row>(question: Question | string, values?: readonly unknown[]): Promise<{ rows: Row[] }> {
    const { name, text, values: given, rowMode } = typeof question === 'string' ? { text: question, values } : question;
    const config = {
      text,
      ...(name === undefined || this.#prologue !== null ? {} : { name }),
      ...(given ? { values: [...given] } : {}),
      ...(rowMode ? { rowMode } : {}),
    };
    return this.exclusive(async (client) => {
      if (this.#prologue === null) return (await client.query(config)) as unknown as { rows: Row[] };
      let answer: { rows: Row[] };
      try {
        await client.query(this.#prologue);
        answer = (await client.query(config)) as unknown as { rows: Row[] };
      } catch (error) {
        // The session goes back to others: not in the middle of a transaction. A dead one has nothing to roll back.
        if (!isUnanswered(error)) await client.query('ROLLBACK').catch(() => {});
        throw error;
      }
      await client.query('COMMIT');
      return answer;
    });
  }

  copy(select: string, settings: readonly string[], take: TakeBytes): Promise<number> {
    const text = [
      this.#prologue ?? 'BEGIN READ ONLY',
      ...settings.map((setting) => `SET LOCAL ${setting}`),
      `COPY (${select}) TO STDOUT (FORMAT binary)`,
      'COMMIT',
    ].join('; ');
    return this.exclusive(async (client) => {
      const begun = performance.now();
      try {
        await copyOut(client, text, take);
      } catch (error) {
        if (!isUnanswered(error)) await client.query('ROLLBACK').catch(() => {});
        throw error;
      }
      return performance.now() - begun;
    });
  }

  /** Has the session for several queries in a row, which must leave it as they found it. */
  exclusive<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    if (this.#ended) return Promise.reject(new ConnectionEndedError());
    const turn = this.#last.then(async () => {
      if (this.#ended) throw new ConnectionEndedError();
      this.#busySince = performance.now();
      try {
        return await work(this.#client);
      } catch (error) {
        // The server would have given up before: whoever comes next would wait in vain too.
        if (isUnanswered(error)) this.#lose(new Error(UNANSWERED));
        throw error;
      } finally {
        this.#busySince = null;
      }
    });
    this.#last = turn.catch(() => {});
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      turn.then(resolve, reject).finally(() => this.#waiting.delete(reject));
    });
  }

  /** Ends the session. Resolves when the server has said goodbye, or was not given more time to. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    for (const reject of this.#waiting) reject(new ConnectionEndedError());
    this.#waiting.clear();
    await endClient(this.#client);
  }
}

/** Says goodbye, and cuts the connection when there is no answer: `client.end()` alone would wait for ever. */
export async function endClient(client: pg.Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    client.end().catch(() => {}),
    new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        streamOf(client)?.destroy();
        resolve();
      }, GOODBYE_MS);
    }),
  ]);
  clearTimeout(timer);
}

function streamOf(client: pg.Client): Socket | undefined {
  return (client as unknown as { connection?: { stream?: Socket } }).connection?.stream;
}

// What `pg` says when its own time limit has passed.
function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}
