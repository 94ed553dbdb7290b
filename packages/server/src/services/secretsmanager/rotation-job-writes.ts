/** What the driver of a rotation stores: each is part of the transaction that ends its job. */
import { AwsError } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { catchUp, planNext } from './next-rotation.ts';
import { makeRoom } from './put-version.ts';
import { storeChange } from './replica-changes.ts';
import type { EventScope } from './rotation-events.ts';
import { rotationEvent } from './rotation-events.ts';
import type { Outcome, Rotation } from './rotation-machine.ts';
import { afterAttempt, begun, MAX_RETRY_MS } from './rotation-machine.ts';
import { rulesIn } from './rotation-row.ts';
import { stepFailure } from './rotation-reason.ts';
import { planRotationJob, putRotation, rotateAt } from './rotation-store.ts';
import type { SecretRow } from './rows.ts';
import { stagesIn } from './rows.ts';
import { findVersion, putVersionRow, updateSecret, WITHOUT_VALUE, withStages } from './store.ts';
import { attachStages, AWSCURRENT, AWSPENDING, detachStage, stagesOf, versionWithStage } from './version-stages.ts';

export interface JobScope extends EventScope, Pick<Scope, 'now' | 'random'> {
  /** For the version of a rotation that begins. */
  readonly newVersionId: string;
}

/** Begins the rotation whose time has come, with its version registered and labelled AWSPENDING, without a value. */
export async function beginScheduled(
  scope: JobScope,
  writer: Writer,
  secret: SecretRow,
  last: Rotation | undefined,
): Promise<void> {
  const versionId = unfinished(secret, last) ?? scope.newVersionId;
  const rotation = begun(versionId, 'rotate', scope.now);
  const stages = attachStages(stagesIn(secret), versionId, [AWSPENDING]);
  if ((await findVersion(writer, secret.id, versionId)) === undefined) {
    try {
      await makeRoom(scope, writer, secret, versionId, stages);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return cannotBegin(scope, writer, secret, { ...rotation, reason: error.message });
    }
    await putVersionRow(writer, secret, { ...WITHOUT_VALUE, version_id: versionId, created_at: scope.now });
  }
  const dates = planNext(rulesIn(secret), scope);
  const after = { ...withStages(secret, stages), ...dates, changed_at: scope.now };
  await storeChange({ now: scope.now }, writer, after);
  await putRotation(writer, secret.id, rotation);
  rotationEvent(scope, after, rotation, 'Started');
  // Its steps come before the beginnings of those that are due as well: no more are half made than can be worked on.
  await rotateAt(writer, secret.id, Math.min(scope.now, secret.next_rotation_at ?? scope.now) - 1);
}

/** A secret with too many young versions: it is looked at again in an hour. */
async function cannotBegin(scope: JobScope, writer: Writer, secret: SecretRow, rotation: Rotation): Promise<void> {
  await putRotation(writer, secret.id, { ...rotation, status: 'failed', endedAt: scope.now, failures: 1 });
  rotationEvent(scope, secret, rotation, 'Failed', rotation.reason ?? undefined);
  await rotateAt(writer, secret.id, scope.now + MAX_RETRY_MS);
}

/** Moves a rotation whose window was missed: at once, or into the next window where the schedule keeps to its own. */
export async function replan(
  scope: JobScope,
  writer: Writer,
  secret: SecretRow,
  last: Rotation | undefined,
): Promise<void> {
  const dates = catchUp(rulesIn(secret), scope);
  if (dates.next_rotation_at === null || dates.next_rotation_at <= scope.now) {
    return beginScheduled(scope, writer, secret, last);
  }
  const after = { ...secret, ...dates };
  await updateSecret(writer, after);
  return planRotationJob(writer, after);
}

/** Stores how an attempt ended, and plans what comes next. */
export async function endAttempt(
  scope: JobScope,
  writer: Writer,
  secret: SecretRow,
  rotation: Rotation,
  outcome: Outcome,
): Promise<void> {
  const chance = scope.random(4).readUInt32BE() / 2 ** 32;
  const next = afterAttempt(rotation, inEffect(secret, rotation, outcome), scope.now, chance);
  await putRotation(writer, secret.id, next);
  if (next.status === 'succeeded') rotationEvent(scope, secret, next, 'Succeeded');
  if (next.failures > rotation.failures) rotationEvent(scope, secret, next, 'Failed', failureText(next));
  if (next.status === 'running') return rotateAt(writer, secret.id, next.nextAttemptAt);
  const after = next.purpose === 'test' ? withoutTest(secret, next) : secret;
  if (after !== secret) await storeChange({ now: scope.now }, writer, after);
  return planRotationJob(writer, after);
}

/** What the record says: a reader of the trail learns why, and what comes next. */
function failureText({ reason, status, nextAttemptAt }: Rotation): string {
  if (status !== 'running') return reason ?? '';
  return `${reason}; next attempt at ${new Date(nextAttemptAt).toISOString().slice(0, 19)}Z`;
}

/** A function that returns from every step and has moved nothing has not rotated the secret. */
function inEffect(secret: SecretRow, { purpose, versionId }: Rotation, outcome: Outcome): Outcome {
  const isDone = purpose === 'test' || versionWithStage(stagesIn(secret), AWSCURRENT) === versionId;
  if (outcome.kind !== 'done' || isDone) return outcome;
  const functionArn = secret.rotation_lambda_arn ?? '';
  return { kind: 'failed', reason: stepFailure(functionArn, 'finishSecret', 'it has not moved AWSCURRENT') };
}

/** The label goes; the version stays, deprecated (recorded). */
function withoutTest(secret: SecretRow, { versionId }: Rotation): SecretRow {
  const stages = stagesIn(secret);
  return stagesOf(stages, versionId).includes(AWSPENDING)
    ? withStages(secret, detachStage(stages, AWSPENDING))
    : secret;
}

/** The version of a rotation that was begun and never completed: it is taken up again, with the password it may have set. */
function unfinished(secret: SecretRow, last: Rotation | undefined): string | undefined {
  const pending = versionWithStage(stagesIn(secret), AWSPENDING);
  const isOpen = last?.versionId === pending && last?.purpose === 'rotate' && last.status !== 'succeeded';
  return isOpen ? pending : undefined;
}
