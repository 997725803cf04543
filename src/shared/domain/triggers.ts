/** The two forms of the trigger on `agent_actions`: one notice per experiment and statement, or one per row. */

export type TriggerForm = 'statement' | 'row';

/**
 * What sends notices of new actions. `proposal`: the first proposal's trigger, or another program's that uses its
 * channel. `older`: ours, of an earlier version. `disabled`: there, but switched off.
 */
export type TriggerKind = 'absent' | 'proposal' | 'ours' | 'older' | 'disabled';

/** The triggers of the connected database. */
export interface TriggerStatus {
  readonly kind: TriggerKind;
  /** The form of the present trigger; null where there is none. */
  readonly form: TriggerForm | null;
  /** True when completed experiments are announced too. */
  readonly completion: boolean;
  /** The server is a standby: it carries no notices, and nothing can be installed on it. */
  readonly inRecovery: boolean;
  /** Why this account cannot change the triggers, as a sentence; null when it can. */
  readonly obstacle: string | null;
}

/** What can be done to the triggers. */
export const TRIGGER_CHANGES = ['install-statement', 'install-row', 'remove'] as const;
export type TriggerChange = (typeof TRIGGER_CHANGES)[number];

/** What a change would run. */
export interface TriggerPlan {
  readonly change: TriggerChange;
  /** Exactly what is run, in one transaction. It may be handed to an administrator as it is. */
  readonly sql: string;
  /** Names this SQL: only what was shown is run. */
  readonly digest: string;
}

/** How a change went. */
export interface TriggerOutcome {
  readonly done: boolean;
  /** What was found afterwards, or why nothing was changed and what to do, as a sentence. */
  readonly sentence: string;
  readonly status: TriggerStatus | null;
}
