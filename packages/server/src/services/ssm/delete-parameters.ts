import { ssm } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { accessToEach, batchTrail, loadBatch } from './load-batch.ts';
import { deleteParameterRow, isUnchanged } from './store.ts';
import { responseOf } from './trail.ts';

const contract = ssm.operations.DeleteParameters;

/** DeleteParameters: those of up to ten that are there; the others are told in InvalidParameters. */
export const deleteParameters = defineWrite(contract, {
  load: (scope, { Names }) => loadBatch(scope, Names),
  access: accessToEach('DeleteParameters'),
  async handle(_scope, writer, _input, batch) {
    const DeletedParameters: string[] = [];
    const InvalidParameters: string[] = [];
    // `/a` and `a` are the same parameter.
    const gone = new Set<string>();
    // In one order in every request, so that two of them never wait for each other.
    const ordered = batch.toSorted((a, b) => ((a.parameter?.id ?? '') < (b.parameter?.id ?? '') ? -1 : 1));
    for (const { reference, parameter } of ordered) {
      if (parameter === undefined || reference.selector !== undefined || gone.has(parameter.id)) continue;
      if (!(await isUnchanged(writer, parameter))) throw new Stale();
      await deleteParameterRow(writer, parameter.id);
      gone.add(parameter.id);
    }
    for (const { text, reference, parameter } of batch) {
      const isGone = parameter !== undefined && reference.selector === undefined && gone.has(parameter.id);
      (isGone ? DeletedParameters : InvalidParameters).push(text);
    }
    return { DeletedParameters, InvalidParameters };
  },
  trail: { ...batchTrail, response: responseOf(contract) },
});
