import { randomUUID } from 'node:crypto';
import { AwsError, Redacted } from '@coffer/wire';
import { lambda } from '@coffer/wire/services';
import { scheduleJob } from '../../jobs/store.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { requestTooLarge } from './errors.ts';
import { accessTo, existing, LATEST, loadFunction, type MeantFunction } from './load-function.ts';
import type { LambdaParts } from './parts.ts';
import { EVENT_JOB } from './parts.ts';
import { runFunction } from './run-function.ts';
import { sealParts } from './sealing.ts';
import { insertBlob, insertEvent } from './store.ts';
import { functionTrail } from './trail.ts';
import { refuseInvocation } from './unsupported.ts';

/** Bytes of a payload: of a call that waits, and of one that does not. Source: Lambda Developer Guide, "Lambda quotas". */
const MAX_PAYLOAD = 6_291_456;
const MAX_EVENT = 1_048_576;

/**
 * Invoke: runs the function and waits for its answer; with `Event` it is run later, with `DryRun` not at all. What the
 * function does wrong is an answer with `FunctionError`.
 */
export function makeInvoke(parts: LambdaParts) {
  return defineRead(lambda.operations.Invoke, {
    load: loadFunction,
    access: accessTo('InvokeFunction'),
    async handle(scope, input, loaded) {
      const meant = existing(scope, loaded, input);
      refuseInvocation(input);
      const { InvocationType: type = 'RequestResponse', LogType, ClientContext: clientContext } = input;
      if (type === 'DryRun') return { StatusCode: 204 };
      const payload = readPayload(input.Payload?.unwrap(), type);
      if (type === 'Event') {
        storeEvent(parts, scope, meant, payload);
        return { StatusCode: 202 };
      }
      const result = await runFunction(parts, scope.reader, meant, {
        requestId: scope.requestId,
        payload,
        clientContext,
      });
      return {
        StatusCode: 200,
        ExecutedVersion: LATEST,
        Payload: new Redacted(result.payload),
        ...(result.functionError === undefined ? {} : { FunctionError: result.functionError }),
        ...(LogType === 'Tail' ? { LogResult: Buffer.from(result.logTail).toString('base64') } : {}),
      };
    },
    trail: functionTrail,
  });
}

/** A call without payload passes an empty object. */
function readPayload(payload: Uint8Array | undefined, type: 'Event' | 'RequestResponse'): Uint8Array {
  const bytes = payload ?? Buffer.from('{}');
  const max = type === 'Event' ? MAX_EVENT : MAX_PAYLOAD;
  if (bytes.byteLength > max) {
    throw requestTooLarge(
      type === 'Event'
        ? `${bytes.byteLength} byte payload is too large for the Event invocation type (limit ${max} bytes)`
        : `Request must be smaller than ${max} bytes for the InvokeFunction operation`,
    );
  }
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // AWS goes on with the place and the character, which are of the payload.
    throw new AwsError(
      'InvalidRequestContentException',
      'Could not parse request body into json: Could not parse payload into json.',
    );
  }
  return bytes;
}

/** The call is durable, with its record, when it is acknowledged. */
function storeEvent(
  { keyring }: Pick<LambdaParts, 'keyring'>,
  scope: Scope,
  { row, arn }: MeantFunction,
  payload: Uint8Array,
): void {
  const id = randomUUID();
  const sealed = sealParts(keyring, { functionArn: arn, id }, payload);
  const event = { id, function_id: row.id, request_id: scope.requestId, failures: 0, created_at: scope.now };
  const job = { id: randomUUID(), kind: EVENT_JOB, subject: id, due_at: scope.now };
  scope.alongside(async writer => {
    await insertEvent(writer, event);
    await insertBlob(writer, { functionArn: arn, id }, sealed);
    await scheduleJob(writer, job);
  });
}
