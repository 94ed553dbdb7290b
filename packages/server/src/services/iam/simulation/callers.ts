import type { Tag } from '../../../identities/rows.ts';
import { tagsIn } from '../../../identities/rows.ts';
import { findUser } from '../../../identities/user-store.ts';
import type { Scope } from '../../../pipeline/operation.ts';
import { invalidInput } from '../errors.ts';
import { canBeName } from '../names.ts';
import type { SimulatedCaller } from './results.ts';
import type { PolicySource } from './source-policies.ts';

/**
 * The user whom a CallerArn names, who need not exist: only its ARN counts, and its id where it does.
 *
 * @throws AwsError InvalidInput for what is no user's ARN
 */
export async function readCaller(scope: Scope, arn: string): Promise<SimulatedCaller> {
  const [prefix, , service, region, account = '', resource = '', ...rest] = arn.split(':', 7);
  const [kind, ...path] = resource.split('/');
  const name = path.at(-1) ?? '';
  const isUser = prefix === 'arn' && service === 'iam' && region === '' && kind === 'user' && rest.length === 0;
  if (!isUser || !/^\d{12}$/.test(account) || !canBeName(name)) {
    throw invalidInput(`Invalid caller arn: ${arn} is not the ARN of a user.`);
  }
  const user = account === scope.accountId ? await findUser(scope.reader, account, name) : undefined;
  return userCaller({ arn, account, name, id: user?.id ?? '', tags: user === undefined ? [] : tagsIn(user) });
}

/** Nobody in particular, of the caller's account. */
export function someUser(scope: Scope): SimulatedCaller {
  return { principal: { type: 'user', account: scope.accountId, arn: '', id: '' }, keys: [] };
}

/** The user or role whose policies are simulated; of a group somebody who is in it. */
export function callerOf({ kind, row, arn, tags }: PolicySource): SimulatedCaller {
  const { account_id: account, id, name } = row;
  if (kind === 'user') return userCaller({ arn, account, name, id, tags });
  if (kind === 'group') return { principal: { type: 'user', account, arn: '', id: '' }, keys: [] };
  const partition = arn.split(':', 2)[1] ?? '';
  const session = `arn:${partition}:sts::${account}:assumed-role/${name}/simulation`;
  return {
    principal: { type: 'role-session', account, arn: session, roleArn: arn, roleId: id },
    keys: [
      ['aws:PrincipalArn', arn],
      ['aws:PrincipalAccount', account],
      ['aws:PrincipalType', 'AssumedRole'],
      ...tagKeys(tags),
    ],
  };
}

interface SimulatedUser {
  readonly arn: string;
  readonly account: string;
  readonly name: string;
  readonly id: string;
  readonly tags: readonly Tag[];
}

function userCaller({ arn, account, name, id, tags }: SimulatedUser): SimulatedCaller {
  return {
    principal: { type: 'user', account, arn, id },
    keys: [
      ['aws:PrincipalArn', arn],
      ['aws:PrincipalAccount', account],
      ['aws:PrincipalType', 'User'],
      ['aws:username', name],
      ...(id === '' ? [] : [['aws:userid', id] as const]),
      ...tagKeys(tags),
    ],
  };
}

function tagKeys(tags: readonly Tag[]): readonly (readonly [string, string])[] {
  return tags.map(({ Key, Value }) => [`aws:PrincipalTag/${Key}`, Value]);
}
