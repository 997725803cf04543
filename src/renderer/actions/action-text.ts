import type { ActionDetails } from '#shared/domain/action.ts';
import { cellText } from '#shared/run/actions-csv.ts';
import type { Run } from '#shared/run/run.ts';
import { formatAction } from '../words.ts';

/** An action as a row of a table: step, action, whether it succeeded, place, time; between tabs, as tables are pasted. */
export function rowAsText(run: Run, index: number): string {
  const at = run.positionAt(index);
  const time = run.timeAt(index);
  return [
    run.stepAt(index),
    cellText(run.typeAt(index).replaceAll(/\s/g, ' ')),
    run.succeededAt(index) ? 'succeeded' : 'failed',
    at ? `${at.x},${at.y}` : '',
    time === null ? '' : new Date(time).toISOString(),
  ].join('\t');
}

/** An action in full as text, for people. */
export function actionAsText(run: Run, index: number, details: ActionDetails | null): string {
  const from = run.fromAt(index);
  const to = run.positionAt(index);
  const time = run.timeAt(index);
  const lines = [
    `Step ${run.stepAt(index)}: ${formatAction(run.typeAt(index))}${run.succeededAt(index) ? '' : ' (failed)'}`,
    from && `From: ${from.x}, ${from.y}`,
    to && `To: ${to.x}, ${to.y}`,
    time !== null && `Time: ${new Date(time).toISOString()}`,
    run.turnAt(index) !== null && `Turn: ${run.turnAt(index)}`,
    details && details.inputTokens !== null && `Tokens in: ${details.inputTokens}`,
    details && details.outputTokens !== null && `Tokens out: ${details.outputTokens}`,
    details && details.costUsd !== null && `Cost: $${details.costUsd}`,
    details && details.inferenceMs !== null && `Inference: ${details.inferenceMs} ms`,
    details?.reasoning && `\nReasoning\n${details.reasoning}`,
    details?.assistantMessage && `\nAnswer\n${details.assistantMessage}`,
  ];
  return lines.filter(Boolean).join('\n');
}

/** An action in full as JSON, for programs: what the database says of it. */
export function actionAsJson(details: ActionDetails): string {
  const { version: _, ...row } = details;
  return JSON.stringify(row, null, 2);
}
