import type { AccessRequest, ResourcePolicy, Scope } from '../../pipeline/operation.ts';
import { functionNotFound, invalidParameter, notFound } from './errors.ts';
import { type FunctionReference, formatFunctionArn, parseFunctionName } from './function-name.ts';
import type { FunctionRow } from './rows.ts';
import { tagsIn } from './rows.ts';
import { findFunction } from './store.ts';

/** The one version that a function here has. */
export const LATEST = '$LATEST';

/** What a request that names a function has found. */
export interface LoadedFunction {
  readonly row: FunctionRow | undefined;
  /** The function's ARN, or the one that it would have; without a qualifier. Undefined: the request names none. */
  readonly arn: string | undefined;
  /** With the qualifier of the request: what policies are asked about. */
  readonly qualifiedArn: string | undefined;
  readonly reference: FunctionReference | undefined;
  readonly accountId: string;
}

/** What of a request names a function. */
export interface NamesFunction {
  readonly FunctionName?: string | undefined;
  readonly Qualifier?: string | undefined;
}

/**
 * Finds the function that a request names: by name in the caller's account, by ARN in the account that it names. One of
 * another region or partition finds nothing here. It reveals nothing.
 */
export async function loadFunction(
  scope: Scope,
  { FunctionName: text, Qualifier }: NamesFunction,
): Promise<LoadedFunction> {
  const reference = text === undefined ? undefined : parseFunctionName(text);
  if (reference === undefined) {
    return { row: undefined, arn: undefined, qualifiedArn: undefined, reference, accountId: scope.accountId };
  }
  const { partition = scope.partition, region = scope.region, accountId = scope.accountId, name } = reference;
  const isHere = region === scope.region && partition === scope.partition;
  const row = isHere ? await findFunction(scope.reader, { accountId, region, name }) : undefined;
  const arn = formatFunctionArn({ partition, region, accountId, name });
  return { row, arn, qualifiedArn: qualified(arn, Qualifier ?? reference.qualifier), reference, accountId };
}

/** The question that most operations ask: may the caller do this to this function? */
export function functionRequest(
  action: string,
  { row, qualifiedArn, accountId }: LoadedFunction,
  more: () => NonNullable<ReturnType<NonNullable<AccessRequest['keys']>>> = () => [],
): AccessRequest {
  return {
    action: `lambda:${action}`,
    resource: qualifiedArn,
    resourceAccountId: accountId,
    keys: () => [...resourceKeys(row), ...more()],
    policy: policyOf(row),
  };
}

/** For operations that ask nothing else. */
export function accessTo(action: string) {
  return (_scope: Scope, _input: object, loaded: LoadedFunction): readonly AccessRequest[] => [
    functionRequest(action, loaded),
  ];
}

function* resourceKeys(row: FunctionRow | undefined): Generator<readonly [string, string]> {
  if (row === undefined) return;
  for (const [key, value] of tagsIn(row)) yield [`aws:ResourceTag/${key}`, value];
}

function policyOf(row: FunctionRow | undefined): ResourcePolicy | undefined {
  if (row === undefined || row.policy === null) return undefined;
  return { kind: 'resource', document: row.policy, uniqueIds: row.policy_ids };
}

/** A function that is there, as a request means it. */
export interface MeantFunction {
  readonly row: FunctionRow;
  /** Without a qualifier. */
  readonly arn: string;
  /** With the qualifier that the request has. */
  readonly qualifiedArn: string;
}

/**
 * The function, for an operation whose input is valid. Functions have no versions but `$LATEST`, and no aliases.
 *
 * @throws AwsError ResourceNotFoundException, InvalidParameterValueException
 */
export function existing(
  scope: Pick<Scope, 'region' | 'partition' | 'accountId'>,
  { row, arn, reference }: LoadedFunction,
  { Qualifier: asked }: NamesFunction,
): MeantFunction {
  if (reference === undefined || arn === undefined) throw invalidParameter('The function name is not valid.');
  const { region = scope.region, qualifier: derived } = reference;
  if (region !== scope.region) {
    throw notFound(`Functions from '${region}' are not reachable in this region ('${scope.region}')`);
  }
  if (derived !== undefined && asked !== undefined && derived !== asked) {
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.');
  }
  const qualifier = asked ?? derived;
  const qualifiedArn = qualified(arn, qualifier);
  if (row === undefined || (qualifier !== undefined && qualifier !== LATEST)) throw functionNotFound(qualifiedArn);
  return { row, arn, qualifiedArn };
}

function qualified(arn: string, qualifier: string | undefined): string {
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}
