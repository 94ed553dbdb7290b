/**
 * The seam between the `lambda` service, which knows what a function is and who may invoke it, and the runtime, which
 * runs its code in a process of its own. Source: AWS Lambda Developer Guide, "Runtime API" and "Invocation".
 */
import type { Redacted } from '@coffer/wire';

/** One state of a function, as far as running it needs it. */
export interface RunnableFunction {
  /** `arn:aws:lambda:REGION:ACCOUNT:function:NAME` */
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** Changes with the code and with every change of the configuration; warm processes of another revision retire. */
  readonly revisionId: string;
  readonly code: FunctionCode;
  /** The place where it runs, as the administrator calls it; its code here only says so. Absent: it runs here. */
  readonly elsewhere?: string | undefined;
  /** `index.handler`, `lambda_function.lambda_handler`; meaningless for `provided.*`. */
  readonly handler: string;
  /** `nodejs20.x`, `python3.12`, `provided.al2023`. */
  readonly runtime: string;
  /** Seconds, 1 to 900. */
  readonly timeout: number;
  /** Megabytes, 128 to 10,240. */
  readonly memorySize: number;
  /** At most 4 KB in all, as AWS counts. */
  readonly environment: ReadonlyMap<string, Redacted<string>>;
  /** Megabytes of its scratch folder `/tmp`, 512 to 10,240. */
  readonly ephemeralStorage: number;
  readonly logGroup: string;
  /** Temporary credentials of the function's role, good for at least as long as an invocation may take. */
  credentials(): Promise<FunctionCredentials>;
}

/** Where the code comes from: what somebody uploaded, or what this program brings with it. */
export type FunctionCode =
  | {
      readonly kind: 'zip';
      /** Base64 of the SHA-256 of the archive. */
      readonly sha256: string;
      /** The archive; asked for when a process starts cold. */
      read(): Promise<Uint8Array>;
    }
  | {
      /** Built-in rotators: code of this program, run even where other code cannot be isolated. */
      readonly kind: 'built-in';
      readonly sha256: string;
      /** The folder that holds it. */
      readonly folder: string;
    };

export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Redacted<string>;
  readonly sessionToken: Redacted<string>;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface Invocation {
  /** The request id that the function and its log see: a UUID. */
  readonly requestId: string;
  /** JSON, at most 6 MB. */
  readonly payload: Uint8Array;
  /** Base64 as the client sent it. */
  readonly clientContext?: string | undefined;
}

export interface InvocationResult {
  /** JSON, at most 6 MB: what the function returned, or `{errorMessage, errorType, stackTrace?}`. */
  readonly payload: Uint8Array;
  /** Set when the function failed; AWS says `Unhandled` for everything but errors a runtime itself reports as handled. */
  readonly functionError?: 'Handled' | 'Unhandled' | undefined;
  /** The last 4 KB of what the invocation logged, masked. */
  readonly logTail: string;
  /** Milliseconds inside the handler. */
  readonly duration: number;
  /** Milliseconds until the process was ready; absent when it was warm. */
  readonly initDuration?: number | undefined;
}

export interface FunctionRuntime {
  /**
   * Runs the function once. What the function does wrong is a result, never an exception.
   *
   * @throws FunctionRefused when it cannot be run here at all
   */
  invoke(target: RunnableFunction, invocation: Invocation): Promise<InvocationResult>;
  /** Ends the function's idle processes now and the busy ones when they are done: it was changed or deleted. */
  retire(arn: string): void;
  /** Ends every process. */
  close(): Promise<void>;
}

/** Why a function cannot be run: no isolation, no interpreter, code that cannot be unpacked. */
export class FunctionRefused extends Error {
  /** AWS's error code for callers of Invoke: `InvalidRuntimeException`, `InvalidZipFileException`, ... */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FunctionRefused';
    this.code = code;
  }
}

/** A function that runs elsewhere, at a place that its account does not have (any more). */
export function noSuchPlace(name: string): FunctionRefused {
  return new FunctionRefused(
    'InvalidRuntimeException',
    `The function runs elsewhere, at ${name}, which the configuration of this server does not name for its account.`,
  );
}

/** Where what functions print goes: one call for each line or group of lines, in their order. */
export interface FunctionLog {
  /**
   * @param stream as AWS names them: `2026/01/31/[$LATEST]0123456789abcdef0123456789abcdef`
   * @param events milliseconds since 1970 and the message without its line end, masked already
   */
  append(target: RunnableFunction, stream: string, events: readonly FunctionLogEvent[]): void;
}

export interface FunctionLogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** Values that must not appear in logs: what a function of this role has fetched from Coffer. */
export interface FetchedValues {
  /** Everything that the session of these credentials has read, as it would appear in a line. */
  of(accessKeyId: string): readonly Redacted<string>[];
}
