/** Secrets that a batch finds with one statement, for the reads that it is made of: where rows are not remembered. */
import type { Scope } from '../../pipeline/operation.ts';
import { parseSecretId } from './secret-id.ts';
import { hasOnlyNameCharacters } from './secret-name.ts';
import type { CurrentRow } from './store.ts';
import { findSecrets, MAX_NAMES } from './store.ts';

/** What was found for a read; undefined as a row: there is no secret of the name. */
export interface Found {
  readonly row: CurrentRow | undefined;
}

/** By the very object that the read is called with, so that no other one takes what was found for it. */
const foundBefore = new WeakMap<object, Found>();

/**
 * Finds the secrets of the caller's account in this region that some reads are about to ask for. Others, and what names
 * no secret, those reads look for themselves.
 */
export async function findBatch(
  scope: Pick<Scope, 'reader' | 'accountId' | 'region' | 'partition'>,
  inputs: readonly { readonly SecretId: string }[],
): Promise<void> {
  const named = inputs.flatMap(input => {
    const name = ownName(scope, input.SecretId);
    return name === undefined ? [] : [{ input, name }];
  });
  const names = [...new Set(named.map(({ name }) => name))];
  if (names.length === 0 || names.length > MAX_NAMES) return;
  const rows = new Map((await findSecrets(scope.reader, scope, names)).map(row => [row.name, row]));
  for (const { input, name } of named) foundBefore.set(input, { row: rows.get(name) });
}

/** What a batch has found for a read with this input, once: who asks again looks again. Undefined: nobody has looked. */
export function takeFound(input: object): Found | undefined {
  const found = foundBefore.get(input);
  foundBefore.delete(input);
  return found;
}

/** The name of a secret that is, if anywhere, here. */
function ownName(
  { accountId, region, partition }: Pick<Scope, 'accountId' | 'region' | 'partition'>,
  secretId: string,
): string | undefined {
  const reference = parseSecretId(secretId);
  if (reference === undefined || !hasOnlyNameCharacters(reference.name)) return undefined;
  if (reference.kind === 'name') return reference.name;
  const isOwn = reference.accountId === accountId && reference.region === region && reference.partition === partition;
  return isOwn ? reference.name : undefined;
}
