/** One line of progress, rewritten in place; on a terminal only, because a file would keep each of them. */
export class ProgressLine {
  readonly #isShown = process.stderr.isTTY;
  #length = 0;

  show(text: string): void {
    if (!this.#isShown) return;
    process.stderr.write(`\r${text.padEnd(this.#length)}`);
    this.#length = text.length;
  }

  /** Removes it, so that what is said next begins a line. */
  end(): void {
    if (this.#length > 0) process.stderr.write(`\r${' '.repeat(this.#length)}\r`);
    this.#length = 0;
  }
}

/** A number as people read it, with its noun. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
