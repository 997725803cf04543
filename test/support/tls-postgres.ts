import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import type { TLSSocket } from 'node:tls';
import pg from 'pg';
import { findAccount } from '#core/demo/postgres/binaries.ts';
import type { Issued } from './certificates.ts';
import { OwnPostgres } from './own-postgres.ts';
import { until } from './until.ts';

/** Who may come in how: databases of these names take only these. */
const ACCESS = `
hostssl   certified  all all cert
hostnossl certified  all all reject
hostssl   with_tls   all all scram-sha-256
hostnossl with_tls   all all reject
hostnossl without_tls all all scram-sha-256
hostssl   without_tls all all reject
host      all        all all scram-sha-256
`;

/** A PostgreSQL that speaks TLS, with whichever certificate a test wants it to. */
export class TlsPostgres {
  readonly #server: OwnPostgres;

  private constructor(server: OwnPostgres) {
    this.#server = server;
  }

  /** @param clients the certificate of the authority whose client certificates it takes */
  static async create(issued: Issued, clients: string): Promise<TlsPostgres> {
    const server = new TlsPostgres(await OwnPostgres.create());
    await server.#ask([
      'CREATE DATABASE certified',
      'CREATE DATABASE with_tls',
      'CREATE DATABASE without_tls',
      'CREATE ROLE walker LOGIN',
      `ALTER SYSTEM SET ssl_ca_file = '${clients}'`,
    ]);
    const [row] = await server.#ask(['SHOW hba_file']);
    writeFileSync(row?.['hba_file'] ?? '', ACCESS);
    await server.present(issued);
    return server;
  }

  get port(): number {
    return Number(new URL(this.#server.url).port);
  }

  /** Makes it show another certificate; resolves when it does. */
  async present({ certificate, key }: Issued): Promise<void> {
    const account = await findAccount();
    if (account) await chown(key, account.uid, account.gid);
    await this.#ask([
      `ALTER SYSTEM SET ssl_cert_file = '${certificate}'`,
      `ALTER SYSTEM SET ssl_key_file = '${key}'`,
      'ALTER SYSTEM SET ssl = on',
      'SELECT pg_reload_conf()',
    ]);
    const { fingerprint256 } = new X509Certificate(readFileSync(certificate));
    await until('the server shows that certificate', async () => (await this.#shown()) === fingerprint256);
  }

  async remove(): Promise<void> {
    await this.#server.remove();
  }

  async #shown(): Promise<string | null> {
    const client = new pg.Client({ connectionString: this.#server.url, ssl: { rejectUnauthorized: false } });
    try {
      await client.connect();
      const { connection } = client as unknown as { connection: { stream: TLSSocket } };
      return connection.stream.getPeerCertificate().fingerprint256;
    } catch {
      return null;
    } finally {
      await client.end();
    }
  }

  async #ask(statements: readonly string[]): Promise<Record<string, string>[]> {
    const client = new pg.Client({ connectionString: this.#server.url, ssl: false });
    await client.connect();
    try {
      let rows: Record<string, string>[] = [];
      for (const sql of statements) ({ rows } = await client.query(sql));
      return rows;
    } finally {
      await client.end();
    }
  }
}
