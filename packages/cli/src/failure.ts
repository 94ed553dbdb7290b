/** What ends a command with a message instead of a stack: lower case, no full stop, the user's own words in backticks. */
export class Failure extends Error {
  /** The process's exit code: 1 it could not be done, 2 it was asked for in a wrong way. */
  readonly exitCode: number;

  constructor(message: string, options: { readonly exitCode?: number; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Failure';
    this.exitCode = options.exitCode ?? 1;
  }
}

/** Wrong flags, arguments, variables or configuration: exit code 2. */
export function wrongUsage(message: string): Failure {
  return new Failure(message, { exitCode: 2 });
}

/** What the server says against its options or its machine is for the operator; a programming error keeps its stack. */
export function asFailure(error: unknown): unknown {
  if (error instanceof Failure) return error;
  const isBug = error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  return isBug || !(error instanceof Error) ? error : new Failure(error.message, { cause: error });
}

/** The words of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system error (`ENOENT`), or undefined. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
