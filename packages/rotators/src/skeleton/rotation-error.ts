/**
 * Why a step failed, in the words of AWS's published functions; `errorType` of the invocation is the class that those
 * raise. Source: aws-secrets-manager-rotation-lambdas.
 */
export class RotationError extends Error {
  constructor(kind: 'KeyError' | 'ValueError', message: string) {
    super(message);
    this.name = kind;
  }
}

/** Something stands in the way of the step. */
export function valueError(message: string): RotationError {
  return new RotationError('ValueError', message);
}

/** The secret's JSON does not hold what the function needs. */
export function keyError(message: string): RotationError {
  return new RotationError('KeyError', message);
}

/** A required member of the secret's JSON is absent. */
export function missingKey(name: string): RotationError {
  return keyError(`${name} key is missing from secret JSON`);
}
