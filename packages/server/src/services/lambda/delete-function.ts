import { lambda } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { invalidParameter } from './errors.ts';
import { accessTo, existing, loadFunction } from './load-function.ts';
import type { LambdaParts } from './parts.ts';
import { deleteFunctionRow, isUnchanged } from './store.ts';
import { functionTrail } from './trail.ts';

/** DeleteFunction: the function is gone, with its code and what waits to be done by it. */
export function makeDeleteFunction(parts: LambdaParts) {
  return defineWrite(lambda.operations.DeleteFunction, {
    load: loadFunction,
    access: accessTo('DeleteFunction'),
    prepare(scope, input, loaded) {
      const meant = existing(scope, loaded, input);
      // Recorded.
      if (meant.qualifiedArn !== meant.arn) {
        throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
      }
      return Promise.resolve(meant);
    },
    async handle(_scope, writer, _input, _loaded, { row, arn }) {
      if (!(await isUnchanged(writer, row))) throw new Stale();
      await deleteFunctionRow(writer, row);
      parts.functions.started()?.retire(arn);
      return { StatusCode: 204 };
    },
    trail: functionTrail,
  });
}
