import type { Infer } from '@coffer/wire';
import { AwsError } from '@coffer/wire';
import { secretsmanager } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { invalidParameter } from './errors.ts';
import { findBatch } from './find-batch.ts';
import { arnOf } from './load-secret.ts';
import { pageOfSecrets } from './secret-pages.ts';

const contract = secretsmanager.operations.BatchGetSecretValue;
type Input = Infer<typeof contract.input>;

/** Also the default page size. */
const MAX_PAGE = 20;

/**
 * BatchGetSecretValue: each secret is a GetSecretValue of its own, authorized and recorded as such. Secrets that cannot
 * be read are told in `Errors`; they never fail the call. Both lists are in the order of the ids, or of creation.
 */
export const batchGetSecretValue = defineRead(contract, {
  load: async () => undefined,
  // A denial names no resource (AWS's sentence in users' reports).
  access: (scope, { Filters }) =>
    ['BatchGetSecretValue', ...(Filters === undefined ? [] : ['ListSecrets'])].map(name => ({
      action: `secretsmanager:${name}`,
      resource: undefined,
      resourceAccountId: scope.accountId,
    })),
  async handle(scope, input) {
    const { ids, nextToken } = await chosen(scope, input);
    const inputs = ids.map(SecretId => ({ SecretId }));
    // What is remembered of a secret, and was worked out of it, is found faster than a new row is read.
    if (scope.reader.remembers !== true) await findBatch(scope, inputs);
    // All at once; none of them rejects.
    const results = await Promise.all(inputs.map(each => read(scope, each)));
    return {
      Errors: results.flatMap(result => result.error ?? []),
      NextToken: nextToken,
      SecretValues: results.flatMap(result => result.value ?? []),
    };
  },
});

interface Chosen {
  readonly ids: readonly string[];
  readonly nextToken?: string | undefined;
}

/** @throws AwsError InvalidParameterException, InvalidNextTokenException */
async function chosen(scope: Scope, { SecretIdList, Filters = [], MaxResults, NextToken }: Input): Promise<Chosen> {
  const hasFilters = Filters.length > 0;
  if ((SecretIdList !== undefined) === hasFilters) {
    throw invalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
  }
  if (!hasFilters && MaxResults !== undefined) throw withoutFilters('MaxResults');
  if (!hasFilters && NextToken !== undefined) throw withoutFilters('NextToken');
  if (SecretIdList !== undefined) return { ids: SecretIdList };
  const listing = {
    order: { by: 'created-date', descending: false },
    filters: Filters,
    includesDeleted: false,
  } as const;
  const { secrets, nextToken } = await pageOfSecrets(scope, listing, {
    token: NextToken,
    size: MaxResults ?? MAX_PAGE,
  });
  return { ids: secrets.map(secret => arnOf(scope, secret)), nextToken };
}

/** Known for MaxResults; said of NextToken alike. */
function withoutFilters(member: string): AwsError {
  return invalidParameter(`'Filters' not specified. 'Filters' must also be specified when '${member}' is provided.`);
}

type Value = NonNullable<Infer<typeof contract.output>['SecretValues']>[number];
type Refusal = NonNullable<Infer<typeof contract.output>['Errors']>[number];

interface Result {
  readonly value?: Value;
  readonly error?: Refusal;
}

async function read(scope: Scope, input: { readonly SecretId: string }): Promise<Result> {
  const { SecretId } = input;
  try {
    // Recorded: the id of the batch and the id of the secret, as the request has it.
    const requestId = `${scope.requestId}:${SecretId}`;
    return { value: await scope.call('secretsmanager', 'GetSecretValue', input, requestId) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { error: { ErrorCode: error.code, Message: error.message, SecretId } };
  }
}
