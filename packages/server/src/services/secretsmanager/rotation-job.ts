import { randomUUID } from 'node:crypto';
import { AwsError, Redacted } from '@coffer/wire';
import type { AuditFact } from '../../audit/fact.ts';
import type { Random } from '../../clock.ts';
import type { Finish, JobHandler } from '../../jobs/runner.ts';
import type { Line } from '../../pipeline/line.ts';
import { partitionOf } from '../../pipeline/region.ts';
import type { Writer } from '../../storage/database.ts';
import { arnOf } from './load-secret.ts';
import { runAttempt } from './rotation-attempt.ts';
import { beginScheduled, endAttempt, replan, type JobScope } from './rotation-job-writes.ts';
import { invokeForRotation } from './rotation-functions.ts';
import type { Move, Outcome, Rotation, Step } from './rotation-machine.ts';
import { nextMove } from './rotation-machine.ts';
import type { RotationPace } from './rotation-pace.ts';
import { failureKind, stepFailure } from './rotation-reason.ts';
import { findRotation, isRotationOn, planRotationJob, rotateAt } from './rotation-store.ts';
import type { SecretRow } from './rows.ts';
import { findSecretById, lockSecret } from './store.ts';

/** What the driver of rotations takes from outside. */
export interface RotationJobParts {
  readonly line: Line;
  readonly random: Random;
  /** When attempts may begin; absent: at once. */
  readonly pace?: RotationPace;
  /** Has a function do a step; absent: by Lambda's Invoke. */
  readonly invokeStep?: typeof invokeForRotation;
}

/**
 * The job of a secret's rotation: it begins the one that is due, has the function do its steps, and plans the next. All
 * that it stores goes with the end of the job, so that of two nodes that believe they hold it one stores nothing; their
 * steps do no harm, because each of them may be asked for twice. After a crash at any instruction the steps begin anew.
 */
export function rotationJob(parts: RotationJobParts): JobHandler {
  const { line } = parts;
  return async (job, finish) => {
    const secret = await findSecretById(line.reader, job.subject);
    if (secret === undefined) return finish(async () => {});
    const rotation = await findRotation(line.reader, secret.id);
    const move = moveOf(secret, rotation, line.clock.now());
    if (move.kind === 'attempt') return attempt(parts, finish, secret, move.rotation);
    return store(parts, finish, secret, takeMove);
  };
}

function moveOf(secret: SecretRow, rotation: Rotation | undefined, now: number): Move {
  return nextMove({
    now,
    isOn: isRotationOn(secret),
    rotation,
    nextAt: secret.next_rotation_at,
    lastSecond: secret.next_rotation_date,
  });
}

/** What is decided without the row's lock is decided again with it. */
async function takeMove(scope: JobScope, writer: Writer, secret: SecretRow): Promise<void> {
  const rotation = await findRotation(writer, secret.id);
  const move = moveOf(secret, rotation, scope.now);
  switch (move.kind) {
    case 'rest':
      return;
    case 'wait':
      return rotateAt(writer, secret.id, move.until);
    case 'missed':
      return replan(scope, writer, secret, rotation);
    case 'begin':
      return beginScheduled(scope, writer, secret, rotation);
    case 'attempt':
      return rotateAt(writer, secret.id, scope.now);
  }
}

async function attempt(
  parts: RotationJobParts,
  finish: Finish,
  secret: SecretRow,
  { versionId, purpose }: Rotation,
): Promise<void> {
  const { line, pace } = parts;
  // Its lease is renewed meanwhile.
  await pace?.turn();
  const isThis = (now: Rotation | undefined): now is Rotation =>
    now?.status === 'running' && now.versionId === versionId && now.purpose === purpose;
  // A new one each time: it is good for one attempt.
  const rotationToken = new Redacted(randomUUID());
  const outcome = await runAttempt(purpose, {
    isWanted: async () => isThis(await findRotation(line.reader, secret.id)),
    invoke: step => invoke(parts, secret, { step, versionId, rotationToken }),
  });
  return store(parts, finish, secret, async (scope, writer, locked) => {
    const rotation = await findRotation(writer, secret.id);
    if (outcome === undefined || !isThis(rotation)) return planRotationJob(writer, locked);
    return endAttempt(scope, writer, locked, rotation, outcome);
  });
}

/** Has the function do one step. What goes wrong with it is an outcome; what goes wrong here is thrown. */
async function invoke(
  { line, invokeStep = invokeForRotation }: RotationJobParts,
  secret: SecretRow,
  { step, versionId, rotationToken }: { step: Step; versionId: string; rotationToken: Redacted<string> },
): Promise<Outcome> {
  const { account_id: accountId, region, rotation_lambda_arn: functionArn } = secret;
  if (functionArn === null) throw new Error('a secret without a function was rotated');
  const SecretId = arnOf({ partition: partitionOf(region) }, secret);
  const event = { SecretId, ClientRequestToken: versionId, Step: step, RotationToken: rotationToken };
  try {
    const { failure } = await invokeStep(line, { functionArn, accountId, region, event });
    if (failure === undefined) return { kind: 'done' };
    return { kind: 'failed', reason: stepFailure(functionArn, step, failureKind(failure)) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    // The server ends or has only begun.
    if (error.code === 'ResourceNotReadyException') return { kind: 'unavailable' };
    return { kind: 'failed', reason: stepFailure(functionArn, step, `it cannot be invoked (${error.code})`) };
  }
}

/** Ends the job with a write to the secret, with its events. */
async function store(
  { line, random }: RotationJobParts,
  finish: Finish,
  { id, region }: SecretRow,
  write: (scope: JobScope, writer: Writer, secret: SecretRow) => Promise<void>,
): Promise<void> {
  const now = line.clock.now();
  const newVersionId = randomUUID();
  await finish(async writer => {
    const secret = await lockSecret(writer, id);
    if (secret === undefined) return;
    const facts: AuditFact[] = [];
    const scope: JobScope = {
      now,
      random,
      newVersionId,
      partition: partitionOf(region),
      event: fact => {
        facts.push({
          invokedBy: 'secretsmanager.amazonaws.com',
          // What is no rotation's, like the removal of an old version, has the number of the job.
          requestId: newVersionId,
          ...fact,
          eventId: line.newEventId(now),
          at: now,
          type: 'AwsServiceEvent',
          service: 'secretsmanager',
          readOnly: false,
          parameters: null,
          response: null,
        });
      },
    };
    await write(scope, writer, secret);
    if (facts.length > 0) await line.audit.insert(writer, facts);
  });
}
