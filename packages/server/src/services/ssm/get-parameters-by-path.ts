import { ssm } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { compileFilters, PATH_FILTERS } from './filters.ts';
import { hierarchyOf, isBelow } from './hierarchy.ts';
import { positionOf, purposeOf, tokenAt } from './page-token.ts';
import { parameterArn } from './parameter-arn.ts';
import { shownValue } from './parameter-value.ts';
import { scan } from './scan.ts';
import type { ShownParameter } from './show-parameter.ts';
import { showParameter } from './show-parameter.ts';
import { findVersion } from './store.ts';

/** Also the default page size. */
const MAX_PAGE = 10;

/** GetParametersByPath: the parameters of a hierarchy by name, of its first level unless the request is recursive. */
export const getParametersByPath = defineRead(ssm.operations.GetParametersByPath, {
  load: async (scope, { Path }) => (Path === undefined ? undefined : parameterArn(scope, Path)),
  access: (scope, _input, resource) => [
    { action: 'ssm:GetParametersByPath', resource, resourceAccountId: scope.accountId },
  ],
  async handle(scope, input) {
    const { ParameterFilters = [], Recursive = false, MaxResults = MAX_PAGE, WithDecryption } = input;
    const below = hierarchyOf(input.Path);
    const { fits, label } = compileFilters(ParameterFilters, PATH_FILTERS);
    const purpose = purposeOf([below, Recursive, ParameterFilters]);
    const after = positionOf(scope.tokens, purpose, input.NextToken);
    const { found, end } = await scan(
      scope,
      { only: undefined, below, after, label },
      parameter => isBelow(parameter.path, below, Recursive) && fits(parameter),
      MaxResults,
    );
    const Parameters: ShownParameter[] = [];
    for (const parameter of found) {
      const version = await findVersion(scope.reader, parameter.id, parameter.version);
      // Deleted since it was listed.
      if (version === undefined) continue;
      const value = await shownValue(scope, parameter, version, WithDecryption);
      Parameters.push(showParameter(scope, parameter, value));
    }
    return { Parameters, NextToken: tokenAt(scope.tokens, purpose, end) };
  },
  trail: {
    resources: arn => (arn === undefined ? [] : [{ type: 'AWS::SSM::Parameter', arn }]),
  },
});
