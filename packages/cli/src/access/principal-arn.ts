import { wrongUsage } from '../failure.ts';

/** What a `--principal` names. */
export type PrincipalName =
  | { readonly type: 'root'; readonly partition: string; readonly account: string }
  | { readonly type: 'user'; readonly partition: string; readonly account: string; readonly name: string }
  | { readonly type: 'role'; readonly partition: string; readonly account: string; readonly name: string }
  | {
      readonly type: 'session';
      readonly partition: string;
      readonly account: string;
      /** Of the role, without a path: the ARN of a session has none. */
      readonly name: string;
      readonly session: string;
    }
  | { readonly type: 'service'; readonly name: string };

/** The longest ARN of a principal. Source: the API model of IAM. */
const MAX_LENGTH = 2_048;

/**
 * Reads the ARN of a user, a role, a session of a role or an account's root user, or a service's name. Throws a
 * `Failure` that says what would do.
 */
export function readPrincipalName(text: string): PrincipalName {
  if (/^[a-z0-9-]{1,64}\.amazonaws\.com$/.test(text)) return { type: 'service', name: text };
  const [prefix, partition = '', service, region, account = '', resource = '', ...rest] =
    text.length > MAX_LENGTH ? [] : text.split(':');
  const isArn = prefix === 'arn' && /^aws[a-z-]*$/.test(partition) && region === '' && rest.length === 0;
  if (!isArn || !/^\d{12}$/.test(account)) throw wrongUsage(`\`${text.slice(0, 200)}\` is no ARN of a principal`);
  const [type, ...names] = resource.split('/');
  const name = names.at(-1) ?? '';
  const place = { partition, account };
  if (service === 'iam' && resource === 'root') return { type: 'root', ...place };
  if (service === 'iam' && (type === 'user' || type === 'role') && name !== '') return { type, ...place, name };
  const [role = '', session = ''] = names;
  if (service === 'sts' && type === 'assumed-role' && role !== '' && session !== '' && names.length === 2)
    return { type: 'session', ...place, name: role, session };
  throw wrongUsage(
    service === 'iam' && type === 'group'
      ? 'a group is no principal: name one of its users'
      : 'a principal is a user, a role, a session of a role (`arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`), the root user or a service',
  );
}
