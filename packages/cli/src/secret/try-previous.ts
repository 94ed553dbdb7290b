/** Tries the credentials of a secret's previous version with its rotation function. */
import { AwsError, Redacted } from '@coffer/wire';
import { lambda } from '@coffer/wire/services';
import { call } from '../client/call.ts';
import type { Connection } from '../client/connection.ts';
import { Failure, messageOf } from '../failure.ts';
import { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { callSecrets } from './call-secrets.ts';
import type { StagedVersions } from './labels.ts';
import { versionWith } from './labels.ts';

/** What is tried, and by whom. */
export interface Trial {
  readonly secretArn: string;
  readonly functionArn: string;
  /** The version that AWSPREVIOUS is on. */
  readonly versionId: string;
  readonly staged: StagedVersions;
}

/** The longest time that a function may take. Source: AWS Lambda Developer Guide, "Lambda quotas". */
const MAX_FUNCTION_MS = 900_000;
/** Of what a function raised. */
const MAX_REASON_LENGTH = 1_000;

/**
 * Has the function do its `testSecret` with the version, which has to be AWSPENDING for that: the label goes back to where
 * it was before anything else happens, also when the command is interrupted.
 *
 * @returns why the credentials do not work; undefined: they do
 * @throws Failure when they could not be tried
 */
export async function tryPrevious(io: Io, connection: Connection, trial: Trial): Promise<string | undefined> {
  const { secretArn, versionId, staged } = trial;
  const holder = versionWith(staged, 'AWSPENDING');
  if (holder === versionId) return invokeTest(io, connection, trial);
  const move = (from: string | undefined, to: string | undefined) =>
    callSecrets(io, connection, 'UpdateSecretVersionStage', {
      SecretId: secretArn,
      VersionStage: 'AWSPENDING',
      ...(from === undefined ? {} : { RemoveFromVersionId: from }),
      ...(to === undefined ? {} : { MoveToVersionId: to }),
    });
  // From the first change on, whose answer may be lost.
  using interruption = new Interruption();
  let isMoved = true;
  try {
    await move(holder, versionId).catch((error: unknown) => {
      isMoved = !(error instanceof AwsError);
      throw error;
    });
    return await invokeTest(io, connection, trial, interruption.signal);
  } finally {
    if (isMoved) await move(versionId, holder).catch(notPutBack);
  }
}

function notPutBack(error: unknown): never {
  throw new Failure(
    `AWSPENDING could not be put back to where it was (${messageOf(error)}): somebody else moved labels, or a rotation ` +
      'began; AWSCURRENT was not moved: look with `coffer rotation status`, and try again',
    { cause: error },
  );
}

async function invokeTest(
  io: Io,
  connection: Connection,
  { secretArn, functionArn, versionId }: Trial,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const event = { SecretId: secretArn, ClientRequestToken: versionId, Step: 'testSecret' };
  const Payload = new Redacted<Uint8Array>(Buffer.from(JSON.stringify(event)));
  const callee = { contract: lambda, name: 'Invoke', operation: lambda.operations.Invoke };
  const input = { FunctionName: functionArn, Payload };
  try {
    const answer = await call(connection, callee, input, io.clock, { timeoutMs: MAX_FUNCTION_MS, signal });
    return answer.FunctionError === undefined ? undefined : reasonIn(answer.Payload);
  } catch (error) {
    if (signal?.aborted === true) throw new Failure('given up; nothing was changed', { exitCode: 130 });
    if (!(error instanceof AwsError)) throw error;
    throw new Failure(
      `the credentials of version ${versionId} could not be tried: ${error.code}: ${error.message}; nothing was ` +
        `changed: \`--untested\` goes back all the same`,
      { cause: error },
    );
  }
}

/** What the function raised, as whoever may invoke it is told. */
function reasonIn(payload: Redacted<Uint8Array> | undefined): string {
  const text = Buffer.from(payload?.unwrap() ?? []).toString('utf8');
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === 'object' && answer !== null) {
      const { errorType, errorMessage } = answer as { errorType?: unknown; errorMessage?: unknown }; // each is looked at
      const words = [errorType, errorMessage].filter(word => typeof word === 'string' && word !== '');
      if (words.length > 0) return words.join(': ').slice(0, MAX_REASON_LENGTH);
    }
  } catch {
    // Told below.
  }
  return 'it failed without saying why';
}
