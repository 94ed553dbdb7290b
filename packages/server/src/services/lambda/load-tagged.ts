import type { Scope } from '../../pipeline/operation.ts';
import { invalidParameter } from './errors.ts';
import { existing, type LoadedFunction, loadFunction, type MeantFunction } from './load-function.ts';

/** The function whose ARN a request of tags has. */
export function loadTagged(
  scope: Scope,
  { Resource }: { readonly Resource?: string | undefined },
): Promise<LoadedFunction> {
  return loadFunction(scope, { FunctionName: Resource });
}

/**
 * @throws AwsError ResourceNotFoundException; InvalidParameterValueException for the ARN of a version
 */
export function taggedFunction(scope: Scope, loaded: LoadedFunction): MeantFunction {
  // Recorded.
  if (loaded.reference?.qualifier !== undefined) {
    throw invalidParameter('Tags on function aliases and versions are not supported. Please specify a function ARN.');
  }
  return existing(scope, loaded, {});
}
