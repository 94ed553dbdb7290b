import type { Login } from '../database/engine.ts';
import { CONNECT_TIMEOUT_MS, LoginRefused, STATEMENT_TIMEOUT_MS } from '../database/engine.ts';
import { loadDriver } from '../skeleton/load-driver.ts';

/** A connection that is logged in. */
export interface RedisConnection {
  /** Sends a command; its answer as Redis gives it. */
  send(...command: readonly string[]): Promise<unknown>;
  close(): void;
}

const PROTOCOL = { RESP: 2 } as const;

/** Logs in to Redis, or a server that speaks its protocol. Throws as `DatabaseEngine.connect` does. */
export async function connectRedis(login: Login): Promise<RedisConnection> {
  const { host, port, username, password, tls } = login;
  const { RedisClient } = await loadDriver('@redis/client', () => import('@redis/client'));
  const socket = { host, port, connectTimeout: CONNECT_TIMEOUT_MS, socketTimeout: STATEMENT_TIMEOUT_MS };
  const secure = { tls: true as const, rejectUnauthorized: true, ...(tls?.ca === undefined ? {} : { ca: tls.ca }) };
  // `createClient` makes a class of hundreds of commands for each set of options, and keeps the last, with its password.
  const client = RedisClient.factory(PROTOCOL)({
    ...PROTOCOL,
    username,
    password: password.unwrap(),
    disableClientInfo: true,
    disableOfflineQueue: true,
    socket: { ...socket, reconnectStrategy: false, ...(tls === undefined ? {} : secure) },
  });
  // A server that goes away between two commands; the next command fails by itself.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    if (client.isOpen) client.destroy();
    if (error instanceof Error && error.message.startsWith('WRONGPASS')) throw new LoginRefused(error.message);
    throw error;
  }
  return {
    send: (...command) => client.sendCommand([...command]),
    close() {
      if (client.isOpen) client.destroy();
    },
  };
}
