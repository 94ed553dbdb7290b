/** One invocation in one process, with the lines that AWS writes about it. */
import type { Clock, Random } from '../clock.ts';
import type { Failure } from './failures.ts';
import { failureLine, failurePayload } from './failures.ts';
import type { FunctionProcess, Outcome } from './function-process.ts';
import type { Invocation, InvocationResult } from './function-runtime.ts';
import { endLine, reportLine, startLine } from './report-lines.ts';
import type { RuntimeLimits } from './runtime-options.ts';

export interface InvokeParts {
  readonly process: FunctionProcess;
  /** Whether the process was started for this invocation, and has to become ready first. */
  readonly isCold: boolean;
  readonly invocation: Invocation;
  readonly limits: RuntimeLimits;
  readonly clock: Clock;
  readonly random: Random;
  /** Asked when a process ended before it was ready. */
  hasNoBootstrap(): Promise<boolean>;
}

/** Runs the function. What it does wrong is a result; after that the process is of no use. */
export async function invokeIn(parts: InvokeParts): Promise<{ value: InvocationResult; isReusable: boolean }> {
  const { process, isCold, invocation, clock } = parts;
  const { requestId } = invocation;
  const { output, target } = process;
  const begun = performance.now();
  const trouble = isCold ? await process.ready(parts.limits.initMs) : undefined;
  const initDuration = isCold ? performance.now() - begun : undefined;
  output.beginTail();
  output.line(startLine(requestId));
  const started = performance.now();
  const outcome = judged(await settle(trouble, parts));
  const duration = performance.now() - started;
  if (outcome.kind === 'failure' && outcome.failure.kind === 'timeout') await nameConnecting(process);
  if (outcome.kind === 'failure') process.kill();
  else process.glance();
  await output.settled();
  const { payload, failure } = resultOf(outcome, requestId);
  if (failure !== undefined)
    for (const line of failureLine(failure, requestId, clock.now()).split('\n')) output.line(line);
  output.line(endLine(requestId));
  output.line(
    reportLine({
      requestId,
      duration,
      memorySize: target.memorySize,
      maxMemoryUsed: process.peakMemory,
      ...(trouble === undefined ? { initDuration } : {}),
      ...(failure === undefined ? {} : statusOf(failure)),
    }),
  );
  const value = {
    payload,
    ...(outcome.kind === 'response' ? {} : { functionError: 'Unhandled' as const }),
    logTail: output.tail(),
    duration,
    initDuration,
  };
  return { value, isReusable: trouble === undefined && failure === undefined };
}

/** The outcome of the function, or why it was not even begun. */
async function settle(trouble: Outcome | undefined, parts: InvokeParts): Promise<Outcome> {
  const { process, invocation, clock, random, hasNoBootstrap } = parts;
  const { target } = process;
  if (trouble !== undefined) {
    const isExit = trouble.kind === 'failure' && trouble.failure.kind === 'exit';
    return isExit && (await hasNoBootstrap()) ? { kind: 'failure', failure: { kind: 'no-bootstrap' } } : trouble;
  }
  const now = clock.now();
  const timeoutMs = target.timeout * 1000;
  const { requestId, payload, clientContext } = invocation;
  const event = {
    requestId,
    payload,
    deadline: now + timeoutMs,
    functionArn: target.arn,
    traceId: traceId(now, random),
    clientContext: clientContextJson(clientContext),
  };
  return process.run(event, timeoutMs);
}

/** What it waited for when its time ended, unless its own runtime has said so. */
async function nameConnecting(process: FunctionProcess): Promise<void> {
  const said = process.output.tail();
  for (const place of await process.connectingTo())
    if (!said.includes(`still connecting to ${place} `))
      process.output.line(`[coffer] still connecting to ${place} when the time of the function ended`);
}

/** What is no JSON is no answer. */
function judged(outcome: Outcome): Outcome {
  if (outcome.kind !== 'response' && outcome.kind !== 'error') return outcome;
  try {
    JSON.parse(Buffer.from(outcome.payload.buffer, outcome.payload.byteOffset, outcome.payload.byteLength).toString());
    return outcome;
  } catch {
    return { kind: 'failure', failure: { kind: 'not-json' } };
  }
}

function resultOf(outcome: Outcome, requestId: string): { payload: Uint8Array; failure?: Failure } {
  if (outcome.kind === 'response' || outcome.kind === 'error') return { payload: outcome.payload };
  const failure: Failure = outcome.kind === 'failure' ? outcome.failure : { kind: 'too-large' };
  return { payload: failurePayload(failure, requestId), failure };
}

function statusOf(failure: Failure): { status: 'timeout' | 'error'; errorType?: string } {
  switch (failure.kind) {
    case 'timeout':
      return { status: 'timeout' };
    case 'memory':
      return { status: 'error', errorType: 'Runtime.OutOfMemory' };
    case 'exit':
      return { status: 'error', errorType: 'Runtime.ExitError' };
    default:
      return { status: 'error' };
  }
}

/** As X-Ray writes it; nothing is sampled. */
function traceId(now: number, random: Random): string {
  const seconds = Math.floor(now / 1000).toString(16);
  return `Root=1-${seconds}-${random(12).toString('hex')};Parent=${random(8).toString('hex')};Sampled=0`;
}

/** Becomes a header: JSON on one line, in ASCII; undefined for what is not JSON. */
function clientContextJson(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  try {
    const json = JSON.stringify(JSON.parse(Buffer.from(base64, 'base64').toString()));
    return json.replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  } catch {
    return undefined;
  }
}
