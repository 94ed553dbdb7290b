import type { Infer } from '@coffer/wire';
import { logs } from '@coffer/wire/services';
import { defineRead, type Scope } from '../../pipeline/operation.ts';
import { groupArn, readGroup, streamArn } from './arns.ts';
import { invalidParameter } from './errors.ts';
import { positionOf, purposeOf, tokenAt } from './page-token.ts';
import type { ListedGroup } from './store.ts';
import { listGroups } from './store.ts';

const contract = logs.operations.DescribeLogGroups;
type Input = Infer<typeof contract.input>;

/** Also the default page size. */
const MAX_PAGE = 50;
/** Groups that one page looks at for a part of a name. */
const MAX_SCANNED = 500;

/** DescribeLogGroups: by name. Those of other accounts are none of this one's. */
export const describeLogGroups = defineRead(contract, {
  load: () => Promise.resolve(undefined),
  access: scope => [
    { action: 'logs:DescribeLogGroups', resource: streamArn(scope, '', ''), resourceAccountId: scope.accountId },
  ],
  async handle(scope, input) {
    const { logGroupNamePrefix: prefix = '', logGroupNamePattern: part, logGroupClass, limit = MAX_PAGE } = input;
    if (prefix !== '' && part !== undefined) {
      throw invalidParameter('logGroupNamePrefix and logGroupNamePattern cannot both be specified.');
    }
    const only = namesIn(scope, input);
    const purpose = purposeOf([prefix, part, logGroupClass, only]);
    const after = positionOf<{ name: string }>(scope.tokens, purpose, input.nextToken)?.name ?? '';
    const size = part === undefined ? limit : MAX_SCANNED;
    const stretch = { after, prefix, only, class: logGroupClass, limit: size + 1 };
    const rows = only?.length === 0 ? [] : await listGroups(scope.reader, scope, stretch);
    // AWS compares a part of a name without regard to case.
    const wanted = part?.toLowerCase() ?? '';
    const looked = rows.slice(0, size);
    const found = looked.filter(({ name }) => name.toLowerCase().includes(wanted));
    const page = found.slice(0, limit);
    const end = found.length > limit ? page.at(-1) : rows.length > size ? looked.at(-1) : undefined;
    return {
      logGroups: page.map(row => showGroup(scope, row)),
      nextToken: tokenAt(scope.tokens, purpose, end && { name: end.name }),
    };
  },
});

/** Which groups are meant when the request names them; undefined: all. */
function namesIn(
  scope: Scope,
  { logGroupIdentifiers: identifiers, accountIdentifiers: accounts }: Input,
): readonly string[] | undefined {
  if (accounts !== undefined && accounts.length > 0 && !accounts.includes(scope.accountId)) return [];
  return identifiers?.flatMap(identifier => {
    const reference = readGroup(identifier, scope);
    if (reference === undefined) throw invalidParameter('The specified log group ARN is invalid.');
    const { accountId, region, name } = reference;
    return accountId === scope.accountId && region === scope.region ? [name] : [];
  });
}

function showGroup(scope: Scope, row: ListedGroup) {
  const arn = groupArn(scope, row.name);
  return {
    logGroupName: row.name,
    creationTime: row.created_at,
    retentionInDays: row.retention_days ?? undefined,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes: row.stored_bytes,
    logGroupClass: row.class as 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY', // what CreateLogGroup took
    logGroupArn: arn,
    deletionProtectionEnabled: row.is_protected === 1,
    bearerTokenAuthenticationEnabled: false,
  };
}
