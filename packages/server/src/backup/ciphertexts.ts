/**
 * Opens every ciphertext of a database or a backup and lets it go again: what cannot be read any more is known before
 * somebody needs it. Needs memory for the KMS keys, however many secrets there are.
 */
import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { KEY_BYTES } from '../keys/aead.ts';
import type { EncryptionContext } from '../keys/encryption-context.ts';
import type { Keyring } from '../keys/keyring.ts';
import { claimedBackingKey, decryptUnder } from '../keys/kms-cipher.ts';
import { UnreadableBlob } from '../keys/unreadable-blob.ts';
import { openValue } from '../keys/value-cipher.ts';
import type { ValuePlace } from '../keys/value-cipher.ts';
import { partitionOf } from '../pipeline/region.ts';
import { materialContext } from '../services/kms/backing-keys.ts';
import { formatSecretArn } from '../services/secretsmanager/secret-arn.ts';
import { wrappingsOf } from '../services/secretsmanager/wrappings.ts';
import { parameterArn } from '../services/ssm/parameter-arn.ts';
import type { InternalPlace } from './internal-places.ts';
import type { NamedRow, RowSource } from './row-source.ts';

/** A row whose ciphertext does not open. */
export interface Unreadable {
  readonly table: string;
  /** Which row, without anything of its content. */
  readonly row: string;
  readonly problem: string;
}

export interface CiphertextReport {
  /** How many ciphertexts were opened. */
  readonly opened: number;
  /** How many lie under KMS keys that were deleted, as their owners wanted: nobody opens them again. */
  readonly lost: number;
  /** How many did not open; `unreadable` names the first of them. */
  readonly failed: number;
  readonly unreadable: readonly Unreadable[];
}

/** Opens everything that lies in the tables of `source`. `places` are the tables with rows under the internal key. */
export async function openCiphertexts(
  source: RowSource,
  keyring: Pick<Keyring, 'openInternal' | 'unwrapKeyMaterial'>,
  places: readonly InternalPlace[],
): Promise<CiphertextReport> {
  const tally = new Tally();
  const keys: Keys = new Map();
  for await (const { table, rows } of source.tables()) {
    const place = places.find(each => each.table === table.name);
    switch (table.name) {
      case 'kms_backing_key':
        await openMaterials(rows, keyring, keys, tally);
        break;
      case 'secret_version':
        await openVersions(rows, source.rowsOf('secret'), keys, tally);
        break;
      case 'ssm_parameter_version':
        await openParameters(rows, source.rowsOf('ssm_parameter'), keys, tally);
        break;
      default:
        for await (const row of rows) if (place !== undefined) openInternal(row, place, keyring, tally);
    }
  }
  return tally;
}

/** The KMS keys' material by key id and version; undefined for keys that open no data keys. */
type Keys = Map<string, KeyObject | undefined>;

/** How many unreadable rows are named; the rest is counted. */
const MAX_NAMED = 100;

class Tally implements CiphertextReport {
  opened = 0;
  lost = 0;
  failed = 0;
  readonly unreadable: Unreadable[] = [];

  /** Opens one ciphertext: what it gives, or undefined when it does not open. */
  attempt<T>(table: string, row: string, open: () => T): T | undefined {
    try {
      const result = open();
      this.opened += 1;
      return result;
    } catch (error) {
      if (!(error instanceof UnreadableBlob)) throw error;
      this.fail({ table, row, problem: error.message });
      return undefined;
    }
  }

  fail(unreadable: Unreadable): void {
    this.failed += 1;
    if (this.unreadable.length < MAX_NAMED) this.unreadable.push(unreadable);
  }
}

function openInternal(
  row: NamedRow,
  { table, column, name, context }: InternalPlace,
  keyring: Pick<Keyring, 'openInternal'>,
  tally: Tally,
): void {
  const blob = row[column];
  if (!(blob instanceof Uint8Array)) return;
  tally.attempt(table, name(row), () => keyring.openInternal(context(row), blob).unwrap().fill(0));
}

async function openMaterials(
  rows: AsyncIterable<NamedRow>,
  keyring: Pick<Keyring, 'unwrapKeyMaterial'>,
  keys: Keys,
  tally: Tally,
): Promise<void> {
  for await (const row of rows) {
    const { key_id: keyId, version, material } = row;
    if (!(material instanceof Uint8Array)) continue;
    const id = nameOf(String(keyId), Number(version));
    try {
      const bytes = await keyring.unwrapKeyMaterial(materialContext(String(keyId), Number(version)), material);
      keys.set(id, bytes.length === KEY_BYTES ? createSecretKey(bytes) : undefined);
      bytes.fill(0);
      tally.opened += 1;
    } catch (error) {
      if (!(error instanceof UnreadableBlob)) throw error;
      tally.fail({ table: 'kms_backing_key', row: id, problem: error.message });
    }
  }
}

