import { ssm } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { parameterNotFound } from './errors.ts';
import { accessTo, loadParameter } from './load-parameter.ts';
import { readParameter } from './show-parameter.ts';
import { parameterTrail } from './trail.ts';

/** GetParameter: the newest version, or the one that the name's selector means; or a secret by reference. */
export const getParameter = defineRead(ssm.operations.GetParameter, {
  load: (scope, { Name }) => loadParameter(scope, Name),
  access: accessTo('GetParameter'),
  async handle(scope, { WithDecryption }, { reference, parameter }) {
    if (reference === undefined) throw parameterNotFound();
    return { Parameter: await readParameter(scope, { reference, parameter }, WithDecryption) };
  },
  trail: parameterTrail,
});
