/**
 * How a backup begins: what anybody may read of it, and what its key is protected by.
 *
 * ```
 * "COFFER BACKUP" LF (14 bytes) ‖ version of the format (1 byte) ‖ length of the JSON (4 bytes) ‖ JSON ‖ sealed stream
 * ```
 *
 * Everything up to the sealed stream is authenticated by it: its key is derived from these bytes too.
 */
import { OperatorError } from '../transport/operator-error.ts';

/** What the data key of a backup is protected by. All bytes are in base64. */
export type Protection =
  /** The internal key of the database, as the keyring's row holds it: under the root key. */
  | { readonly kind: 'root-key'; readonly keyring: KeyringText; readonly dataKey: string }
  /** A file of the age format. */
  | { readonly kind: 'age'; readonly dataKey: string }
  /** AES-256-GCM under what Argon2id makes of a passphrase. */
  | {
      readonly kind: 'passphrase';
      readonly argon2id: Argon2Cost & { readonly salt: string };
      readonly dataKey: string;
    };

/** See `KeyringRecord`. */
export interface KeyringText {
  readonly rootKeyId: string;
  readonly wrappedInternalKey: string;
  readonly provider?: string | undefined;
  readonly state?: string | undefined;
}

export interface Argon2Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** A migration that the database of the backup had run. */
export interface SchemaStep {
  readonly number: number;
  readonly name: string;
  /** SHA-256 of its text for both engines, in hexadecimal. */
  readonly digest: string;
}

export interface BackupHeader {
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly engine: 'sqlite' | 'postgres';
  readonly schema: readonly SchemaStep[];
  readonly accounts: number;
  /** SHA-256 of the ids of the accounts, sorted, a line feed after each: tells backups of one installation. */
  readonly accountsDigest: string;
  readonly hasAudit: boolean;
  readonly protection: Protection;
}

/** The version of the format that is written; the only one so far. */
export const FORMAT_VERSION = 1;

/** What stands before the JSON. */
export const PREAMBLE_BYTES = 19;

/** The header as it stands in the file. */
export function formatHeader(header: BackupHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  if (json.length > MAX_JSON_BYTES) throw new OperatorError('too many recipients for one backup');
  const preamble = Buffer.alloc(PREAMBLE_BYTES);
  preamble.write(MAGIC, 'latin1');
  preamble.writeUInt8(FORMAT_VERSION, MAGIC.length);
  preamble.writeUInt32BE(json.length, MAGIC.length + 1);
  return Buffer.concat([preamble, json]);
}

/**
 * How long the JSON is, of a file's first bytes.
 *
 * @throws OperatorError for what is no backup, or one of a newer format
 */
export function jsonLength(preamble: Uint8Array): number {
  const bytes = Buffer.from(preamble);
  if (bytes.length < PREAMBLE_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new OperatorError('this is no backup of Coffer');
  }
  const version = bytes.readUInt8(MAGIC.length);
  if (version !== FORMAT_VERSION) {
    throw new OperatorError(
      `the backup has format ${version}, and this version of Coffer reads format ${FORMAT_VERSION}`,
    );
  }
  const length = bytes.readUInt32BE(MAGIC.length + 1);
  if (length > MAX_JSON_BYTES) throw damaged();
  return length;
}

/** Reads the JSON of a header. Nothing of it is authentic before the stream is opened. Throws `OperatorError`. */
export function parseHeader(json: Uint8Array): BackupHeader {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(json).toString('utf8'));
  } catch {
    throw damaged();
  }
  if (!isHeader(value)) throw damaged();
  return value;
}

const MAGIC = 'COFFER BACKUP\n';
const MAX_JSON_BYTES = 256 * 1024;

function damaged(): OperatorError {
  return new OperatorError('the backup is damaged: its header cannot be read');
}

function isHeader(value: unknown): value is BackupHeader {
  if (!isObject(value)) return false;
  const { createdAt, engine, schema, accounts, accountsDigest, hasAudit, protection } = value;
  return (
    isCount(createdAt) &&
    (engine === 'sqlite' || engine === 'postgres') &&
    Array.isArray(schema) &&
    schema.every(isStep) &&
    isCount(accounts) &&
    typeof accountsDigest === 'string' &&
    typeof hasAudit === 'boolean' &&
    isProtection(protection)
  );
}

function isStep(value: unknown): boolean {
  return isObject(value) && isCount(value['number']) && isText(value['name']) && isText(value['digest']);
}

function isProtection(value: unknown): boolean {
  if (!isObject(value) || !isText(value['dataKey'])) return false;
  const { kind, keyring, argon2id } = value;
  if (kind === 'age') return true;
  if (kind === 'root-key') {
    if (!isObject(keyring)) return false;
    const { rootKeyId, wrappedInternalKey, provider, state } = keyring;
    const isKnown = [provider, state].every(each => each === undefined || isText(each));
    return isText(rootKeyId) && isText(wrappedInternalKey) && isKnown;
  }
  if (kind !== 'passphrase' || !isObject(argon2id)) return false;
  const { memoryKib, passes, lanes, salt } = argon2id;
  return [memoryKib, passes, lanes].every(isCount) && isText(salt);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
