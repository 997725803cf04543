import { statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { insertSession, type SessionFacts } from './build.ts';
import { createTables } from './format.ts';
import { holdFile } from './held-files.ts';
import { quoteName, type Row, TABLES, type TableColumn, type TableName } from './rows.ts';

/**
 * A session while it is recorded: the tables as they are, in SQLite's write-ahead log. What was committed survives the
 * end of this process, however it ends; what the machine itself loses power over may lack the last second or so, and is
 * sound. Nobody else can open the file meanwhile.
 */
export class LiveFile {
  readonly path: string;
  readonly #file: DatabaseSync;
  readonly #letGo: () => void;
  readonly #inode: number;
  readonly #put: Readonly<Record<TableName, StatementSync>>;
  readonly #addEvent: StatementSync;

  /** Creates the file. Throws where there is one already. */
  constructor(path: string, columns: Readonly<Record<TableName, readonly TableColumn[]>>, facts: SessionFacts) {
    this.path = path;
    this.#file = new DatabaseSync(path);
    this.#letGo = holdFile(path);
    this.#inode = statSync(path).ino;
    // Everything that tells what the file is stands in it before anything is written behind its back.
    createTables(this.#file, 'plain', columns);
    insertSession(this.#file, 'plain', facts);
    // Exclusive: no file of shared memory, so that network drives will do (https://www.sqlite.org/wal.html#noshm).
    this.#file.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    this.#file.exec('BEGIN IMMEDIATE; COMMIT');
    const put = (table: TableName): StatementSync => {
      const names = columns[table].map(({ name }) => quoteName(name));
      return this.#file.prepare(
        `INSERT OR REPLACE INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      );
    };
    const [mazes, experiments, actions] = TABLES.map(put);
    if (!mazes || !experiments || !actions) throw new Error('a table is missing');
    this.#put = { mazes, experiments, agent_actions: actions };
    this.#addEvent = this.#file.prepare('INSERT INTO feed_event (at, state, reason) VALUES (?, ?, ?)');
  }

  get isOpen(): boolean {
    return this.#file.isOpen;
  }

  /** Size with the write-ahead log, bytes. */
  get bytes(): number {
    return [this.path, `${this.path}-wal`].reduce(
      (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  /** Writes rows, and replaces those of the same ids, in one transaction. */
  write(rows: Readonly<Partial<Record<TableName, readonly Row[]>>>): void {
    // What is written into a file that another program has replaced is written nowhere.
    if (statSync(this.path, { throwIfNoEntry: false })?.ino !== this.#inode)
      throw new Error('the file is not there any more');
    this.#file.exec('BEGIN');
    try {
      for (const table of TABLES) for (const row of rows[table] ?? []) this.#put[table].run(...row);
      this.#file.exec('COMMIT');
    } catch (error) {
      // SQLite itself takes back what a full disk cut short.
      if (this.#file.isTransaction) this.#file.exec('ROLLBACK');
      throw error;
    }
  }

  /** Writes what the feed said. @param at milliseconds since 1970 by the server's clock */
  event(at: number, state: string, reason: string): void {
    this.#addEvent.run(Math.round(at * 1_000), state, reason);
  }

  /** Says why and when it ended, and lets go of the file. @param at milliseconds since 1970 by the server's clock */
  close(at: number, reason: string): void {
    this.#file.prepare('UPDATE session SET ended_at = ?, end_reason = ?').run(Math.round(at * 1_000), reason);
    this.#file.close();
    this.#letGo();
  }

  /** Lets go of a file that cannot be written any more. */
  abandon(): void {
    if (this.#file.isOpen) this.#file.close();
    this.#letGo();
  }
}
