import { AwsError } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';
import type { Reader } from '../../storage/database.ts';
import { countCustomerKeys } from './store.ts';

/**
 * Whether the account may have another key in this region; those that wait for their deletion count.
 *
 * @throws AwsError LimitExceededException
 */
export async function assertRoomForKey(
  { quotas, accountId, region }: Pick<Scope, 'quotas' | 'accountId' | 'region'>,
  reader: Reader,
): Promise<void> {
  const most = quotas.kms?.keysPerRegion;
  if (most !== undefined) assertWithin(await countCustomerKeys(reader, { accountId, region }), most, 'KMS keys');
}

/**
 * Whether there may be one more.
 *
 * @param most absent: as many as the storage holds
 * @throws AwsError LimitExceededException; AWS's words: *unknown*
 */
export function assertWithin(count: number, most: number | undefined, what: string): void {
  if (most === undefined || count < most) return;
  throw new AwsError('LimitExceededException', `The quota of ${what} is reached: ${most}.`);
}
