import { ssm } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { accessTo, existing, loadParameter } from './load-parameter.ts';
import { deleteParameterRow, isUnchanged } from './store.ts';
import { parameterTrail } from './trail.ts';

/** DeleteParameter: with all its versions, at once. */
export const deleteParameter = defineWrite(ssm.operations.DeleteParameter, {
  load: (scope, { Name }) => loadParameter(scope, Name),
  access: accessTo('DeleteParameter'),
  async handle(_scope, writer, _input, loaded) {
    const parameter = existing(loaded);
    if (!(await isUnchanged(writer, parameter))) throw new Stale();
    await deleteParameterRow(writer, parameter.id);
    return {};
  },
  trail: parameterTrail,
});
