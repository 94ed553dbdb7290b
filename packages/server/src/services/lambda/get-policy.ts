import { lambda } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { notFound } from './errors.ts';
import { accessTo, existing, loadFunction } from './load-function.ts';
import { functionTrail } from './trail.ts';

/** GetPolicy: who may invoke the function besides those whose own policies say so. */
export const getPolicy = defineRead(lambda.operations.GetPolicy, {
  load: loadFunction,
  access: accessTo('GetPolicy'),
  async handle(scope, input, loaded) {
    const { row } = existing(scope, loaded, input);
    // AWS's words, from its users' reports.
    if (row.policy === null) throw notFound('The resource you requested does not exist.');
    return { Policy: row.policy, RevisionId: row.revision_id };
  },
  trail: functionTrail,
});
