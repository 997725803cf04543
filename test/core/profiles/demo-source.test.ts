import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEMO_PROFILE_ID } from '#shared/domain/profile.ts';
import { openMonitor, temporaryFolder } from '../../support/monitor.ts';
import { until } from '../../support/until.ts';

test('the demo ends with its last viewer, and is there again for whoever comes back at once', async () => {
  const folder = temporaryFolder();
  // As root the demo's database runs under another account.
  chmodSync(folder, 0o755);
  const { client, monitor } = await openMonitor(
    { kind: 'demo', dataDir: join(folder, 'demo') },
    { directory: join(folder, 'config'), watchesStart: 'until-viewed' },
  );
  const profile = DEMO_PROFILE_ID;
  const isLive = async () => (await client.feed.read({ source: profile })).status.state === 'live';
  await client.sources.open({ profile });
  await until('it is live', isLive, 30_000);
  for (let turn = 0; turn < 4; turn++) {
    await client.sources.close({ profile });
    await client.sources.open({ profile });
    await until(`it is live again, turn ${turn}`, isLive, 30_000);
  }
  await client.sources.close({ profile });
  await monitor.stop();
  expect(monitor.own).toBeNull();
}, 120_000);
