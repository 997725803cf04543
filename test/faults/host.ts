import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Monitor } from '#core/monitor.ts';
import { startWebHost, type WebHost } from '#web/server.ts';
import { freePort } from '../support/free-port.ts';
import { monitorOptions } from '../support/monitor-options.ts';
import { startWebHostProcess, type WebHostProcess } from '../support/web-host.ts';

const TOKEN = 'the-token-of-the-faults';

/** The host under test, at one URL for as long as the test lasts. */
export interface Host {
  /** With the token. */
  readonly url: URL;
  /** What it wrote, where that can be had. */
  output(): string;
  stop(): Promise<void>;
}

/** A monitor behind its web host, in this process. */
export class InsideHost implements Host {
  readonly url: URL;
  readonly monitor: Monitor;
  readonly #web: WebHost;
  readonly #folder: string;

  private constructor(monitor: Monitor, web: WebHost, folder: string) {
    this.monitor = monitor;
    this.#web = web;
    this.#folder = folder;
    this.url = new URL(web.url);
  }

  /** @param database the URL that the monitor connects to */
  static async start(database: string): Promise<InsideHost> {
    const log = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' });
    const folder = mkdtempSync(join(tmpdir(), 'oriole-faults-'));
    const monitor = await Monitor.open({ ...monitorOptions({ kind: 'url', url: database }, folder), log });
    const web = await startWebHost({ monitor, host: '127.0.0.1', port: 0, token: TOKEN, log });
    monitor.start();
    return new InsideHost(monitor, web, folder);
  }

  output(): string {
    return '';
  }

  async stop(): Promise<void> {
    await Promise.all([this.#web.close(), this.monitor.stop()]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The built command line as a process of its own: one that can be killed, stopped and started again. */
export class HostProcess implements Host {
  readonly url: URL;
  readonly #args: readonly string[];
  readonly #outputs: string[] = [];
  #process: WebHostProcess | null = null;

  private constructor(url: URL, args: readonly string[]) {
    this.url = url;
    this.#args = args;
  }

  /** @param database the URL that the monitor connects to */
  static async start(database: string): Promise<HostProcess> {
    const port = String(await freePort());
    const host = new HostProcess(new URL(`http://127.0.0.1:${port}/?token=${TOKEN}`), [
      '--url',
      database,
      '--port',
      port,
      '--token',
      TOKEN,
    ]);
    await host.restart();
    return host;
  }

  /** Kills it without a word, where it runs, and starts it on the same port with the same token. */
  async restart(): Promise<void> {
    await this.kill();
    this.#process = await startWebHostProcess(this.#args);
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** The lid is shut: the process stands still, and its sockets with it. */
  sleep(): void {
    this.#process?.child.kill('SIGSTOP');
  }

  wake(): void {
    this.#process?.child.kill('SIGCONT');
  }

  output(): string {
    return [...this.#outputs, this.#process?.output() ?? ''].join('');
  }

  async stop(): Promise<void> {
    // A process that stands still would not hear anything else.
    this.wake();
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (!running) return;
    const late = setTimeout(() => running.child.kill('SIGKILL'), 8_000);
    await running.stop(signal);
    clearTimeout(late);
    this.#outputs.push(running.output());
  }
}
