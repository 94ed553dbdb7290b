import { accessDenied } from '@coffer/wire';
import type { Infer } from '@coffer/wire';
import { secretsmanager } from '@coffer/wire/services';
import type { Operation, Scope } from '../../pipeline/operation.ts';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import type { RotationFunctions } from './can-invoke.ts';
import { invalidParameter, invalidRequest, markedForDeletion, missingToken } from './errors.ts';
import { accessTo, arnOf, loadSecret, writable } from './load-secret.ts';
import { planNext } from './next-rotation.ts';
import { makeRoom } from './put-version.ts';
import { storeChange } from './replica-changes.ts';
import type { Rotation } from './rotation-machine.ts';
import type { RotationRow } from './rotation-row.ts';
import { rulesIn } from './rotation-row.ts';
import { parseRotationRules } from './rotation-schedule.ts';
import { beginRotation } from './rotation-settle.ts';
import { findRotation } from './rotation-store.ts';
import type { SecretRow } from './rows.ts';
import { stagesIn } from './rows.ts';
import { readSecretId } from './secret-id.ts';
import type { SealedValue } from './secret-value.ts';
import { decryptValue, encryptValue } from './secret-value.ts';
import { findVersion, isUnchanged, putVersionRow, WITHOUT_VALUE, withStages } from './store.ts';
import { writeTrail } from './trail.ts';
import { attachStages, AWSCURRENT, AWSPENDING, versionWithStage } from './version-stages.ts';

const contract = secretsmanager.operations.RotateSecret;
type Input = Infer<typeof contract.input>;

/**
 * RotateSecret: stores how and when the secret is rotated, and reserves the version of a rotation that begins at once: it
 * is AWSPENDING and has no value. With RotateImmediately=false it is a copy of the current one, for a test. A job has the
 * function do the steps, after the answer.
 */
export function makeRotateSecret(functions: RotationFunctions): Operation<typeof contract> {
  return defineWrite(contract, {
    load: loadSecret,
    access: accessTo('RotateSecret'),
    async prepare(scope, input, loaded) {
      const versionId = checkRequest(input);
      const secret = writable(loaded, input);
      if (secret.deleted_at !== null) throw markedForDeletion();
      const functionArn = input.RotationLambdaARN ?? secret.rotation_lambda_arn;
      // Also of what a partner of AWS holds (`Type`): a function is all that rotates here.
      if (functionArn === null) throw invalidRequest('No Lambda rotation function ARN is associated with this secret.');
      if (isByPartner(input)) throw notByPartner();
      // Who only triggers it again needs no right to the function.
      if (input.RotationLambdaARN !== undefined) await functions.assertMayAttach(scope, functionArn);
      if (!(await functions.canInvoke(scope, functionArn, arnOf(scope, secret)))) throw cannotInvoke();
      const isTest = input.RotateImmediately === false;
      return {
        secret,
        versionId,
        functionArn,
        copy: isTest ? await copyOfCurrent(scope, secret, versionId) : undefined,
      };
    },
    async handle(scope, writer, input, _loaded, { secret, versionId, functionArn, copy }) {
      if (!(await isUnchanged(writer, secret))) throw new Stale();
      const answer = { ARN: arnOf(scope, secret), Name: secret.name, VersionId: versionId };
      const unfinished = unfinishedRotation(secret, await findRotation(writer, secret.id));
      if (unfinished !== undefined && unfinished !== versionId) {
        throw invalidRequest("A previous rotation isn't complete. That rotation will be reattempted.");
      }
      const version = await findVersion(writer, secret.id, versionId);
      // A retry that comes when its rotation is long done must not begin another one with an old value.
      if (version !== undefined && unfinished !== versionId) return answer;
      const stages = attachStages(stagesIn(secret), versionId, [AWSPENDING]);
      if (version === undefined) {
        await makeRoom(scope, writer, secret, versionId, stages);
        const value = copy ?? WITHOUT_VALUE;
        const row = { ...WITHOUT_VALUE, ...value, version_id: versionId, created_at: scope.now };
        await putVersionRow(writer, secret, row);
      }
      const after = {
        ...withStages(secret, stages),
        rotation_enabled: 1,
        rotation_lambda_arn: functionArn,
        ...dates(scope, secret, input),
        changed_at: scope.now,
      };
      await storeChange(scope, writer, after);
      const purpose = input.RotateImmediately === false ? 'test' : 'rotate';
      await beginRotation(scope, writer, after, { versionId, purpose });
      functions.begun?.();
      return answer;
    },
    trail: writeTrail,
  });
}

/** What the request alone tells; gives the id of the version to come. */
function checkRequest(input: Input): string {
  readSecretId(input.SecretId);
  // The sentence of the other operations under a code of its own (recorded).
  if (input.ClientRequestToken === undefined) throw invalidParameter(missingToken().message);
  if (isByPartner(input) && input.RotationLambdaARN !== undefined) throw notByPartner();
  if (input.RotationRules !== undefined) parseRotationRules(input.RotationRules);
  return input.ClientRequestToken;
}

/** Whether the request asks for the rotation of AWS and its partners, which knows no function. */
function isByPartner({
  ExternalSecretRotationMetadata: metadata,
  ExternalSecretRotationRoleArn: role,
}: Input): boolean {
  return metadata !== undefined || role !== undefined;
}

function notByPartner() {
  return invalidParameter('Rotation of managed external secrets is not supported.');
}

function cannotInvoke() {
  return accessDenied(
    'Secrets Manager cannot invoke the specified Lambda function. ' +
      'Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
  );
}

/** The version of a rotation that is not complete: AWSPENDING is not where AWSCURRENT is, nor ever was. */
function unfinishedRotation(secret: SecretRow, last: Rotation | undefined): string | undefined {
  const stages = stagesIn(secret);
  const pending = versionWithStage(stages, AWSPENDING);
  const isComplete = last?.versionId === pending && last?.status === 'succeeded';
  return isComplete || pending === versionWithStage(stages, AWSCURRENT) ? undefined : pending;
}

/** The version that a test is made with: the value of now, under the id of the request (recorded). */
async function copyOfCurrent(scope: Scope, secret: SecretRow, versionId: string): Promise<SealedValue | undefined> {
  const { current_version_id: current, kms_key_id: kmsKeyId } = secret;
  const version = current === null ? undefined : await findVersion(scope.reader, secret.id, current);
  const arn = arnOf(scope, secret);
  const value = version === undefined ? undefined : await decryptValue(scope, arn, version);
  return value === undefined ? undefined : encryptValue(scope, { arn, versionId, kmsKeyId }, value);
}

/** A request that only tests the rotation as it is configured leaves the next one where it was. */
function dates(scope: Scope, secret: SecretRow, input: Input): Partial<RotationRow> {
  const isOnlyTest = input.RotateImmediately === false && input.RotationRules === undefined;
  if (isOnlyTest && secret.next_rotation_at !== null) return {};
  return planNext(input.RotationRules ?? rulesIn(secret), scope);
}
