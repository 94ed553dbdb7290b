import { isDeepStrictEqual } from 'node:util';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { Stale } from '../../pipeline/operation.ts';
import type { Reader, Writer } from '../../storage/database.ts';

/**
 * Begins a change of something that was loaded: nothing of the account's identities changes any more until the commit.
 * What was loaded must still be what it was when the request was authorized.
 *
 * @throws Stale when it is not
 */
export async function changeUnchanged<R extends { readonly id: string }>(
  scope: Pick<Scope, 'accountId'>,
  writer: Writer,
  loaded: R,
  findById: (reader: Reader, id: string) => Promise<R | undefined>,
): Promise<R> {
  await beginIdentityChange(writer, scope.accountId);
  const now = await findById(writer, loaded.id);
  if (!isDeepStrictEqual({ ...now }, { ...loaded })) throw new Stale();
  return loaded;
}
