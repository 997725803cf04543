import type { Picture } from '#shared/run/picture.ts';

/** Says on an element what its maze shows, for tests and assistive programs. Called in the frame that drew it. */
export function markDrawn(element: HTMLElement, { step, agent }: Picture): void {
  element.dataset['step'] = String(step);
  element.dataset['agent'] = agent ? `${agent.x},${agent.y}` : '';
}
