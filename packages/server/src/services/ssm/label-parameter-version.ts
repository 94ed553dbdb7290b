import { ssm } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { ssmError, versionNotFound } from './errors.ts';
import { inJavaOrder } from '../../java-order.ts';
import { isLabel, labelsAt, MAX_LABELS } from './labels.ts';
import { accessTo, existing, loadParameter } from './load-parameter.ts';
import { bumpRevision, findVersion, isUnchanged, listLabels, putLabel } from './store.ts';
import { parameterTrail, responseOf } from './trail.ts';

const contract = ssm.operations.LabelParameterVersion;

/** LabelParameterVersion: a label is at one version and moves; texts that are no labels are told, the others attached. */
export const labelParameterVersion = defineWrite(contract, {
  load: (scope, { Name }) => loadParameter(scope, Name),
  access: accessTo('LabelParameterVersion'),
  async handle(_scope, writer, input, loaded) {
    const parameter = existing(loaded);
    const version = input.ParameterVersion ?? parameter.version;
    if (!(await isUnchanged(writer, parameter))) throw new Stale();
    if ((await findVersion(writer, parameter.id, version)) === undefined) throw versionNotFound(input.Name, version);
    const texts = [...new Set(input.Labels)];
    const labels = texts.filter(isLabel);
    const present = labelsAt(await listLabels(writer, parameter.id), version);
    if (new Set([...present, ...labels]).size > MAX_LABELS) throw tooManyLabels();
    for (const label of labels) await putLabel(writer, parameter.id, { label, version });
    if (labels.length > 0) await bumpRevision(writer, parameter.id);
    return { InvalidLabels: inJavaOrder(texts.filter(text => !isLabel(text))), ParameterVersion: version };
  },
  trail: { ...parameterTrail, response: responseOf(contract) },
});

/** As AWS's documentation and users have it. */
function tooManyLabels() {
  return ssmError(
    'ParameterVersionLabelLimitExceeded',
    'An error occurred (ParameterVersionLabelLimitExceeded) when calling the LabelParameterVersion operation: ' +
      `A parameter version can have maximum ${MAX_LABELS} labels.Move one or more labels to another version and try again.`,
  );
}
