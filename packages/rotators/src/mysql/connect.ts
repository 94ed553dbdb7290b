import { isIP } from 'node:net';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { Login } from '../database/engine.ts';
import { CONNECT_TIMEOUT_MS, LoginRefused, STATEMENT_TIMEOUT_MS } from '../database/engine.ts';
import { loadDriver } from '../skeleton/load-driver.ts';

/** Source: MySQL, "Server Error Message Reference". */
const ER_ACCESS_DENIED_ERROR = 1_045;

/** Logs in with the protocol of MySQL. Throws as `DatabaseEngine.connect` does. */
export async function connectMysql(login: Login): Promise<Connection> {
  const { host, port, username, password, database, tls } = login;
  // The driver would look for `localhost` in the certificate.
  if (tls !== undefined && isIP(host) !== 0) throw new Error('TLS needs a name as host: an address cannot be verified');
  const { createConnection } = await loadDriver('mysql2', () => import('mysql2/promise'));
  const options = { host, port, user: username, password: password.unwrap(), connectTimeout: CONNECT_TIMEOUT_MS };
  const ca = tls?.ca === undefined ? {} : { ca: tls.ca };
  try {
    const connection = await createConnection({
      ...options,
      ...(database === undefined ? {} : { database }),
      ...(tls === undefined ? {} : { ssl: { ...ca, rejectUnauthorized: true, verifyIdentity: true } }),
    });
    // A server that goes away between two statements; the next statement fails by itself.
    connection.on('error', () => undefined);
    // Then quotation marks are all that quoting has to care for, whatever the server's own mode is.
    await connection.query("set session sql_mode = 'NO_BACKSLASH_ESCAPES'");
    return connection;
  } catch (error) {
    if (error instanceof Error && 'errno' in error && error.errno === ER_ACCESS_DENIED_ERROR)
      throw new LoginRefused(error.message);
    throw error;
  }
}

/** A row, by the names of its columns. */
export type Row = ReadonlyMap<string, string>;

/** Runs a statement; its rows, every value as text. */
export async function run(connection: Connection, sql: string): Promise<readonly Row[]> {
  const [rows] = await connection.query<RowDataPacket[]>({ sql, timeout: STATEMENT_TIMEOUT_MS });
  if (!Array.isArray(rows)) return [];
  return rows.map(row => new Map(Object.entries(row).map(([name, value]) => [name, String(value)])));
}

/** A text as a literal; needs the mode that `connectMysql` sets. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `'name'@'host'` */
export function accountLiteral(name: string, host: string | undefined): string {
  return `${literal(name)}@${literal(host ?? '%')}`;
}
