import type { Socket } from 'node:net';
import type pg from 'pg';
import { CopyTap, type TakeBytes } from './copy-tap.ts';

/** Where rows are read in bulk. */
export interface Copyable {
  /**
   * COPY … TO STDOUT in binary.
   * @param select a SELECT without parameters: COPY knows none
   * @param settings of the transaction that it runs in, as `name = value`
   * @param take is given the bytes as they come; what it throws is thrown when the rest has gone by
   * @returns how long it took, milliseconds
   */
  copy(select: string, settings: readonly string[], take: TakeBytes): Promise<number>;
}

/**
 * What `pg` calls on a query of one's own. It answers through `callback`, because that is what ends the time limit of
 * `pg`. (pg-copy-streams does not: an answer that comes after the time limit, or a connection that is lost in the middle
 * of one, throws where nobody can catch it.)
 */
interface CopyOut extends pg.Submittable {
  callback(error: Error | null): void;
  handleCopyData(message: { readonly chunk: Buffer }): void;
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}

/**
 * Runs statements, the first of them BEGIN and one of them a COPY … TO STDOUT, and hands its bytes on. Rejects with the
 * server's error.
 */
export function copyOut(client: pg.Client, text: string, take: TakeBytes): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: Error | null = null;
    let tap: CopyTap | null = null;
    // Called in the middle of the socket's event, where nobody would catch anything.
    const carefully: TakeBytes = (bytes, start, end) => {
      if (failure) return;
      try {
        take(bytes, start, end);
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
      }
    };
    const query: CopyOut = {
      submit: (connection) => {
        tap = CopyTap.open(connection.stream as Socket, carefully);
        connection.query(text);
      },
      callback: (error) => (error ? reject(error) : resolve()),
      handleCopyData: ({ chunk }) => carefully(chunk, 0, chunk.length),
      handleCommandComplete: () => {},
      handleReadyForQuery: () => query.callback(failure),
      handleError: (error) => {
        tap?.abandon();
        query.callback(error);
      },
    };
    client.query(query);
  });
}
