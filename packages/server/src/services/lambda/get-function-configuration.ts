import { lambda } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { showFunction } from './configuration.ts';
import { accessTo, existing, loadFunction } from './load-function.ts';
import type { LambdaParts } from './parts.ts';
import { functionTrail } from './trail.ts';

/** GetFunctionConfiguration: how the function is configured, its environment variables included. */
export function makeGetFunctionConfiguration({ keyring }: LambdaParts) {
  return defineRead(lambda.operations.GetFunctionConfiguration, {
    load: loadFunction,
    access: accessTo('GetFunctionConfiguration'),
    handle: async (scope, input, loaded) => showFunction(keyring, existing(scope, loaded, input)),
    trail: functionTrail,
  });
}
