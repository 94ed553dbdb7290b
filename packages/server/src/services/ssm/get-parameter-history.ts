import { ssm } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { labelsAt } from './labels.ts';
import { accessTo, existing, loadParameter } from './load-parameter.ts';
import { shownMetadata } from './metadata.ts';
import { positionOf, tokenAt } from './page-token.ts';
import { shownValue } from './parameter-value.ts';
import { listLabels, listVersions } from './store.ts';
import { parameterTrail } from './trail.ts';

/** Also the default page size. */
const MAX_PAGE = 50;

/** GetParameterHistory: a parameter's versions with their values, the oldest first. */
export const getParameterHistory = defineRead(ssm.operations.GetParameterHistory, {
  load: (scope, { Name }) => loadParameter(scope, Name),
  access: accessTo('GetParameterHistory'),
  async handle(scope, { MaxResults: limit = MAX_PAGE, NextToken, WithDecryption }, loaded) {
    const parameter = existing(loaded);
    const after = Number(positionOf(scope.tokens, parameter.id, NextToken) ?? 0);
    // One more than is shown tells whether there is another page.
    const found = await listVersions(scope.reader, parameter.id, { after, limit: limit + 1 });
    const shown = found.slice(0, limit);
    const labels = await listLabels(scope.reader, parameter.id);
    const Parameters = [];
    for (const version of shown) {
      Parameters.push({
        ...shownMetadata({ ...parameter, ...version }),
        Labels: labelsAt(labels, version.version),
        Value: await shownValue(scope, parameter, version, WithDecryption),
      });
    }
    const end = found.length > limit ? String(shown.at(-1)?.version) : undefined;
    return { Parameters, NextToken: tokenAt(scope.tokens, parameter.id, end) };
  },
  trail: parameterTrail,
});
