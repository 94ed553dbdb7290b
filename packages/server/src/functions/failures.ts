/**
 * What AWS answers when not the function but its process failed. Source: AWS Lambda Developer Guide, "Understanding
 * retry behavior" and "Troubleshoot execution issues", and answers of Lambda.
 */
import { Buffer } from 'node:buffer';

/** Why an invocation has no answer of its own. */
export type Failure =
  /** `seconds`: of the function's timeout, or of the time until the process has to be ready. */
  | { readonly kind: 'timeout'; readonly seconds: number }
  | { readonly kind: 'exit'; readonly exit: ProcessExit }
  | { readonly kind: 'memory' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'no-bootstrap' }
  /** What is to run it elsewhere has not answered as it should. `message` begins in lower case. */
  | { readonly kind: 'elsewhere'; readonly errorType: ElsewhereError; readonly message: string };

/** Names of our own: AWS has no such functions. */
export type ElsewhereError =
  /** No connection, or one that broke. */
  | 'Elsewhere.Unreachable'
  /** Its certificate is not trusted. */
  | 'Elsewhere.Untrusted'
  /** It answered with another status than that of an answer, a redirect among them. */
  | 'Elsewhere.Refused'
  /** This server has nothing to sign with. */
  | 'Elsewhere.NoCredentials';

export interface ProcessExit {
  /** Absent when a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** 6 MB and the 100 bytes that AWS adds. */
export const MAX_PAYLOAD_BYTES = 6_291_556;

/** The payload of the answer to Invoke. */
export function failurePayload(failure: Failure, requestId: string): Uint8Array {
  const [errorType, errorMessage] = errorOf(failure, requestId);
  return Buffer.from(JSON.stringify({ errorType, errorMessage }));
}

/** The line in the function's log; empty when AWS writes none. */
export function failureLine(failure: Failure, requestId: string, now: number): string {
  if (failure.kind === 'timeout') return `${new Date(now).toISOString()} ${requestId} ${timedOut(failure.seconds)}`;
  const [errorType, errorMessage] = errorOf(failure, requestId);
  return failure.kind === 'exit' || failure.kind === 'memory' ? `${errorMessage}\n${errorType}` : errorMessage;
}

function errorOf(failure: Failure, requestId: string): readonly [errorType: string, errorMessage: string] {
  const prefix = `RequestId: ${requestId} Error: `;
  switch (failure.kind) {
    case 'timeout':
      return ['Sandbox.Timedout', prefix + timedOut(failure.seconds)];
    case 'exit':
      return ['Runtime.ExitError', prefix + exitText(failure.exit)];
    case 'memory':
      return ['Runtime.ExitError', `${prefix}Runtime exited with error: signal: killed`];
    case 'too-large':
      return [
        'Function.ResponseSizeTooLarge',
        `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`,
      ];
    case 'not-json':
      return ['Runtime.InvalidResponse', `${prefix}the answer of the function is not JSON`];
    case 'no-bootstrap':
      return [
        'Runtime.InvalidEntrypoint',
        `${prefix}Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]`,
      ];
    case 'elsewhere':
      return [failure.errorType, prefix + failure.message];
  }
}

function timedOut(seconds: number): string {
  return `Task timed out after ${seconds.toFixed(2)} seconds`;
}

function exitText({ code, signal }: ProcessExit): string {
  if (code === 0) return 'Runtime exited without providing a reason';
  if (signal !== null) return `Runtime exited with error: ${signalText(SIGNAL_NUMBERS.get(signal))}`;
  // Bubblewrap reports a signal as shells do.
  if (code !== null && code > 128 && SIGNALS.has(code - 128))
    return `Runtime exited with error: ${signalText(code - 128)}`;
  return `Runtime exited with error: exit status ${code ?? 'unknown'}`;
}

function signalText(number: number | undefined): string {
  return `signal: ${SIGNALS.get(number ?? 0) ?? 'killed'}`;
}

/** As Go's `syscall.Signal` prints them. */
const SIGNALS: ReadonlyMap<number, string> = new Map([
  [1, 'hangup'],
  [2, 'interrupt'],
  [4, 'illegal instruction'],
  [5, 'trace/breakpoint trap'],
  [6, 'aborted'],
  [7, 'bus error'],
  [8, 'floating point exception'],
  [9, 'killed'],
  [11, 'segmentation fault'],
  [13, 'broken pipe'],
  [15, 'terminated'],
  [24, 'CPU time limit exceeded'],
  [25, 'file size limit exceeded'],
  [31, 'bad system call'],
]);
const SIGNAL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGILL', 4],
  ['SIGTRAP', 5],
  ['SIGABRT', 6],
  ['SIGBUS', 7],
  ['SIGFPE', 8],
  ['SIGKILL', 9],
  ['SIGSEGV', 11],
  ['SIGPIPE', 13],
  ['SIGTERM', 15],
  ['SIGXCPU', 24],
  ['SIGXFSZ', 25],
  ['SIGSYS', 31],
]);
