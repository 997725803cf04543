import type { StrategyName } from '../strategies/catalogue.ts';

/** How the runs of a model look: what it costs, how quick it is, how often it errs. */
export interface DemoModel {
  readonly name: string;
  readonly agentId: string;
  readonly strategies: readonly StrategyName[];
  readonly temperature: number;
  readonly contextTokens: number;
  /** The most calls it makes in one turn, 1 to 8. */
  readonly callsPerTurn: number;
  readonly promptTokensPerSecond: number;
  readonly tokensPerSecond: number;
  /** US dollars per million tokens. */
  readonly inputPrice: number;
  readonly outputPrice: number;
  /** Probability of walking into a wall that it sees. */
  readonly lapses: number;
  /** Probability, per action, of asking for its own history. */
  readonly recalls: number;
  /** Probability, per turn, of an answer without any call. */
  readonly silences: number;
}

const LOCAL = { agentId: 'OLLAMA', contextTokens: 8192, inputPrice: 0, outputPrice: 0 } as const;

export const MODELS: readonly DemoModel[] = [
  {
    name: 'claude-3.5-haiku',
    agentId: 'ORIOLE7HKQ',
    strategies: ['greedy'],
    temperature: 0,
    contextTokens: 200_000,
    callsPerTurn: 8,
    promptTokensPerSecond: 9000,
    tokensPerSecond: 78,
    inputPrice: 0.8,
    outputPrice: 4,
    lapses: 0.005,
    recalls: 0.01,
    silences: 0.002,
  },
  {
    ...LOCAL,
    name: 'qwen2.5:7b',
    strategies: ['wall-follower', 'looper'],
    temperature: 0.2,
    callsPerTurn: 4,
    promptTokensPerSecond: 1900,
    tokensPerSecond: 62,
    lapses: 0.07,
    recalls: 0.03,
    silences: 0.05,
  },
  {
    name: 'gpt-4o-mini',
    agentId: 'ORIOLE4OMN',
    strategies: ['depth-first', 'greedy'],
    temperature: 0.3,
    contextTokens: 128_000,
    callsPerTurn: 6,
    promptTokensPerSecond: 7000,
    tokensPerSecond: 95,
    inputPrice: 0.15,
    outputPrice: 0.6,
    lapses: 0.01,
    recalls: 0.015,
    silences: 0.005,
  },
  {
    ...LOCAL,
    name: 'llama3.1:8b',
    strategies: ['random-walk'],
    temperature: 0.7,
    callsPerTurn: 2,
    promptTokensPerSecond: 1700,
    tokensPerSecond: 55,
    lapses: 0.12,
    recalls: 0.02,
    silences: 0.08,
  },
  {
    ...LOCAL,
    name: 'qwen2.5:14b',
    strategies: ['depth-first', 'greedy'],
    temperature: 0,
    callsPerTurn: 5,
    promptTokensPerSecond: 950,
    tokensPerSecond: 31,
    lapses: 0.03,
    recalls: 0.03,
    silences: 0.02,
  },
  {
    ...LOCAL,
    name: 'mistral-nemo:12b',
    strategies: ['depth-first', 'wall-follower'],
    temperature: 0.3,
    callsPerTurn: 3,
    promptTokensPerSecond: 1100,
    tokensPerSecond: 36,
    lapses: 0.05,
    recalls: 0.04,
    silences: 0.03,
  },
  {
    ...LOCAL,
    name: 'gemma2:9b',
    strategies: ['looper', 'random-walk'],
    temperature: 0.5,
    callsPerTurn: 3,
    promptTokensPerSecond: 1400,
    tokensPerSecond: 44,
    lapses: 0.06,
    recalls: 0.02,
    silences: 0.04,
  },
];
