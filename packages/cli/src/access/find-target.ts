import { Failure, wrongUsage } from '../failure.ts';
import type { AccountPolicies } from './account-policies.ts';
import { isWithoutSecret } from './actions.ts';
import type { Asked } from './ask.ts';
import { findFunction, findKey, findSecret } from './ask.ts';
import { functionTarget, isFunction, isWithoutFunction } from './function-target.ts';
import { isKey, isWithoutKey, keyTarget } from './key-target.ts';
import type { Target } from './target.ts';
import { isSecret, placeIn, plainTarget, secretTarget } from './target.ts';

/** Actions whose resource is a role that has a say itself: by its trust policy. */
const ASSUMES = /^sts:(?:AssumeRole\w*|TagSession|SetSourceIdentity)$/i;

/**
 * What a question is about: a secret by name or ARN, a KMS key by id, alias or ARN, a function by name or ARN, a role that
 * is assumed, or any other ARN, which has no policy of its own. Throws a `Failure` for what the server does not let the caller see.
 */
export async function findTarget(
  asked: Asked,
  {
    resource,
    action,
    callerAccount,
    roles,
  }: {
    readonly resource: string;
    readonly action: string;
    readonly callerAccount: string;
    readonly roles: AccountPolicies['roles'];
  },
): Promise<Target> {
  const { region } = asked.connection;
  const isAboutSecrets = action.startsWith('secretsmanager:');
  if (isAboutSecrets && isWithoutSecret(action) && resource !== '*')
    throw wrongUsage(`\`${action}\` is about no secret in particular: its resource is \`*\``);
  if (isSecret(resource) || (isAboutSecrets && resource !== '*' && !resource.startsWith('arn:'))) {
    const secret = await findSecret(inRegionOf(asked, resource), resource);
    if (secret !== undefined) return secretTarget(secret);
    if (!isSecret(resource)) throw new Failure(`there is no secret \`${resource}\` in ${region}`);
  }
  const isAboutKeys = action.startsWith('kms:');
  if (isAboutKeys && isWithoutKey(action) && resource !== '*')
    throw wrongUsage(`\`${action}\` is about no key in particular: its resource is \`*\``);
  if (isAboutKeys && resource !== '*' && (isKey(resource) || !resource.startsWith('arn:')))
    return keyTarget(await findKey(inRegionOf(asked, resource), resource));
  const isAboutFunctions = action.startsWith('lambda:');
  if (isAboutFunctions && isWithoutFunction(action) && resource !== '*')
    throw wrongUsage(`\`${action}\` is about no function in particular: its resource is \`*\``);
  if (isAboutFunctions && resource !== '*' && (isFunction(resource) || !resource.startsWith('arn:'))) {
    const found = await findFunction(inRegionOf(asked, resource), resource);
    if (found !== undefined) return functionTarget(found, resource);
    if (!isFunction(resource)) throw new Failure(`there is no function \`${resource}\` in ${region}`);
    return { ...plainTarget(resource, callerAccount, region), notes: [NO_FUNCTION] };
  }
  if (resource !== '*' && !resource.startsWith('arn:')) throw wrongUsage(`\`${resource}\` is no ARN`);
  if (!ASSUMES.test(action)) return plainTarget(resource, callerAccount, region);
  const role = roles.find(({ arn }) => arn === resource);
  if (role === undefined)
    throw new Failure(
      `there is no role \`${resource}\` in account ${callerAccount}, so its trust policy cannot be read`,
    );
  return plainTarget(resource, callerAccount, region, role.trust);
}

const NO_FUNCTION = 'there is no such function: it is taken as one without a policy and without tags';

/** A server answers for a secret, a key and a function in the region that its ARN names. */
function inRegionOf(asked: Asked, resource: string): Asked {
  if (!isSecret(resource) && !isKey(resource) && !isFunction(resource)) return asked;
  return { ...asked, connection: { ...asked.connection, region: placeIn(resource).region } };
}
