import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import ssh2, { type AuthContext, type AuthenticationType, type Connection } from 'ssh2';
import { onTestFinished } from 'vitest';
import type { Stop } from './traveller.ts';

/**
 * An SSH server inside this process, for one test, made of the library's server side. Only for passwords: OpenSSH's server
 * checks those of the machine's accounts, which a test must not change.
 * @param way how it asks: for the password itself, or by questions as PAM does
 */
export async function startPasswordServer(
  hostKey: string,
  password: string,
  way: 'password' | 'keyboard-interactive' | 'publickey',
): Promise<Stop> {
  const clients = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [readFileSync(hostKey)] }, (client) => {
    clients.add(client);
    client.on('error', () => {});
    client.on('close', () => clients.delete(client));
    client.on('authentication', (context) => authenticate(context, password, way));
    client.on('tcpip', (accept, _reject, { destIP, destPort }) => {
      const inside = connect(destPort, destIP);
      const channel = accept();
      for (const stream of [inside, channel]) stream.on('error', () => inside.destroy());
      channel.pipe(inside).pipe(channel);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const client of clients) client.end();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, user: 'walker' };
}

function authenticate(context: AuthContext, password: string, way: AuthenticationType): void {
  if (context.method === 'keyboard-interactive' && way === context.method) {
    context.prompt([{ prompt: 'Password: ', echo: false }], ([answer]) => {
      if (answer === password) context.accept();
      else context.reject([context.method]);
    });
  } else if (context.method === 'password' && way === context.method && context.password === password) {
    context.accept();
  } else {
    context.reject([way]);
  }
}
