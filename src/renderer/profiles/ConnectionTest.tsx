import { Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { CheckName, CheckResult } from '#shared/domain/check.ts';
import type { ProfileDraft, SecretKind } from '#shared/domain/profile.ts';
import { host } from '../link/host.ts';
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

interface TestProps {
  /** What is to be tested; null when it is not complete. */
  readonly draft: () => {
    readonly profile: ProfileDraft;
    readonly secrets: Partial<Record<SecretKind, string>>;
    readonly pasted: string | null;
  } | null;
}

/** Looks at everything between the host and the database, and says of each step how it went. */
export function ConnectionTest({ draft }: TestProps) {
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
      for await (const result of await host.profiles.examine(asked, { signal: controller.signal })) {
        setResults((former) => [...former, result]);
      }
    } catch {
      if (!controller.signal.aborted) setProblem('The test was broken off, because the host cannot be reached.');
    }
    setRunning(false);
  };
  return (
    <section className="connection-test" aria-label="Test of the connection">
      <Group gap={8}>
        <Button variant="light" size="xs" loading={isRunning} onClick={() => void run()}>
          Test connection
        </Button>
        {isRunning && (
          <Button variant="subtle" size="xs" onClick={() => stopping.current?.abort()}>
            Stop
          </Button>
        )}
        <Text size="xs" className="quiet" role="status">
          {verdict(results, isRunning, problem)}
        </Text>
      </Group>
      {results.length > 0 && (
        <ul className="checks">
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
      )}
    </section>
  );
}

function verdict(results: readonly CheckResult[], isRunning: boolean, problem: string | null): string {
  if (problem) return problem;
  if (isRunning) return 'Looking';
  if (results.length === 0) return '';
  if (results.some(({ state }) => state === 'failed')) return 'It does not work yet.';
  const ms = results.reduce((sum, result) => sum + result.ms, 0);
  const warnings = results.filter(({ state }) => state === 'warning').length;
  return warnings > 0
    ? `It works, with ${warnings === 1 ? 'a remark' : `${warnings} remarks`}.`
    : `It works. Looked at everything in ${formatDuration(ms)}.`;
}
