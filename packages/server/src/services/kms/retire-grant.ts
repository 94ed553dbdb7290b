import { AwsError } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import type { Keyring } from '../../keys/keyring.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessToRetire } from './grant-access.ts';
import { assertGrantId, isGrantId, noSuchGrant } from './grant-id.ts';
import type { GrantRow } from './grant-store.ts';
import { deleteGrant, findGrant } from './grant-store.ts';
import { openGrantToken } from './grant-tokens.ts';
import type { LoadedKey } from './keys.ts';
import { existingKey, keyArn, loadAnyKey } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { findAnyKey, lockKey } from './store.ts';
import { assertNotDry } from './symmetric-use.ts';
import { changeTrail } from './trail.ts';

interface Members {
  readonly GrantToken?: string | undefined;
  readonly KeyId?: string | undefined;
  readonly GrantId?: string | undefined;
}

interface LoadedGrant extends LoadedKey {
  readonly grant: GrantRow | undefined;
  readonly grantId: string;
}

/** RetireGrant: its principal, or whoever made it, ends a grant that is not needed any more. */
export function makeRetireGrant({ keyring }: KmsParts) {
  return defineWrite(kms.operations.RetireGrant, {
    load: (scope, input) => loadGrant(scope, keyring, input),
    access: (scope, _input, loaded) => [accessToRetire(scope, loaded, loaded.grant)],
    async handle(_scope, writer, input, loaded) {
      const { grantId } = loaded;
      assertOneOf(input);
      if (input.GrantToken !== undefined) openGrantToken(keyring, input.GrantToken);
      const key = existingKey(loaded);
      assertGrantId(grantId);
      await lockKey(writer, key.key_id);
      if ((await findGrant(writer, key.key_id, grantId)) === undefined) throw noSuchGrant(grantId);
      assertNotDry(input);
      await deleteGrant(writer, key, grantId);
      return {};
    },
    trail: changeTrail,
  });
}

/** By the token of a grant, or by its id and its key; nothing of it tells the caller whether there is one. */
async function loadGrant(scope: Scope, keyring: Keyring, input: Members): Promise<LoadedGrant> {
  const { accountId, region, reader } = scope;
  if (input.GrantToken === undefined) {
    const loaded = await loadAnyKey(scope, input.KeyId);
    const { GrantId: grantId = '' } = input;
    // Nothing was validated yet. As much is read for a key that is not there.
    const grant = await findGrant(reader, loaded.key?.key_id ?? '', isGrantId(grantId) ? grantId : '');
    const isHidden = grant === undefined && loaded.accountId !== accountId;
    return isHidden
      ? { ...loaded, key: undefined, resource: loaded.shownAs ?? loaded.resource, grant, grantId }
      : { ...loaded, grant, grantId };
  }
  const { keyId, grantId } = readToken(keyring, input.GrantToken);
  const key = await findAnyKey(reader, keyId);
  const grant = await findGrant(reader, keyId, grantId);
  if (key === undefined || key.region !== region) {
    const absence = noSuchGrant(grantId).message;
    return { key: undefined, resource: undefined, accountId, absence, grant: undefined, grantId };
  }
  return { key, resource: keyArn(scope, key), accountId: key.account_id, absence: '', grant, grantId };
}

/** What is no token is refused when the input has been authorized. */
function readToken(keyring: Keyring, token: string): { readonly keyId: string; readonly grantId: string } {
  try {
    return openGrantToken(keyring, token);
  } catch (error) {
    if (error instanceof AwsError) return { keyId: '', grantId: '' };
    throw error;
  }
}

/** @throws AwsError ValidationException; AWS's words: *unknown* */
function assertOneOf({ GrantToken, KeyId, GrantId }: Members): void {
  const isByToken = GrantToken !== undefined && KeyId === undefined && GrantId === undefined;
  const isById = GrantToken === undefined && KeyId !== undefined && GrantId !== undefined;
  if (isByToken || isById) return;
  throw new AwsError('ValidationException', 'Specify either a grant token, or a key id and a grant id.');
}
