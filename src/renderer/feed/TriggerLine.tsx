import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { FeedStateName, Obstacle } from '#shared/domain/feed.ts';
import { describeTriggers } from './trigger-words.ts';
import { useTriggers } from './use-triggers.ts';

interface LineProps {
  readonly state: FeedStateName;
  readonly obstacle: Obstacle | null;
  readonly children: ReactNode;
}

/** Which triggers there are, and the way to change them. */
export function TriggerLine({ state, obstacle, children }: LineProps) {
  const { status } = useTriggers(obstacle ?? state);
  return (
    <Group justify="space-between" wrap="nowrap" gap={8} align="baseline">
      <Text>
        <b>Triggers</b> {status ? describeTriggers(status) : 'Not known while the database is away.'}
      </Text>
      {children}
    </Group>
  );
}
