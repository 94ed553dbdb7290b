import { DatabaseError } from 'pg';
import { StorageUnavailable, UniqueViolation } from './database.ts';

/** What a read, or a transaction whose commit was not sent yet, may do about an error. */
export type Remedy = 'again' | 'reconnect' | 'prepare again' | 'none';

/** PostgreSQL cannot take or give data now. */
export class PostgresUnavailable extends StorageUnavailable {
  readonly remedy: Remedy;

  constructor(message: string, cause: unknown, remedy: Remedy) {
    super(message, cause);
    this.remedy = remedy;
  }
}

/**
 * Gives an error of `pg` the meaning that callers know: `UniqueViolation`, or `PostgresUnavailable` with a message that
 * says where and what. Anything else is a bug and comes back as it is. `place` names the server without credentials.
 */
export function postgresError(error: unknown, place: string): unknown {
  // Thrown while a value was bound or read.
  if (error instanceof RangeError || error instanceof TypeError) return error;
  if (!(error instanceof DatabaseError)) {
    return new PostgresUnavailable(`no connection to ${place}: ${messageOf(error)}`, error, 'reconnect');
  }
  const code = error.code ?? '';
  if (code === '23505') return new UniqueViolation(error);
  if (code === '0A000' && error.routine !== 'RevalidateCachedQuery') return error;
  const entry = MEANINGS.get(code) ?? MEANINGS.get(code.slice(0, 2));
  if (entry === undefined) return error;
  const [remedy, what] = entry;
  return new PostgresUnavailable(`${place} ${what}: ${error.message}`, error, remedy);
}

/** By SQLSTATE, or by its class (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const MEANINGS: ReadonlyMap<string, readonly [Remedy, string]> = new Map<string, readonly [Remedy, string]>([
  ['08', ['reconnect', 'broke the connection']],
  ['0A000', ['prepare again', 'was migrated meanwhile']], // "cached plan must not change result type"
  ['25006', ['none', 'is read-only']],
  ['25P03', ['reconnect', 'broke the connection']], // idle in transaction
  ['25P04', ['reconnect', 'broke the connection']], // transaction timeout
  ['28', ['none', 'refuses the connection']],
  ['3D000', ['none', 'refuses the connection']],
  ['40001', ['again', 'is too busy']],
  ['40P01', ['again', 'is too busy']],
  ['53', ['none', 'is out of resources']],
  ['53100', ['none', 'has a full disk']],
  ['53300', ['reconnect', 'has no connection left']],
  ['55P03', ['none', 'is too busy']],
  ['57', ['none', 'gave up']],
  ['57P01', ['reconnect', 'broke the connection']], // shut down, or the session was terminated
  ['57P02', ['reconnect', 'broke the connection']], // crashed
  ['57P03', ['reconnect', 'takes no connection yet']],
  ['57P05', ['reconnect', 'broke the connection']], // idle session
  ['58', ['none', 'has a system error']],
  ['XX', ['none', 'has an internal error']],
]);

function messageOf(error: unknown): string {
  // A host with several addresses fails with an AggregateError, whose own message is empty.
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
