import type { Random } from '../random.ts';
import type { DemoModel } from './models.ts';

/** What a model call used, as it is written after the turn. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly inferenceMs: number;
  readonly promptEvalMs: number;
  readonly evalMs: number;
  readonly tokensPerSecond: number;
  readonly doneReason: string;
}

/** Tokens of the system prompt, and of each earlier turn that is still in the context. */
const PROMPT_TOKENS = 950;
const TURN_TOKENS = 140;

/** A plausible bill for one turn. The prompt grows with the conversation, until the context is cut. */
export function estimateUsage(model: DemoModel, turn: number, calls: number, random: Random): Usage {
  const grown = PROMPT_TOKENS + turn * TURN_TOKENS + random.whole(-60, 60);
  const inputTokens = Math.min(grown, Math.floor(model.contextTokens * 0.9), 16_000);
  const outputTokens = 45 + calls * random.whole(38, 70);
  const tokensPerSecond = Math.round(model.tokensPerSecond * (0.85 + random.unit() * 0.3) * 100) / 100;
  const promptEvalMs = Math.round((inputTokens / model.promptTokensPerSecond) * 1000);
  const evalMs = Math.round((outputTokens / tokensPerSecond) * 1000);
  return {
    inputTokens,
    outputTokens,
    costUsd: (inputTokens * model.inputPrice + outputTokens * model.outputPrice) / 1_000_000,
    inferenceMs: promptEvalMs + evalMs + random.whole(20, 180),
    promptEvalMs,
    evalMs,
    tokensPerSecond,
    doneReason: random.chance(0.02) ? 'length' : 'stop',
  };
}
