import { Redacted } from '@coffer/wire';
import { keyError, missingKey, valueError } from '../skeleton/rotation-error.ts';
import { readMembers, textOf } from '../skeleton/secret-members.ts';
import type { DatabaseEngine } from './engine.ts';

/** The JSON of a database's secret. */
export interface DatabaseSecret {
  /** Every member, in its order: what a rotation does not change, stays. */
  readonly members: ReadonlyMap<string, unknown>;
  readonly host: string;
  readonly username: string;
  readonly password: Redacted<string>;
  readonly port: number;
  readonly database: string | undefined;
}

const REQUIRED = ['host', 'username', 'password'];

/**
 * Reads the JSON of a secret.
 *
 * @throws RotationError when it is no JSON object, is for another engine, or lacks a member
 */
export function readDatabaseSecret(engine: DatabaseEngine, text: Redacted<string>): DatabaseSecret {
  const members = readMembers(text);
  if (!engine.engines.includes(String(members.get('engine') ?? '')))
    throw keyError(`Database engine must be set to '${engine.name}' in order to use this rotation lambda`);
  for (const name of engine.requiredKeys ?? REQUIRED) if (!members.has(name)) throw missingKey(name);
  const database = members.get('dbname') ?? engine.defaultDatabase;
  return {
    members,
    host: textOf(members, 'host'),
    username: textOf(members, 'username'),
    password: new Redacted(textOf(members, 'password')),
    port: portOf(members.get('port') ?? engine.defaultPort),
    database: database === undefined || database === '' ? undefined : String(database),
  };
}

/** Consoles store ports as texts. */
function portOf(value: unknown): number {
  const port = typeof value === 'string' && /^[0-9]{1,5}$/.test(value) ? Number(value) : value;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535)
    throw valueError('port in the secret JSON is no TCP port');
  return port;
}
