/** What requests do to a rotation: they begin it, end it, and move the next one. */
import type { Scope } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { storeChange } from './replica-changes.ts';
import { rotationEvent } from './rotation-events.ts';
import type { Purpose, Rotation } from './rotation-machine.ts';
import { afterWrite, begun } from './rotation-machine.ts';
import { findRotation, planRotationJob, putRotation, rotateAt } from './rotation-store.ts';
import type { SecretRow } from './rows.ts';
import { stagesIn } from './rows.ts';
import { withStages } from './store.ts';
import { AWSPENDING, detachStage, stagesOf } from './version-stages.ts';

/** Why a rotation was abandoned. */
const CHANGED = 'the labels of the secret were moved by somebody else';
const CANCELLED = 'the rotation was cancelled';
const DELETED = 'the secret was deleted';

/**
 * Stores a secret whose labels or dates a request has changed, whose row this write has locked. A rotation that the
 * change makes pointless is abandoned; the next one comes when the secret says so now.
 */
export async function storeSettled(scope: Scope, writer: Writer, before: SecretRow, changed: SecretRow): Promise<void> {
  // Where rotation is off none runs: the request that turned it off has ended it.
  const rotation = before.rotation_enabled === 1 ? await findRotation(writer, before.id) : undefined;
  if (rotation?.status !== 'running') {
    await storeChange(scope, writer, changed);
    if (changed.next_rotation_at !== before.next_rotation_at) await planRotationJob(writer, changed);
    return;
  }
  const verdict = afterWrite(rotation, stagesIn(before), stagesIn(changed));
  if (verdict.kind === 'goes on') return storeChange(scope, writer, changed);
  const after = withStages(changed, verdict.stages);
  await storeChange(scope, writer, after);
  const isDone = verdict.kind === 'succeeded';
  const reason = isDone ? null : CHANGED;
  await putRotation(writer, before.id, { ...rotation, status: verdict.kind, endedAt: scope.now, reason });
  rotationEvent(scope, after, rotation, isDone ? 'Succeeded' : 'Abandoned');
  await planRotationJob(writer, after);
}

/** Begins a rotation whose version is AWSPENDING, or has one that waits for its next attempt go on at once. */
export async function beginRotation(
  scope: Scope,
  writer: Writer,
  secret: SecretRow,
  { versionId, purpose }: { readonly versionId: string; readonly purpose: Purpose },
): Promise<void> {
  const before = await findRotation(writer, secret.id);
  const isRunning = before?.status === 'running' && before.versionId === versionId;
  // Whoever works on it must not lose the lease.
  if (isRunning && before.nextAttemptAt <= scope.now) return;
  const rotation = isRunning ? { ...before, nextAttemptAt: scope.now } : begun(versionId, purpose, scope.now);
  await putRotation(writer, secret.id, rotation);
  if (!isRunning) rotationEvent(scope, secret, rotation, 'Started');
  await rotateAt(writer, secret.id, scope.now);
}

/**
 * Ends the rotation that runs because rotation was cancelled; gives the secret as it is then. The labels stay (recorded),
 * but for those of a test, which were never meant to.
 */
export async function cancelRotation(scope: Scope, writer: Writer, secret: SecretRow): Promise<SecretRow> {
  return abandon(scope, writer, secret, CANCELLED);
}

/** Ends the rotation that runs because the secret is deleted (recorded); gives the secret as it is then. */
export async function abandonAtDeletion(scope: Scope, writer: Writer, secret: SecretRow): Promise<SecretRow> {
  return abandon(scope, writer, secret, DELETED);
}

/**
 * Takes up the rotations of a secret that is no longer deleted. One that its deletion has abandoned goes on: its
 * function may have changed the password, which the secret does not know yet.
 */
export async function resumeRotation(scope: Scope, writer: Writer, secret: SecretRow): Promise<void> {
  const last = await findRotation(writer, secret.id);
  const isHalfDone = last?.status === 'abandoned' && last.reason === DELETED && last.purpose === 'rotate';
  if (secret.rotation_enabled === 1 && isHalfDone && isPending(secret, last)) {
    return beginRotation(scope, writer, secret, last);
  }
  return planRotationJob(writer, secret);
}

async function abandon(scope: Scope, writer: Writer, secret: SecretRow, reason: string): Promise<SecretRow> {
  const rotation = await findRotation(writer, secret.id);
  if (rotation?.status === 'running') {
    await putRotation(writer, secret.id, { ...rotation, status: 'abandoned', endedAt: scope.now, reason });
    rotationEvent(scope, secret, rotation, 'Abandoned');
  }
  await planRotationJob(writer, { ...secret, rotation_enabled: 0 });
  const isTest = rotation?.status === 'running' && rotation.purpose === 'test' && isPending(secret, rotation);
  return isTest ? withStages(secret, detachStage(stagesIn(secret), AWSPENDING)) : secret;
}

function isPending(secret: SecretRow, { versionId }: Rotation): boolean {
  return stagesOf(stagesIn(secret), versionId).includes(AWSPENDING);
}
