import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** False where the program that makes certificates is not installed. */
export const canMakeCertificates: boolean = spawnSync('openssl', ['version']).status === 0;

/** A certificate and its key, as files. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate says. */
export interface Wish {
  readonly commonName?: string;
  /** As OpenSSL writes it: `DNS:db.example,IP:127.0.0.1`. */
  readonly names?: string;
  /** First and last day, years from now; 1 before and 1 after when absent. */
  readonly years?: readonly [number, number];
  /** Locks the key. */
  readonly passphrase?: string;
}

/** A folder of certificates, removed with {@link Authority.remove}. */
export class Authority {
  readonly certificate: string;
  readonly folder: string;
  readonly #key: string;
  #count = 0;

  constructor(name: string) {
    this.folder = mkdtempSync(join(tmpdir(), 'oriole-certificates-'));
    // PostgreSQL reads them as another user when the tests run as root.
    chmodSync(this.folder, 0o755);
    this.certificate = join(this.folder, 'ca.crt');
    this.#key = join(this.folder, 'ca.key');
    const settings = `[ca]\ndefault_ca=own\n[own]\ndatabase=${this.folder}/index\nnew_certs_dir=${this.folder}
rand_serial=yes\ndefault_md=sha256\nunique_subject=no\npolicy=any\n[any]\ncommonName=optional\n`;
    writeFileSync(join(this.folder, 'settings'), settings);
    writeFileSync(join(this.folder, 'index'), '');
    this.#openssl([
      'req',
      '-x509',
      ...KEY,
      '-nodes',
      '-keyout',
      this.#key,
      '-out',
      this.certificate,
      '-subj',
      `/CN=${name}`,
      '-days',
      '30',
    ]);
  }

  issue({ commonName = 'somebody', names, years = [-1, 1], passphrase }: Wish): Issued {
    const path = join(this.folder, `issued-${this.#count++}`);
    const [certificate, key, request, extensions] = ['crt', 'key', 'csr', 'ext'].map((end) => `${path}.${end}`) as [
      string,
      string,
      string,
      string,
    ];
    const lock = passphrase === undefined ? ['-nodes'] : ['-passout', `pass:${passphrase}`];
    this.#openssl(['req', '-new', ...KEY, ...lock, '-keyout', key, '-out', request, '-subj', `/CN=${commonName}`]);
    writeFileSync(extensions, names === undefined ? 'basicConstraints=CA:FALSE\n' : `subjectAltName=${names}\n`);
    const [first, last] = years.map(day) as [string, string];
    this.#openssl([
      ...['ca', '-batch', '-notext', '-config', join(this.folder, 'settings'), '-cert', this.certificate],
      ...['-keyfile', this.#key, '-in', request, '-out', certificate, '-extfile', extensions],
      ...['-startdate', first, '-enddate', last],
    ]);
    chmodSync(key, 0o600);
    return { certificate, key };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #openssl(args: readonly string[]): void {
    execFileSync('openssl', args, { stdio: 'pipe' });
  }
}

/** Quickly made. */
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];

function day(years: number): string {
  const date = new Date(Date.now() + years * 365 * 24 * 3_600_000);
  return `${date.toISOString().replace(/[-:T]|\.\d+/g, '')}`;
}
