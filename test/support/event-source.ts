/** One Server-Sent Event. */
export interface SentEvent {
  readonly event: string;
  readonly id: string;
  readonly data: Record<string, unknown>;
}

/** Reads Server-Sent Events until `isEnough`, then hangs up. */
export async function readEvents(
  url: URL,
  isEnough: (events: readonly SentEvent[]) => boolean,
  { headers = {}, onOpen }: { headers?: Record<string, string>; onOpen?: () => void } = {},
): Promise<SentEvent[]> {
  const hangUp = new AbortController();
  const response = await fetch(url, { headers, signal: hangUp.signal });
  if (!response.ok || !response.body) throw new Error(`${response.status}: ${await response.text()}`);
  const events: SentEvent[] = [];
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    onOpen?.();
    onOpen = undefined;
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
      if (fields['event']) events.push({ event: fields['event'], id: fields['id'], data: JSON.parse(fields['data']) });
    }
    if (isEnough(events)) break;
  }
  hangUp.abort();
  return events;
}
