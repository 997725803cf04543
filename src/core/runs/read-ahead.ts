/** So many answers are kept; a page of 100,000 actions is 3.4 MB. */
const MOST = 8;
/** Whoever has not asked by then has gone. */
const KEEP_MS = 5_000;

/** An answer that nobody has asked for yet. */
interface Ahead<Answer> {
  readonly answer: Promise<Answer>;
  readonly timer: NodeJS.Timeout;
}

/**
 * Reads what comes next while what came before is on its way: a reader asks for it as soon as it knows how, and the
 * server would rest until then.
 */
export class ReadAhead<Answer> {
  readonly #ahead = new Map<string, Ahead<Answer>>();

  /** The answer to a question that was read ahead, or what is read now. */
  async answer(question: string, read: () => Promise<Answer>): Promise<Answer> {
    const ahead = this.#ahead.get(question);
    if (!ahead) return await read();
    this.#forget(question);
    // What failed then may go well now.
    return await ahead.answer.catch(read);
  }

  /** Begins to read the answer to a question that is going to be asked. */
  begin(question: string, read: () => Promise<Answer>): void {
    if (this.#ahead.has(question)) return;
    const [oldest] = this.#ahead.keys();
    if (this.#ahead.size >= MOST && oldest !== undefined) this.#forget(oldest);
    const answer = read();
    answer.catch(() => {});
    const timer = setTimeout(() => this.#forget(question), KEEP_MS).unref();
    this.#ahead.set(question, { answer, timer });
  }

  #forget(question: string): void {
    clearTimeout(this.#ahead.get(question)?.timer);
    this.#ahead.delete(question);
  }
}
