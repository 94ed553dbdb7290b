/** A function that rotates against a database that is a table of passwords, and the driver that has it do so. */
import { randomBytes } from 'node:crypto';
import { AwsError, Redacted } from '@coffer/wire';
import { JobRunner } from '../../jobs/runner.ts';
import { secretText } from '../../testing/test-server.ts';
import type { TestServer } from '../../testing/test-server.ts';
import type { RotationStep, StepResult } from './rotation-functions.ts';
import { rotationJob } from './rotation-job.ts';
import { ROTATION } from './rotation-store.ts';

type StepName = RotationStep['event']['Step'];

/** The function as tests see and disturb it. */
export interface ModelFunction {
  /** The steps that it was asked for, in their order. */
  readonly steps: StepName[];
  readonly events: RotationStep[];
  /** The password that the database takes, by secret; `v1` where nobody has set one. */
  readonly passwords: Map<string, string>;
  /** Done instead of or before a step; a text that it gives is the error type of a failure. */
  before: (step: StepName) => Promise<string | undefined>;
}

/** Keeps to the contract: each step may be asked for again. */
export function modelFunction(server: TestServer) {
  const model: ModelFunction = {
    steps: [],
    events: [],
    passwords: new Map(),
    before: () => Promise.resolve(undefined),
  };
  const call = server.call.bind(server);
  const read = async (SecretId: string, VersionId: string) =>
    (await call('secretsmanager', 'GetSecretValue', { SecretId, VersionId })).SecretString?.unwrap();
  async function run({ SecretId, ClientRequestToken, Step }: RotationStep['event']): Promise<void> {
    switch (Step) {
      case 'createSecret': {
        if ((await read(SecretId, ClientRequestToken).catch(() => undefined)) !== undefined) return;
        const SecretString = secretText(`password of ${ClientRequestToken}`);
        const VersionStages = ['AWSPENDING'];
        await call('secretsmanager', 'PutSecretValue', { SecretId, ClientRequestToken, SecretString, VersionStages });
        return;
      }
      case 'setSecret':
        model.passwords.set(SecretId, (await read(SecretId, ClientRequestToken)) ?? '');
        return;
      case 'testSecret':
        if ((await read(SecretId, ClientRequestToken)) !== (model.passwords.get(SecretId) ?? 'v1')) {
          throw new Error('Access denied');
        }
        return;
      case 'finishSecret': {
        const { VersionIdsToStages = {} } = await call('secretsmanager', 'DescribeSecret', { SecretId });
        const current = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT'))?.[0];
        if (current === ClientRequestToken || current === undefined) return;
        await call('secretsmanager', 'UpdateSecretVersionStage', {
          SecretId,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: ClientRequestToken,
          RemoveFromVersionId: current,
        });
      }
    }
  }
  async function invokeStep(_line: unknown, step: RotationStep): Promise<StepResult> {
    const { Step } = step.event;
    model.steps.push(Step);
    model.events.push(step);
    const errorType = await model.before(Step);
    if (errorType !== undefined) return { failure: failureOf(errorType) };
    try {
      await run(step.event);
    } catch (error) {
      if (error instanceof AwsError) throw error;
      return { failure: failureOf('Error') };
    }
    return { failure: undefined };
  }
  return { model, invokeStep };
}

/** A node that rotates with this function. */
export function rotator(server: TestServer, invokeStep: ReturnType<typeof modelFunction>['invokeStep']): JobRunner {
  const { database, line, log } = server.parts;
  const handler = rotationJob({ line, random: randomBytes, invokeStep });
  return new JobRunner({ database, clock: server.clock, log, handlers: new Map([[ROTATION, handler]]), parallel: 8 });
}

function failureOf(errorType: string): Redacted<string> {
  return new Redacted(JSON.stringify({ errorType, errorMessage: 'the password hunter2 was refused' }));
}
