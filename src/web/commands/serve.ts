import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createLog } from '#core/log.ts';
import { chooseSource, SOURCE_OPTIONS, UsageError } from '#core/source-choice.ts';
import { openBrowser } from '../open-browser.ts';
import { openMonitor } from '../open-monitor.ts';
import { startWebHost, type WebHost } from '../server.ts';
import { untilAsked } from './signals.ts';

/** `oriole-monitor serve`: the monitor behind HTTP, until it is asked to end. Resolves with the exit code. */
export async function serve(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...SOURCE_OPTIONS,
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '4173' },
      token: { type: 'string' },
      'config-dir': { type: 'string' },
      'no-open': { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError('--port takes a number, 0 to 65535.');
  if (values.token !== undefined && !/^[\w-]{8,}$/.test(values.token)) {
    throw new UsageError('--token takes at least 8 letters, digits, - or _.');
  }
  const [file, more] = positionals;
  if (more !== undefined) throw new UsageError('One session at a time.');
  const asked = untilAsked();
  const log = createLog();
  const monitor = await openMonitor(chooseSource(values, process.env), log, values['config-dir']);
  let host: WebHost;
  try {
    host = await startWebHost({ monitor, host: values.host, port, token: values.token, log });
  } catch (error) {
    console.error(cannotListen(error, values.host, port));
    return 1;
  }
  monitor.start();
  const end = () => Promise.all([host.close(), monitor.stop()]);
  let { url } = host;
  if (file !== undefined) {
    const { id, sentence } = await monitor.library.addFile(resolve(file));
    if (id === null) {
      console.error(sentence);
      await end();
      return 1;
    }
    url += `&profile=${encodeURIComponent(id)}`;
  }
  console.log(`Oriole Monitor is at ${url}`);
  if (!values['no-open'] && process.stdout.isTTY) openBrowser(url);
  await asked;
  await end();
  return 0;
}

function cannotListen(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken on ${host}. Choose another with --port, or --port 0 for any.`;
  if (code === 'EACCES') return `Port ${port} may not be used by this user. Choose one above 1023 with --port.`;
  return `The server could not start on ${host}:${port}: ${error instanceof Error ? error.message : 'unknown error'}.`;
}
