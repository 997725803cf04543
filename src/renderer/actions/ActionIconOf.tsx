import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconBarrierBlock,
  IconHistory,
  IconMessageOff,
  IconPoint,
} from '@tabler/icons-react';

const ICONS: Readonly<Record<string, typeof IconPoint>> = {
  move_north: IconArrowUp,
  move_east: IconArrowRight,
  move_south: IconArrowDown,
  move_west: IconArrowLeft,
  recall_movement_history: IconHistory,
  recall_all: IconHistory,
  no_tool_call: IconMessageOff,
};

/** An action type as a shape; a failed one as a barrier. */
export function ActionIconOf({ type, failed }: { readonly type: string; readonly failed: boolean }) {
  const Icon = failed ? IconBarrierBlock : (ICONS[type] ?? IconPoint);
  return <Icon size={13} stroke={2} aria-hidden />;
}
