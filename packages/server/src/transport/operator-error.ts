/**
 * What the operator asked for cannot be done: a flag, a file or an address is wrong. The message is for the terminal:
 * lower case, no full stop, input in backticks. It is shown without a stack trace.
 */
export class OperatorError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'OperatorError';
  }
}
