import type { Client } from 'pg';
import type { Login } from '../database/engine.ts';
import { CONNECT_TIMEOUT_MS, LoginRefused, STATEMENT_TIMEOUT_MS } from '../database/engine.ts';
import { loadDriver } from '../skeleton/load-driver.ts';

/** What a server of PostgreSQL's protocol says of a password that is wrong. Source: PostgreSQL, "Error Codes". */
const INVALID_PASSWORD = '28P01';

/** Logs in with the protocol of PostgreSQL. Throws as `DatabaseEngine.connect` does. */
export async function connectPostgres(login: Login): Promise<Client> {
  const { host, port, username, password, database, tls } = login;
  const { default: pg } = await loadDriver('pg', () => import('pg'));
  const client = new pg.Client({
    host,
    port,
    user: username,
    password: password.unwrap(),
    database,
    // The host is named again because the driver hands on only names, and for an address a name would be made up.
    ssl:
      tls === undefined ? false : { rejectUnauthorized: true, host, ...(tls.ca === undefined ? {} : { ca: tls.ca }) },
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'coffer-rotation',
  });
  // A server that goes away between two statements; the next statement fails by itself.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    if (error instanceof Error && 'code' in error && error.code === INVALID_PASSWORD)
      throw new LoginRefused(error.message);
    throw error;
  }
}

/** Ends a session, also one whose server is gone. */
export async function endSession(client: Client): Promise<void> {
  await client.end().catch(() => undefined);
}

/** Runs statements as one: all of them happen, or none. */
export async function inTransaction(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query('begin');
  try {
    await work();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
