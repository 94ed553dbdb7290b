/** What the commands ask of the server, as any AWS client may: its access control and its audit apply. */
import type { Decoded, OperationContract, ServiceContract } from '@coffer/wire';
import { AwsError } from '@coffer/wire';
import { iam, kms, lambda, secretsmanager, sts } from '@coffer/wire/services';
import { allPages } from '../api/pages.ts';
import { call } from '../client/call.ts';
import type { Connection } from '../client/connection.ts';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import type { AccountDetails } from './account-policies.ts';
import type { FunctionFacts } from './function-target.ts';
import type { GrantFacts, KeyFacts } from './key-target.ts';
import type { SecretFacts } from './target.ts';

/** The server, and the clock that requests are signed by. */
export interface Asked {
  readonly connection: Connection;
  readonly clock: Io['clock'];
}

/** Largest page. Source: the API model. */
const PAGE = 1_000;

/** As whom the server knows the caller. */
export function callerIdentity(asked: Asked): Promise<Decoded<typeof sts.operations.GetCallerIdentity.output>> {
  const name = 'GetCallerIdentity';
  return ask(asked, sts, name, sts.operations[name], {});
}

/** Users, groups, roles and policies of the caller's account, all of them. Rejects with a `Failure` in AWS's words. */
export async function accountDetails(asked: Asked): Promise<AccountDetails> {
  const name = 'GetAccountAuthorizationDetails';
  const operation = iam.operations[name];
  const page = await allPages({ ...operation.pages, pageSize: PAGE }, input => ask(asked, iam, name, operation, input));
  // `as`: the contract's decoder has made each page, and pages are put together list by list.
  return page as AccountDetails;
}

/** A secret by name or ARN; undefined when there is none of the caller's. Rejects with a `Failure` in AWS's words. */
export async function findSecret(asked: Asked, SecretId: string): Promise<SecretFacts | undefined> {
  const { DescribeSecret, GetResourcePolicy } = secretsmanager.operations;
  try {
    const described = await ask(asked, secretsmanager, 'DescribeSecret', DescribeSecret, { SecretId });
    const { ResourcePolicy } = await ask(asked, secretsmanager, 'GetResourcePolicy', GetResourcePolicy, { SecretId });
    return {
      arn: described.ARN ?? SecretId,
      resourcePolicy: ResourcePolicy,
      kmsKeyId: described.KmsKeyId,
      rotationLambdaArn: described.RotationLambdaARN,
      primaryRegion: described.PrimaryRegion,
      type: described.Type,
      tags: described.Tags ?? [],
    };
  } catch (error) {
    if (isRefusal(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}

/** A function by name or ARN; undefined when there is none. Rejects with a `Failure` in AWS's words. */
export async function findFunction(asked: Asked, FunctionName: string): Promise<FunctionFacts | undefined> {
  const { GetFunctionConfiguration, ListTags } = lambda.operations;
  try {
    const input = { FunctionName };
    const found = await ask(asked, lambda, 'GetFunctionConfiguration', GetFunctionConfiguration, input);
    // `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, without the qualifier that the request may have had.
    const arn = (found.FunctionArn ?? '').split(':').slice(0, 7).join(':');
    const { Tags = {} } = await ask(asked, lambda, 'ListTags', ListTags, { Resource: arn });
    return { arn, policy: await functionPolicy(asked, arn), tags: Tags };
  } catch (error) {
    if (isRefusal(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}

/** A function without a policy answers as if it were not there. */
async function functionPolicy(asked: Asked, FunctionName: string): Promise<string | undefined> {
  try {
    return (await ask(asked, lambda, 'GetPolicy', lambda.operations.GetPolicy, { FunctionName })).Policy;
  } catch (error) {
    if (isRefusal(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}

function isRefusal(error: unknown, code: string): boolean {
  const refusal = error instanceof Failure ? error.cause : undefined;
  return refusal instanceof AwsError && refusal.code === code;
}

/** The grants on a key; undefined when the caller may not list them. */
async function grantsOn(asked: Asked, KeyId: string): Promise<readonly GrantFacts[] | undefined> {
  const operation = kms.operations.ListGrants;
  try {
    const pages = await allPages({ ...operation.pages, pageSize: PAGE }, input =>
      ask(asked, kms, 'ListGrants', operation, { ...input, KeyId }),
    );
    // `as`: the contract's decoder has made each page, and pages are put together list by list.
    return (pages as { readonly Grants?: readonly GrantFacts[] }).Grants ?? [];
  } catch (error) {
    if (isRefusal(error, 'AccessDeniedException')) return undefined;
    throw error;
  }
}

/** A key by id, ARN or alias, with its policy. Rejects with a `Failure` in AWS's words, also where there is none. */
export async function findKey(asked: Asked, keyId: string): Promise<KeyFacts> {
  const { DescribeKey, GetKeyPolicy, ListAliases, ListResourceTags } = kms.operations;
  const described = await ask(asked, kms, 'DescribeKey', DescribeKey, { KeyId: keyId });
  const { Arn: arn = '', KeySpec, KeyUsage, Origin, MultiRegion } = described.KeyMetadata ?? {};
  const { Policy = '' } = await ask(asked, kms, 'GetKeyPolicy', GetKeyPolicy, { KeyId: arn });
  // One key has at most fifty aliases and fifty tags: a page of each holds them.
  const { Aliases = [] } = await ask(asked, kms, 'ListAliases', ListAliases, { KeyId: arn });
  const { Tags = [] } = await ask(asked, kms, 'ListResourceTags', ListResourceTags, { KeyId: arn });
  return {
    arn,
    policy: Policy,
    spec: KeySpec,
    usage: KeyUsage,
    origin: Origin,
    isMultiRegion: MultiRegion,
    aliases: Aliases.flatMap(({ AliasName }) => (AliasName === undefined ? [] : [AliasName])),
    tags: Tags,
    grants: await grantsOn(asked, arn),
  };
}

async function ask<C extends OperationContract>(
  { connection, clock }: Asked,
  contract: Omit<ServiceContract, 'operations'>,
  name: string,
  operation: C,
  input: object,
): Promise<Decoded<C['output']>> {
  try {
    return await call(connection, { contract, name, operation }, input, clock);
  } catch (error) {
    if (error instanceof AwsError) throw new Failure(`${name}: ${error.code}: ${error.message}`, { cause: error });
    throw error;
  }
}
