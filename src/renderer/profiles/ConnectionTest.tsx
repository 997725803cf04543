import { Button, Group, Loader, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { CheckName, CheckResult } from '#shared/domain/check.ts';
import type { ProfileDraft, SecretKind } from '#shared/domain/profile.ts';
import { hostNow } from '../link/host.ts';
import { formatDuration } from '../words.ts';

const CHECK_WORDS: Readonly<Record<CheckName, string>> = {
  name: 'Name',
  ssh: 'SSH',
  connect: 'Network',
  tls: 'TLS',
  'sign-in': 'Sign-in',
  server: 'Server',
  tables: 'Tables',
  triggers: 'Triggers',
  notices: 'Notices',
  reading: 'Reading',
  clock: 'Clock',
};

const ICONS = {
  ok: <IconCheck size={14} role="img" aria-label="ok" />,
  warning: <IconAlertTriangle size={14} role="img" aria-label="warning" />,
  failed: <IconX size={14} role="img" aria-label="failed" />,
  skipped: <IconMinus size={14} role="img" aria-label="skipped" />,
};

/** What is to be tested. */
interface Tested {
  readonly profile: ProfileDraft;
  readonly secrets: Partial<Record<SecretKind, string>>;
  readonly pasted: string | null;
}

/** A test of a connection, and how far it has come. */
export interface ConnectionTest {
  readonly results: readonly CheckResult[];
  readonly isRunning: boolean;
  /** Where it stands, in words; empty before the first one. */
  readonly verdict: string;
  run(): void;
  stop(): void;
}

/**
 * Looks at everything between the host and a database, step by step.
 * @param draft answers null where it is not complete
 */
export function useConnectionTest(draft: () => Tested | null): ConnectionTest {
  const [results, setResults] = useState<readonly CheckResult[]>([]);
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const stopping = useRef<AbortController | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);
  const run = async (): Promise<void> => {
    const asked = draft();
    if (!asked) return;
    const controller = new AbortController();
    stopping.current = controller;
    setResults([]);
    setProblem(null);
    setRunning(true);
    try {
      for await (const result of await hostNow.profiles.examine(asked, { signal: controller.signal })) {
        setResults((former) => [...former, result]);
      }
    } catch {
      setProblem(controller.signal.aborted ? 'Stopped.' : 'Broken off: the host cannot be reached. Try again.');
    }
    setRunning(false);
  };
  return {
    results,
    isRunning,
    verdict: verdict(results, isRunning, problem),
    run: () => void run(),
    stop: () => stopping.current?.abort(),
  };
}

/** Of each step, how it went, how long it took, and what to do. */
export function TestResults({ test: { results } }: { readonly test: ConnectionTest }) {
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each result that comes is to be seen.
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }, [results]);
  if (results.length === 0) return null;
  return (
    <ul className="checks" ref={list} aria-label="Test of the connection">
      {results.map(({ name, state, ms, sentence, advice }) => (
        <li key={name} data-testid="check" data-check={name} data-state={state}>
          <span className="check-icon">{ICONS[state]}</span>
          <span className="check-name">{CHECK_WORDS[name]}</span>
          <span className="check-text">
            {sentence}
            {advice && <span className="check-advice"> {advice}</span>}
          </span>
          <span className="figures quiet">{state === 'skipped' ? '' : formatDuration(ms)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The button that begins the test, or stops it. */
export function TestButton({ test }: { readonly test: ConnectionTest }) {
  return (
    <Group gap={8} flex={1} wrap="nowrap">
      <Button variant="light" flex="none" onClick={test.isRunning ? test.stop : test.run}>
        {test.isRunning ? 'Stop the test' : 'Test connection'}
      </Button>
      {test.isRunning && <Loader size="xs" />}
      <Text size="xs" className="quiet" role="status">
        {test.verdict}
      </Text>
    </Group>
  );
}

function verdict(results: readonly CheckResult[], isRunning: boolean, problem: string | null): string {
  if (problem) return problem;
  if (isRunning) return '';
  if (results.length === 0) return '';
  if (results.some(({ state }) => state === 'failed')) return 'It does not work yet.';
  const ms = results.reduce((sum, result) => sum + result.ms, 0);
  const warnings = results.filter(({ state }) => state === 'warning').length;
  return warnings > 0
    ? `It works, with ${warnings === 1 ? 'a remark' : `${warnings} remarks`}.`
    : `It works. Looked at everything in ${formatDuration(ms)}.`;
}
