// npm run web -- …: the web host, after a build when one is needed.
import { buildWhenNeeded } from './build.ts';
import { runInForeground } from './run-host.ts';

buildWhenNeeded();
runInForeground(process.execPath, ['out/web/cli.js', 'serve', ...process.argv.slice(2)]);
