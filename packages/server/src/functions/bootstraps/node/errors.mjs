/** An error as AWS's runtime for Node.js reports it. */
export function describe(error) {
  if (!(error instanceof Error) && typeof error?.stack !== 'string')
    return { errorType: error === null ? 'null' : typeof error, errorMessage: String(error), trace: [] };
  const stack = typeof error.stack === 'string' ? error.stack : '';
  return {
    errorType: String(error.name ?? 'Error'),
    errorMessage: String(error.message),
    trace: stack.split('\n').slice(0, 100),
  };
}

/** An error of the runtime itself, under the name that AWS gives it. */
export function runtimeError(name, message, cause) {
  const error = new Error(message, { cause });
  error.name = name;
  if (cause instanceof Error) error.stack = cause.stack;
  else error.stack = `${name}: ${message}`;
  return error;
}
