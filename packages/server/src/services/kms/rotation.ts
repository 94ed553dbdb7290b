/** Rotation of key material. Source: KMS Developer Guide, "Rotate AWS KMS keys". */
import { randomUUID } from 'node:crypto';
import { AwsError } from '@coffer/wire';
import { scheduleJob } from '../../jobs/store.ts';
import type { Writer } from '../../storage/database.ts';
import type { KeyRow } from './store.ts';

/** The job that rotates a key automatically; its subject is the key's id. */
export const KEY_ROTATION = 'kms.rotation';
/** Days, when a request says nothing; and always for AWS's own keys. */
export const USUAL_PERIOD = 365;
/** How often a key can be rotated on demand, in its whole life. */
export const MAX_ON_DEMAND = 25;

const DAY_MS = 86_400_000;

/** When a key that gets new material now, or a schedule, is rotated next: milliseconds since 1970. */
export function rotationAfter(now: number, periodInDays: number): number {
  return now + periodInDays * DAY_MS;
}

/** Plans the next automatic rotation of a key, in the place of the one that was planned. */
export async function planRotation(writer: Writer, keyId: string, dueAt: number): Promise<void> {
  await scheduleJob(writer, { id: randomUUID(), kind: KEY_ROTATION, subject: keyId, due_at: dueAt });
}

/** How long before an automatic rotation none is begun on demand. Source: API Reference, RotateKeyOnDemand. */
const BEFORE_AUTOMATIC_MS = 20 * 60_000;

/** @throws AwsError ConflictException when the automatic rotation comes anyway; AWS's words: *unknown* */
export function assertNoneIsNear({ next_rotation_at: next }: Pick<KeyRow, 'next_rotation_at'>, now: number): void {
  if (next === null || next - now > BEFORE_AUTOMATIC_MS) return;
  throw new AwsError('ConflictException', 'An automatic rotation of this key is scheduled to begin within 20 minutes.');
}

/** @throws AwsError LimitExceededException; its sentence is recorded */
export function assertMayRotate(onDemand: number, keyArn: string): void {
  if (onDemand < MAX_ON_DEMAND) return;
  throw new AwsError(
    'LimitExceededException',
    `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${keyArn}`,
  );
}

/** What records of a rotation say beside the key. */
export function rotationDetails({ key_id: keyId }: Pick<KeyRow, 'key_id'>, rotationType: 'AUTOMATIC' | 'ON_DEMAND') {
  return { keyId, rotationType };
}
