import type { Completion } from '#core/experiments/catalogue.ts';

// More than this the desktops cut off themselves, each at another place.
const MODEL_MAX_LENGTH = 80;

/** What a notification says about a completed experiment. */
export function notificationText({ experimentId, model, goalFound }: Completion): { title: string; body: string } {
  return {
    title: `Experiment ${experimentId} is complete`,
    body: `${plainText(model)}: ${goalFound ? 'goal found' : 'goal not found'}`,
  };
}

/**
 * Text of the database as one short line. Several Linux desktops read the body of a notification as markup, with
 * links and pictures (https://specifications.freedesktop.org/notification/latest/markup.html), and whoever writes
 * into the database is not trusted with that.
 */
function plainText(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll('&', '+')
    .trim();
  const characters = [...line];
  return characters.length > MODEL_MAX_LENGTH ? `${characters.slice(0, MODEL_MAX_LENGTH - 1).join('')}…` : line;
}
