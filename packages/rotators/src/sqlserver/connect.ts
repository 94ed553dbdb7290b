import type { Connection, ConnectionConfiguration } from 'tedious';
import type * as Tedious from 'tedious';
import type { Login } from '../database/engine.ts';
import { CONNECT_TIMEOUT_MS, LoginRefused, STATEMENT_TIMEOUT_MS } from '../database/engine.ts';
import { loadDriver } from '../skeleton/load-driver.ts';
import { RotationError } from '../skeleton/rotation-error.ts';

/** A row, by the names of its columns; every value as text. */
export type Row = ReadonlyMap<string, string>;

/** A connection that is logged in. */
export interface SqlServerConnection {
  /** Runs a batch; parameters are texts, named `@a` and so on in the statement. */
  run(sql: string, parameters?: Readonly<Record<string, string>>): Promise<readonly Row[]>;
  close(): void;
}

/** Logs in with the protocol of SQL Server. Throws as `DatabaseEngine.connect` does. */
export async function connectSqlServer(login: Login): Promise<SqlServerConnection> {
  const driver = await loadDriver('tedious', () => import('tedious'));
  const connection = new driver.Connection(configuration(login));
  // A server that goes away between two statements; the next statement fails by itself.
  connection.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    connection.connect(error => {
      if (error === undefined || error === null) return resolve();
      connection.close();
      reject('code' in error && error.code === 'ELOGIN' ? new LoginRefused(error.message) : error);
    });
  });
  return {
    run: (sql, parameters = {}) => run(driver, connection, sql, parameters),
    close: () => connection.close(),
  };
}

function configuration(login: Login): ConnectionConfiguration {
  const { host, port, username, password, database, tls } = login;
  return {
    server: host,
    authentication: { type: 'default', options: { userName: username, password: password.unwrap() } },
    options: {
      port,
      ...(database === undefined ? {} : { database }),
      encrypt: tls !== undefined,
      trustServerCertificate: false,
      ...(tls?.ca === undefined ? {} : { cryptoCredentialsDetails: { ca: tls.ca } }),
      connectTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: STATEMENT_TIMEOUT_MS,
      appName: 'coffer-rotation',
      rowCollectionOnRequestCompletion: true,
    },
  };
}

function run(
  driver: typeof Tedious,
  connection: Connection,
  sql: string,
  parameters: Readonly<Record<string, string>>,
): Promise<readonly Row[]> {
  return new Promise((resolve, reject) => {
    const request = new driver.Request(sql, (error, _count, rows: readonly unknown[] | undefined) => {
      if (error !== undefined && error !== null) reject(error);
      else resolve((rows ?? []).map(readRow));
    });
    for (const [name, value] of Object.entries(parameters)) request.addParameter(name, driver.TYPES.NVarChar, value);
    if (Object.keys(parameters).length === 0) connection.execSqlBatch(request);
    else connection.execSql(request);
  });
}

function readRow(row: unknown): Row {
  if (!Array.isArray(row)) throw new RotationError('ValueError', 'SQL Server answered with something that is no row');
  const columns: readonly { readonly value: unknown; readonly metadata: { readonly colName: string } }[] = row;
  return new Map(columns.map(({ value, metadata }) => [metadata.colName, String(value ?? '')]));
}
