import { ssm } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { versionNotFound } from './errors.ts';
import { labelsAt } from './labels.ts';
import { accessTo, existing, loadParameter } from './load-parameter.ts';
import { bumpRevision, deleteLabel, findVersion, isUnchanged, listLabels } from './store.ts';
import { parameterTrail, responseOf } from './trail.ts';

const contract = ssm.operations.UnlabelParameterVersion;

/** UnlabelParameterVersion: labels that are not at this version are told in InvalidLabels. */
export const unlabelParameterVersion = defineWrite(contract, {
  load: (scope, { Name }) => loadParameter(scope, Name),
  access: accessTo('UnlabelParameterVersion'),
  async handle(_scope, writer, { Name, ParameterVersion: version, Labels }, loaded) {
    const parameter = existing(loaded);
    if (!(await isUnchanged(writer, parameter))) throw new Stale();
    if ((await findVersion(writer, parameter.id, version)) === undefined) throw versionNotFound(Name, version);
    const present = new Set(labelsAt(await listLabels(writer, parameter.id), version));
    const texts = [...new Set(Labels)];
    const RemovedLabels = texts.filter(text => present.has(text));
    for (const label of RemovedLabels) await deleteLabel(writer, parameter.id, label);
    if (RemovedLabels.length > 0) await bumpRevision(writer, parameter.id);
    return { RemovedLabels, InvalidLabels: texts.filter(text => !present.has(text)) };
  },
  trail: { ...parameterTrail, response: responseOf(contract) },
});
