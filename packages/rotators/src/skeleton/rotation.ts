/** The four steps that Secrets Manager asks a rotation function for, whatever the secret opens. */
import type { Environment } from './environment.ts';
import { valueError } from './rotation-error.ts';
import type { SecretsManager } from './secrets-manager.ts';

/** What Secrets Manager passes to a rotation function. Source: Secrets Manager User Guide, "Lambda rotation functions". */
export interface RotationEvent {
  readonly SecretId: string;
  readonly ClientRequestToken: string;
  readonly Step: string;
  readonly RotationToken?: string;
}

/** One rotation of one secret, and what its steps may touch. */
export interface Rotation {
  readonly secretId: string;
  /** Id of the version that this rotation makes. */
  readonly token: string;
  /** To be passed on with what is stored; secret. */
  readonly rotationToken: string | undefined;
  readonly secrets: SecretsManager;
  readonly environment: Environment;
  /** One line of the function's log. Never a value of a secret. */
  log(line: string): void;
}

/** What a rotator does in each step. Every step may be run again after it failed, or succeeded unseen. */
export interface RotationSteps {
  /** Makes the new value and stores it as AWSPENDING. */
  createSecret(rotation: Rotation): Promise<void>;
  /** Makes the new value valid where it is used. */
  setSecret(rotation: Rotation): Promise<void>;
  /** Uses the new value. */
  testSecret(rotation: Rotation): Promise<void>;
}

/**
 * Runs the step that the event names. A version that is AWSCURRENT already has been rotated: nothing is done.
 *
 * @throws RotationError when the secret is not in the state that a step needs, and what the step throws
 */
export async function runStep(steps: RotationSteps, rotation: Rotation, step: string): Promise<void> {
  const { secretId, token, secrets } = rotation;
  const { isRotationEnabled, stages } = await secrets.describe(secretId);
  if (isRotationEnabled === false) throw valueError(`Secret ${secretId} is not enabled for rotation`);
  const labels = stages.get(token);
  if (labels === undefined)
    throw valueError(`Secret version ${token} has no stage for rotation of secret ${secretId}.`);
  if (labels.includes('AWSCURRENT')) {
    rotation.log(`Secret version ${token} already set as AWSCURRENT for secret ${secretId}.`);
    return;
  }
  if (!labels.includes('AWSPENDING'))
    throw valueError(`Secret version ${token} not set as AWSPENDING for rotation of secret ${secretId}.`);
  switch (step) {
    case 'createSecret':
      return steps.createSecret(rotation);
    case 'setSecret':
      return steps.setSecret(rotation);
    case 'testSecret':
      return steps.testSecret(rotation);
    case 'finishSecret':
      return finishSecret(rotation);
    default:
      throw valueError(`Invalid step parameter ${step.slice(0, 64)} for secret ${secretId}`);
  }
}

/** Moves AWSCURRENT to the new version; AWSPREVIOUS follows by itself. */
async function finishSecret({ secretId, token, secrets, log }: Rotation): Promise<void> {
  const { stages } = await secrets.describe(secretId);
  const current = [...stages].find(([, labels]) => labels.includes('AWSCURRENT'))?.[0];
  if (current === token) return log(`finishSecret: Version ${token} already marked as AWSCURRENT for ${secretId}`);
  if (current === undefined) throw valueError(`Secret ${secretId} has no version that is AWSCURRENT`);
  await secrets.moveCurrent(secretId, current, token);
  log(`finishSecret: Successfully set AWSCURRENT stage to version ${token} for secret ${secretId}.`);
}
