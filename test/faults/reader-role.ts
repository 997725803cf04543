import pg from 'pg';

let count = 0;

/** An account of its own that may read Oriole's tables and nothing else. */
export class ReaderRole {
  readonly name = `reader_${process.pid}_${Date.now()}_${count++}`;
  readonly password = 'the right one';
  readonly #server: string;

  /** @param server a superuser's URL */
  constructor(server: string) {
    this.#server = server;
  }

  /** Makes it, lets it read in a database, and gives that database's URL as it sees it. */
  async enter(database: string): Promise<string> {
    await ask(this.#server, `CREATE ROLE ${this.name} LOGIN PASSWORD '${this.password}'`);
    await ask(database, `GRANT SELECT ON mazes, experiments, agent_actions TO ${this.name}`);
    const url = new URL(database);
    url.username = this.name;
    url.password = this.password;
    return url.href;
  }

  async setPassword(password: string): Promise<void> {
    await ask(this.#server, `ALTER ROLE ${this.name} PASSWORD '${password}'`);
  }

  /** To be called when its databases are gone. */
  async remove(): Promise<void> {
    await ask(this.#server, `DROP ROLE IF EXISTS ${this.name}`);
  }
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
