import type { Login } from '../database/engine.ts';
import { LoginRefused, STATEMENT_TIMEOUT_MS } from '../database/engine.ts';
import { loadDriver } from '../skeleton/load-driver.ts';

/** As much of the driver's connection as rotations use. */
export interface OracleConnection {
  execute(sql: string, binds?: Readonly<Record<string, string>>): Promise<OracleResult>;
  close(): Promise<void>;
}

/** Rows, as lists of their columns. */
export interface OracleResult {
  readonly rows?: readonly (readonly unknown[])[] | undefined;
}

/** As much of the driver as rotations use: it comes without types. */
export interface OracleDriver {
  getConnection(options: Readonly<Record<string, unknown>>): Promise<OracleConnection & { callTimeout?: number }>;
}

/** ORA-01017: invalid username/password. Source: Oracle, "Database Error Messages". */
const INVALID_LOGIN = 1_017;
const CONNECT_TIMEOUT_S = 5;

/** The driver in its thin mode: nothing of Oracle is installed. */
export async function loadOracle(): Promise<OracleDriver> {
  // Named where no compiler follows it, which would miss the types.
  const name = 'oracledb';
  return loadDriver(name, async (): Promise<OracleDriver> => (await import(name)).default);
}

/** Logs in. Throws as `DatabaseEngine.connect` does. */
export async function connectOracle(driver: OracleDriver, login: Login): Promise<OracleConnection> {
  try {
    const connection = await driver.getConnection({
      user: quoteUser(login.username),
      password: login.password.unwrap(),
      connectString: connectString(login),
      ...(login.tls?.ca === undefined ? {} : { walletContent: login.tls.ca }),
    });
    connection.callTimeout = STATEMENT_TIMEOUT_MS;
    return connection;
  } catch (error) {
    if (error instanceof Error && 'errorNum' in error && error.errorNum === INVALID_LOGIN)
      throw new LoginRefused(error.message);
    throw error;
  }
}

/** A name in quotation marks is taken letter for letter; without them Oracle means capitals. */
export function quoteUser(name: string): string {
  return /^[a-zA-Z][a-zA-Z0-9_$#]*$/.test(name) ? name : `"${name}"`;
}

/** Names that would end the description of the address are refused before anything is sent. */
function connectString({ host, port, database, tls }: Login): string {
  if (/[()=\s]/.test(`${host}${database}`)) throw new Error('host or dbname hold a letter that no address has');
  const address = `(address=(protocol=${tls === undefined ? 'tcp' : 'tcps'})(host=${host})(port=${port}))`;
  const security = tls === undefined ? '' : '(security=(ssl_server_dn_match=yes))';
  const timeout = `(transport_connect_timeout=${CONNECT_TIMEOUT_S})`;
  return `(description=${timeout}${address}(connect_data=(service_name=${database}))${security})`;
}
