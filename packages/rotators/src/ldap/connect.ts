import type { Client } from 'ldapts';
import type { Login } from '../database/engine.ts';
import { CONNECT_TIMEOUT_MS, LoginRefused, STATEMENT_TIMEOUT_MS } from '../database/engine.ts';
import { loadDriver } from '../skeleton/load-driver.ts';

/** Source: RFC 4511, "Result Message". */
const INVALID_CREDENTIALS = 49;

/** Binds to a directory; over TLS it is `ldaps`. Throws as `DatabaseEngine.connect` does. */
export async function bind(login: Login): Promise<Client> {
  const { host, port, username, password, tls } = login;
  // Servers take a bind without a password for one of nobody, and succeed.
  if (password.unwrap() === '' || username === '') throw new LoginRefused('a name and a password are needed');
  const ldapts = await loadDriver('ldapts', () => import('ldapts'));
  const client = new ldapts.Client({
    url: `${tls === undefined ? 'ldap' : 'ldaps'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    connectTimeout: CONNECT_TIMEOUT_MS,
    timeout: STATEMENT_TIMEOUT_MS,
    ...(tls === undefined
      ? {}
      : { tlsOptions: { rejectUnauthorized: true, ...(tls.ca === undefined ? {} : { ca: tls.ca }) } }),
  });
  try {
    await client.bind(username, password.unwrap());
    return client;
  } catch (error) {
    await client.unbind().catch(() => undefined);
    if (error instanceof Error && 'code' in error && error.code === INVALID_CREDENTIALS)
      throw new LoginRefused(error.message);
    throw error;
  }
}
