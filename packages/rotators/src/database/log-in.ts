import type { Rotation } from '../skeleton/rotation.ts';
import { RotationError } from '../skeleton/rotation-error.ts';
import { scrub } from '../skeleton/scrub.ts';
import type { DatabaseSecret } from './database-secret.ts';
import type { DatabaseEngine, DatabaseSession } from './engine.ts';
import { LoginRefused } from './engine.ts';
import { waysToConnect } from './tls.ts';

/**
 * Logs in with a secret; undefined when that is not possible, and the function's log says why.
 *
 * @param what names the credentials in the log: `AWSPENDING`
 * @throws RotationError when the driver is not installed
 */
export async function logIn(
  rotation: Pick<Rotation, 'environment' | 'log'>,
  engine: DatabaseEngine,
  secret: DatabaseSecret,
  what: string,
): Promise<DatabaseSession | undefined> {
  const { host, port, username, password, database } = secret;
  const reasons: string[] = [];
  for (const tls of waysToConnect(secret, rotation.environment, engine)) {
    try {
      return await engine.connect({ host, port, username, password, database, tls });
    } catch (error) {
      if (error instanceof RotationError) throw error;
      reasons.push(`${tls === undefined ? 'without TLS' : 'over TLS'}: ${scrub(error, [password])}`);
      if (error instanceof LoginRefused || isNobodyThere(error)) break;
    }
  }
  rotation.log(`No login to ${host}:${port} as ${username} with the ${what} credentials, ${reasons.join('; ')}`);
  return undefined;
}

const NOBODY: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'ETIMEDOUT']);

/** No way of connecting gets further. Drivers wrap what the network says. */
function isNobodyThere(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && NOBODY.has(error.code)) return true;
  return isNobodyThere(error.cause) || (error instanceof AggregateError && error.errors.some(isNobodyThere));
}
