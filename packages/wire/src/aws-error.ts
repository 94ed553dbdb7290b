/** Whose fault an error is: the sender's (HTTP 4xx) or the service's (5xx). */
export type Fault = 'client' | 'server';

export interface AwsErrorOptions {
  /** HTTP status; 400 for clients' errors and 500 for the service's unless given. */
  readonly status?: number;
  readonly fault?: Fault;
  /** The code that Query services (IAM, STS) use for the same error, for instance `SignatureDoesNotMatch`. */
  readonly queryCode?: string;
  /** HTTP status in Query services where it differs. */
  readonly queryStatus?: number;
  /**
   * The JSON key that carries the message. Services choose `Message` or `message`; the framework's own errors
   * (ValidationException from the model) always use `message`.
   */
  readonly messageKey?: 'Message' | 'message';
  readonly cause?: unknown;
}

/**
 * An error that a client is meant to see: AWS's code and AWS's words. Whatever else is thrown is a bug and is answered
 * as InternalServiceError, with its text only in the operator's log.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fault: Fault;
  readonly queryCode: string;
  readonly queryStatus: number;
  readonly messageKey: 'Message' | 'message' | undefined;
  /** Set when the error came from a call to another service: that call's request id. */
  requestId: string | undefined;

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AwsError';
    this.code = code;
    this.fault = options.fault ?? 'client';
    this.status = options.status ?? (this.fault === 'client' ? 400 : 500);
    this.queryCode = options.queryCode ?? code;
    this.queryStatus = options.queryStatus ?? this.status;
    this.messageKey = options.messageKey;
  }
}
