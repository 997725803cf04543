import { AROUND, excerptOf } from '#core/database/excerpt.ts';
import { matcherOf } from '#core/database/plain-text.ts';
import type { SearchHit, SearchReading } from '#shared/contract.ts';
import type { RunKey } from '#shared/run/sights.ts';
import { TEXT_BLOCK } from './format.ts';
import type { PackedFile } from './packed-file.ts';
import { blockOf } from './row-blocks.ts';

const FIELDS = [
  { field: 'reasoning', column: 'reasoning' },
  { field: 'answer', column: 'assistant_message' },
] as const;
/** Actions that are looked through for one answer, unless it has so many hits before. */
const STRETCH = 20_000;
const MOST_HITS = 200;

/** Where a text stands in the next stretch of a run of a session. */
export async function searchRun(
  file: PackedFile,
  experimentId: number,
  text: string,
  after: RunKey | null,
): Promise<SearchReading> {
  const matcher = matcherOf(text);
  const hits: SearchHit[] = [];
  let looked = 0;
  for (const block of file.blocks(experimentId)) {
    if (after !== null && !isBehind(block.last, after)) continue;
    const pack = file.pack(experimentId, block);
    if (!pack) continue;
    const keyAt = (n: number): RunKey => ({ step: pack.step[n] ?? 0, id: pack.id[n] ?? 0 });
    for (let n = 0; n < block.actions; ) {
      // As far as one block of texts goes.
      const place = block.firstPlace + n;
      const from = (place - 1) % TEXT_BLOCK;
      const count = Math.min(TEXT_BLOCK - from, block.actions - n);
      if (after === null || isBehind(keyAt(n + count - 1), after)) {
        const texts = FIELDS.map(({ column }) => file.texts(blockOf(place), column));
        for (let i = 0; i < count; i++) {
          const key = keyAt(n + i);
          if (after !== null && !isBehind(key, after)) continue;
          FIELDS.forEach(({ field }, which) => {
            const value = texts[which]?.[from + i];
            const found = typeof value === 'string' ? matcher.exec(value) : null;
            if (!found || typeof value !== 'string') return;
            const end = found.index + found[0].length;
            // Letters may be two units: a little more than is shown is cut there.
            const before = value.slice(Math.max(0, found.index - AROUND * 2 - 2), found.index);
            const place = excerptOf(before, found[0], value.slice(end, end + AROUND * 2 + 2));
            hits.push({ id: key.id, step: key.step, field, ...place });
          });
        }
        looked += count;
        await new Promise(setImmediate);
        if (looked >= STRETCH || hits.length >= MOST_HITS) return { hits, next: keyAt(n + count - 1) };
      }
      n += count;
    }
  }
  return { hits, next: null };
}

function isBehind(key: RunKey, other: RunKey): boolean {
  return key.step > other.step || (key.step === other.step && key.id > other.id);
}
