import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import type { Redacted } from '@coffer/wire';

const ITERATIONS = 4_096;
const KEY_BYTES = 32;

/**
 * What PostgreSQL stores for a password: statements carry it instead of the password, so that no log of the server and
 * no `pg_stat_activity` ever shows one. Undefined when it has to be made by the server: another kind of encryption, or
 * letters that need SASLprep. Source: PostgreSQL, "pg_authid"; RFC 5803.
 *
 * @param encryption the server's setting `password_encryption`
 * @param salt 16 random bytes
 */
export function passwordVerifier(
  encryption: string,
  username: string,
  password: Redacted<string>,
  salt: Uint8Array,
): string | undefined {
  const text = password.unwrap();
  if (!/^[\x20-\x7e]*$/.test(text)) return undefined;
  if (encryption === 'md5') return `md5${createHash('md5').update(text).update(username).digest('hex')}`;
  if (encryption !== 'scram-sha-256') return undefined;
  const salted = pbkdf2Sync(text, salt, ITERATIONS, KEY_BYTES, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${Buffer.from(salt).toString('base64')}$${storedKey}:${serverKey}`;
}
