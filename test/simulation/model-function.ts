/** A rotation function that keeps to the contract, for one user or two that take turns, and everything that befalls it. */
import type { Outcome, Step } from '../../packages/server/src/services/secretsmanager/rotation-machine.ts';
import { AWSCURRENT, AWSPENDING } from '../../packages/server/src/services/secretsmanager/version-stages.ts';
import type { Random } from '../crash/random.ts';
import type { Faults } from './faults.ts';
import { StepFailed } from './faults.ts';
import type { Credential, ModelDatabase } from './model-database.ts';
import type { ModelSecret } from './model-secret.ts';
import type { VirtualTime } from './virtual-time.ts';

export type Strategy = 'single' | 'alternating';

export interface FunctionWorld {
  readonly time: VirtualTime;
  readonly random: Random;
  /** A password, or the id of a version, that nothing else has: a count says as much of the machine as a UUID. */
  readonly fresh: () => string;
  readonly faults: Faults;
  readonly secret: ModelSecret;
  readonly database: ModelDatabase;
  readonly strategy: Strategy;
  /** Invocations that run just now. */
  inFlight: number;
}

// Made once, as those in `faults.ts`.
const NOT_PENDING = new StepFailed('not set as AWSPENDING');
const NO_CURRENT = new StepFailed('no current value');
const NO_VALUE = new StepFailed('no pending value');
const NO_LOGIN = new StepFailed('Unable to log into database');
const NO_PENDING_LOGIN = new StepFailed('Unable to log in with pending secret');
const AWAY = new StepFailed('the database is away');

/** Invokes it for a step: the request or the answer may be lost, and it may be invoked twice. */
export async function invokeModel(world: FunctionWorld, step: Step, token: string): Promise<Outcome> {
  const { faults, time, random } = world;
  const failed = (why: string): Outcome => ({ kind: 'failed', reason: `${step}: ${why}` });
  if (faults.happens(0.005)) return failed('the request was lost');
  if (faults.happens(0.01)) {
    const late = async () => {
      await time.sleep(random.between(0, 20_000));
      await counted(world, step, token).catch(() => undefined);
    };
    void late();
  }
  try {
    await counted(world, step, token);
  } catch (error) {
    return failed(error instanceof Error ? error.message : 'it failed');
  }
  return faults.happens(0.01) ? failed('the answer was lost') : { kind: 'done' };
}

async function counted(world: FunctionWorld, step: Step, token: string): Promise<void> {
  world.inFlight += 1;
  try {
    await run(world, step, token);
  } finally {
    world.inFlight -= 1;
  }
}

async function run(world: FunctionWorld, step: Step, token: string): Promise<void> {
  const { secret, faults } = world;
  await faults.ofFunction();
  if (secret.isLabelled(token, AWSCURRENT)) return;
  if (!secret.isOn || !secret.isLabelled(token, AWSPENDING)) throw NOT_PENDING;
  await faults.ofFunction();
  switch (step) {
    case 'createSecret':
      return createSecret(world, token);
    case 'setSecret':
      return setSecret(world, token);
    case 'testSecret':
      return testSecret(world, token);
    case 'finishSecret':
      await faults.ofFunction();
      secret.moveCurrent(token);
      return faults.ofFunction();
  }
}

async function createSecret({ secret, fresh, strategy, faults }: FunctionWorld, token: string): Promise<void> {
  const { current } = secret;
  if (current === undefined) throw NO_CURRENT;
  if (secret.versions.get(token) !== undefined) return;
  const value = { user: strategy === 'single' ? current.user : other(current.user), password: fresh() };
  await faults.ofFunction();
  secret.put(token, value, [AWSPENDING]);
  await faults.ofFunction();
}

function other(user: string): string {
  return user.endsWith('_clone') ? user.slice(0, -'_clone'.length) : `${user}_clone`;
}

async function setSecret({ secret, database, strategy, faults }: FunctionWorld, token: string): Promise<void> {
  const pending = secret.versions.get(token);
  if (pending === undefined) throw NO_VALUE;
  if (logsIn(database, pending)) return;
  await faults.ofFunction();
  const known = [secret.current, secret.previous];
  const isIn = strategy === 'alternating' || known.some(value => value !== undefined && logsIn(database, value));
  if (!isIn) throw NO_LOGIN;
  await faults.ofFunction();
  assertUp(database);
  database.setPassword(pending);
  await faults.ofFunction();
}

async function testSecret({ secret, database, faults }: FunctionWorld, token: string): Promise<void> {
  const pending = secret.versions.get(token);
  await faults.ofFunction();
  if (pending === undefined || !logsIn(database, pending)) throw NO_PENDING_LOGIN;
}

function logsIn(database: ModelDatabase, value: Credential): boolean {
  assertUp(database);
  return database.opens(value);
}

function assertUp({ isUp }: ModelDatabase): void {
  if (!isUp) throw AWAY;
}
