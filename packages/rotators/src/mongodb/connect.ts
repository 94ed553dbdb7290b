import { reach } from './reach.ts';
import type { MongoClient } from 'mongodb';
import type { Login } from '../database/engine.ts';
import { CONNECT_TIMEOUT_MS, LoginRefused, STATEMENT_TIMEOUT_MS } from '../database/engine.ts';
import { loadDriver } from '../skeleton/load-driver.ts';

/** Source: MongoDB, "Error Codes". */
const AUTHENTICATION_FAILED = 18;

/** Logs in with the protocol of MongoDB. Throws as `DatabaseEngine.connect` does. */
export async function connectMongo(login: Login): Promise<MongoClient> {
  const { host, port, username, password, database = 'admin', tls } = login;
  const driver = await loadDriver('mongodb', () => import('mongodb'));
  await reach(login);
  const client = new driver.MongoClient(`mongodb://${host.includes(':') ? `[${host}]` : host}:${port}/`, {
    auth: { username, password: password.unwrap() },
    authSource: database,
    // This host, whatever others it knows of: a password goes nowhere else.
    directConnection: true,
    appName: 'coffer-rotation',
    maxPoolSize: 1,
    monitorCommands: false,
    retryReads: false,
    // DocumentDB has none.
    retryWrites: false,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    serverSelectionTimeoutMS: CONNECT_TIMEOUT_MS,
    socketTimeoutMS: STATEMENT_TIMEOUT_MS,
    tls: tls !== undefined,
    ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.close().catch(() => undefined);
    if (error instanceof Error && 'code' in error && error.code === AUTHENTICATION_FAILED)
      throw new LoginRefused(error.message);
    throw error;
  }
}