async function openVersions(
  versions: AsyncIterable<NamedRow>,
  secrets: AsyncIterable<NamedRow>,
  keys: Keys,
  tally: Tally,
): Promise<void> {
  for await (const [version, secret] of joined(versions, 'secret_id', secrets)) {
    const row = `${String(version['secret_id'])} ${String(version['version_id'])}`;
    if (secret === undefined) {
      tally.fail({ table: 'secret_version', row, problem: 'the version belongs to no secret' });
      continue;
    }
    const region = String(secret['region']);
    const arn = formatSecretArn({
      partition: partitionOf(region),
      region,
      accountId: String(secret['account_id']),
      name: String(secret['name']),
      suffix: String(secret['suffix']),
    });
    const versionId = String(version['version_id']);
    const { value, kind } = version;
    if (!(value instanceof Uint8Array)) continue;
    const context = { SecretARN: arn, SecretVersionId: versionId };
    const wrappings = wrappingsOf({
      data_key: bytesOrNull(version['data_key']),
      kms_key_arn: textOrNull(version['kms_key_arn']),
      more_data_keys: textOrNull(version['more_data_keys']),
    });
    const place: ValuePlace = { secretArn: arn, versionId, kind: kind === 'binary' ? 'binary' : 'string' };
    const opener = { table: 'secret_version', row, context, keys, tally };
    openUnderDataKeys(
      opener,
      wrappings.map(({ blob }) => blob),
      { place, value },
    );
  }
}

async function openParameters(
  versions: AsyncIterable<NamedRow>,
  parameters: AsyncIterable<NamedRow>,
  keys: Keys,
  tally: Tally,
): Promise<void> {
  for await (const [version, parameter] of joined(versions, 'parameter_id', parameters)) {
    const row = `${String(version['parameter_id'])} ${String(version['version'])}`;
    if (parameter === undefined) {
      tally.fail({ table: 'ssm_parameter_version', row, problem: 'the version belongs to no parameter' });
      continue;
    }
    const { value, data_key: dataKey, type } = version;
    if (type !== 'SecureString' || !(value instanceof Uint8Array)) continue;
    const region = String(parameter['region']);
    const home = { partition: partitionOf(region), region, accountId: String(parameter['account_id']) };
    const arn = parameterArn(home, String(parameter['path']));
    const opener = { table: 'ssm_parameter_version', row, context: { PARAMETER_ARN: arn }, keys, tally };
    const place: ValuePlace = { secretArn: arn, versionId: String(version['version']), kind: 'string' };
    if (dataKey instanceof Uint8Array) openUnderDataKeys(opener, [dataKey], { place, value });
    else openUnderKey(opener, value)?.fill(0);
  }
}

interface Opener {
  readonly table: string;
  readonly row: string;
  readonly context: EncryptionContext;
  readonly keys: Keys;
  readonly tally: Tally;
}

/** Opens each wrapping of a data key, and the value with the first that opens. */
function openUnderDataKeys(
  opener: Opener,
  wrappings: readonly Uint8Array[],
  { place, value }: { readonly place: ValuePlace; readonly value: Uint8Array },
): void {
  let isOpened = false;
  for (const blob of wrappings) {
    const dataKey = openUnderKey(opener, blob);
    if (dataKey === undefined) continue;
    if (!isOpened) {
      opener.tally.attempt(opener.table, opener.row, () => openValue(dataKey, place, value).unwrap().fill(0));
    }
    isOpened = true;
    dataKey.fill(0);
  }
}

/** Opens a ciphertext of KMS; undefined when it does not open, or when its key was deleted. */
function openUnderKey({ table, row, context, keys, tally }: Opener, blob: Uint8Array): Buffer | undefined {
  let name: string;
  try {
    const { keyId, backingVersion } = claimedBackingKey(blob);
    name = nameOf(keyId, backingVersion);
  } catch (error) {
    if (!(error instanceof UnreadableBlob)) throw error;
    tally.fail({ table, row, problem: error.message });
    return undefined;
  }
  const key = keys.get(name);
  if (key === undefined) {
    tally.lost += 1;
    return undefined;
  }
  return tally.attempt(table, row, () => decryptUnder(key, blob, context).unwrap());
}

/** Each row with the one it belongs to: both come in the order of the ids, which are ASCII, so nothing is kept. */
async function* joined(
  rows: AsyncIterable<NamedRow>,
  column: string,
  owners: AsyncIterable<NamedRow>,
): AsyncGenerator<readonly [row: NamedRow, owner: NamedRow | undefined]> {
  const iterator = owners[Symbol.asyncIterator]();
  try {
    let owner = await iterator.next();
    for await (const row of rows) {
      const id = String(row[column]);
      while (owner.done !== true && String(owner.value['id']) < id) owner = await iterator.next();
      yield [row, owner.done !== true && owner.value['id'] === id ? owner.value : undefined];
    }
  } finally {
    await iterator.return?.();
  }
}

function nameOf(keyId: string, version: number): string {
  return `${keyId} ${version}`;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function bytesOrNull(value: unknown): Uint8Array | null {
  return value instanceof Uint8Array ? value : null;
}
