import { validation } from '@coffer/wire';
import { ssm } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import type { CompiledFilters, ParameterFilter } from './filters.ts';
import { compileFilters, DESCRIBE_FILTERS } from './filters.ts';
import { shownMetadata } from './metadata.ts';
import { positionOf, purposeOf, tokenAt } from './page-token.ts';
import { arnOf } from './parameter-value.ts';
import type { Parameter } from './rows.ts';
import { scan } from './scan.ts';

/** Also the default page size. */
const MAX_PAGE = 50;

/** DescribeParameters: the account's parameters in this region by name, without their values. */
export const describeParameters = defineRead(ssm.operations.DescribeParameters, {
  load: async () => undefined,
  access: scope => [
    {
      action: 'ssm:DescribeParameters',
      resource: `arn:${scope.partition}:ssm:${scope.region}:${scope.accountId}:*`,
      resourceAccountId: scope.accountId,
    },
  ],
  async handle(scope, input) {
    const filters = filtersIn(input);
    const compiled = compileFilters(filters, DESCRIBE_FILTERS);
    const purpose = purposeOf([filters, input.Shared]);
    const after = positionOf(scope.tokens, purpose, input.NextToken);
    // Nobody shares parameters with anybody.
    if (input.Shared === true) return { Parameters: [] };
    const stretch = { only: compiled.only, below: undefined, after, label: undefined };
    const { found, end } = await scan(scope, stretch, testOf(filters, compiled), input.MaxResults ?? MAX_PAGE);
    return {
      Parameters: found.map(parameter => shown(scope, parameter)),
      NextToken: tokenAt(scope.tokens, purpose, end),
    };
  },
});

function shown(scope: Pick<Scope, 'partition'>, parameter: Parameter) {
  return { ...shownMetadata(parameter), ARN: arnOf(scope, parameter) };
}

function testOf(filters: readonly ParameterFilter[], { fits }: CompiledFilters): CompiledFilters['fits'] | undefined {
  return filters.length === 0 ? undefined : fits;
}

/** The older `Filters` take the beginning of a name (recorded). */
function filtersIn({
  Filters,
  ParameterFilters,
}: {
  readonly Filters?: readonly ParameterFilter[] | undefined;
  readonly ParameterFilters?: readonly ParameterFilter[] | undefined;
}): readonly ParameterFilter[] {
  if (Filters === undefined) return ParameterFilters ?? [];
  if (ParameterFilters !== undefined) {
    throw validation('You can use either Filters or ParameterFilters in a single request.');
  }
  return Filters.map(({ Key, Values }) => ({ Key, Option: Key === 'Name' ? 'BeginsWith' : 'Equals', Values }));
}
