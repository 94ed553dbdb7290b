import { AwsError } from '@coffer/wire';
import { awsClient } from './aws-client.ts';
import type { Environment } from './environment.ts';
import { processEnvironment } from './environment.ts';
import { valueError } from './rotation-error.ts';
import type { RotationEvent, RotationSteps } from './rotation.ts';
import { runStep } from './rotation.ts';
import { secretsManager } from './secrets-manager.ts';
import type { Send } from './send.ts';
import { openConnections } from './send.ts';

/** What Lambda calls. */
export type Handler = (event: unknown) => Promise<null>;

/** What a rotator touches of the world beside its database. */
export interface World {
  readonly environment: Environment;
  readonly send: Send;
  /** Milliseconds since 1970. */
  now(): number;
  log(line: string): void;
}

/** Makes a rotator's steps, which may need the world for more than Secrets Manager. */
export type MakeSteps = (world: World) => RotationSteps;

/** A rotator as Lambda runs it: in this process's environment, with connections of each invocation. */
export function handlerOf(makeSteps: MakeSteps): Handler {
  return async event => {
    const environment = processEnvironment();
    using connections = await openConnections(environment);
    await rotate(makeSteps, { environment, send: connections.send, now: Date.now, log: writeLine }, event);
    return null;
  };
}

/**
 * Runs one step of one rotation.
 *
 * @throws RotationError with the words of AWS's published functions
 */
export async function rotate(makeSteps: MakeSteps, world: World, input: unknown): Promise<void> {
  const event = readEvent(input);
  const client = awsClient('secretsmanager', world.environment, world.send, world.now);
  const rotation = {
    secretId: event.SecretId,
    token: event.ClientRequestToken,
    rotationToken: event.RotationToken,
    secrets: secretsManager(client),
    environment: world.environment,
    log: world.log,
  };
  try {
    await runStep(makeSteps(world), rotation, event.Step);
  } catch (error) {
    if (error instanceof AwsError) error.message = `${error.code}: ${error.message}`;
    throw error;
  }
}

function readEvent(input: unknown): RotationEvent {
  const fields = new Map(typeof input === 'object' && input !== null ? Object.entries(input) : []);
  const text = (name: string): string => {
    const value: unknown = fields.get(name);
    if (typeof value !== 'string' || value === '') throw valueError(`the event has no ${name}`);
    return value;
  };
  const [SecretId, ClientRequestToken, Step] = [text('SecretId'), text('ClientRequestToken'), text('Step')];
  const event = { SecretId, ClientRequestToken, Step };
  return fields.has('RotationToken') ? { ...event, RotationToken: text('RotationToken') } : event;
}

function writeLine(line: string): void {
  // The function's log is what it writes to its console.
  // oxlint-disable-next-line no-console
  console.info(line);
}
