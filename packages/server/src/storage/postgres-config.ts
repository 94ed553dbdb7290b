import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { PoolConfig } from 'pg';

export interface PostgresTarget {
  /** For `pg`: the connection string without its TLS settings, and those. */
  readonly config: Pick<PoolConfig, 'connectionString' | 'ssl'>;
  /** The server as an operator knows it, without credentials: ``PostgreSQL at `db.internal:5432/coffer` ``. */
  readonly place: string;
}

/**
 * Reads `postgresql://user:password@host:port/database?sslmode=...&sslrootcert=FILE`, also with `sslcert` and `sslkey`.
 * Whenever TLS is asked for, the server's certificate is verified against the system's authorities or `sslrootcert`:
 * `require` and `prefer` mean `verify-full` here. `verify-ca` leaves out the host name, `no-verify` everything.
 * Without `sslmode` there is no TLS on this machine, and an error for any other. Throws for what it does not know; the message never shows the URL, which holds a
 * password.
 */
export function readPostgresUrl(text: string): PostgresTarget {
  const url = URL.parse(text);
  if (url === null || !PROTOCOLS.has(url.protocol)) {
    throw new Error('the address of PostgreSQL must be a URL like postgresql://user:password@host:5432/database');
  }
  const host = url.host || url.searchParams.get('host') || 'localhost';
  const ssl = readTls(url.searchParams, isLocal(url.searchParams.get('host') ?? url.hostname));
  for (const name of TLS_PARAMETERS) url.searchParams.delete(name);
  return { config: { connectionString: url.href, ssl }, place: `PostgreSQL at \`${host}${url.pathname}\`` };
}

const PROTOCOLS: ReadonlySet<string> = new Set(['postgres:', 'postgresql:']);

/** Taken out of the URL: `pg` would otherwise prefer its own reading of them. */
const TLS_PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'ssl', 'uselibpqcompat'];

const TLS_MODES: ReadonlyMap<string, false | ConnectionOptions> = new Map<string, false | ConnectionOptions>([
  ['disable', false],
  ['prefer', {}],
  ['require', {}],
  ['verify-ca', { checkServerIdentity: () => undefined }],
  ['verify-full', {}],
  ['no-verify', { rejectUnauthorized: false }],
]);

const LOCAL = ['/', '%2F', '127.'];

/** A Unix socket or loopback: nobody else can listen in. */
function isLocal(host: string): boolean {
  return (
    host === '' ||
    host === 'localhost' ||
    host === '[::1]' ||
    host === '::1' ||
    LOCAL.some(start => host.startsWith(start))
  );
}

function readTls(parameters: URLSearchParams, isLocalHost: boolean): false | ConnectionOptions {
  const files = {
    ...fileOption('ca', parameters.get('sslrootcert')),
    ...fileOption('cert', parameters.get('sslcert')),
    ...fileOption('key', parameters.get('sslkey')),
  };
  const hasFiles = Object.keys(files).length > 0;
  const modeName = parameters.get('sslmode') ?? (hasFiles ? 'verify-full' : isLocalHost ? 'disable' : undefined);
  if (modeName === undefined) {
    throw new Error(
      'PostgreSQL is on another machine: add `sslmode=verify-full` to its address, or `sslmode=disable` if nobody listens in',
    );
  }
  const mode = TLS_MODES.get(modeName);
  if (mode === undefined) throw new Error(`unknown sslmode \`${modeName}\` in the address of PostgreSQL`);
  return mode === false ? false : { ...mode, ...files };
}

function fileOption(option: 'ca' | 'cert' | 'key', path: string | null): ConnectionOptions {
  // `system` is libpq's word for the authorities that the system trusts, which is the default here.
  return path === null || path === 'system' ? {} : { [option]: readFileSync(path, 'utf8') };
}
