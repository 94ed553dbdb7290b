import type { PrincipalEntry } from '../policy.ts';

/** The longest ARN of IAM: a path of 512 characters and a name of 64, with room. */
const MAX_ARN_LENGTH = 2048;

/** The characters of IAM names and paths. */
const NAME = /^[\w+=,.@/-]+$/;

/**
 * Reads the value of an `AWS` principal that is an ARN. Users, roles, sessions and accounts can be principals; groups and
 * everything else cannot, and no part may have a wildcard: then undefined.
 */
export function readPrincipalArn(arn: string): PrincipalEntry | undefined {
  if (arn.length > MAX_ARN_LENGTH) {
    return undefined;
  }
  const [prefix, partition = '', service, region, account = '', resource = '', ...rest] = arn.split(':');
  if (
    prefix !== 'arn' ||
    !/^aws[a-z-]*$/.test(partition) ||
    region !== '' ||
    !isAccountId(account) ||
    rest.length > 0
  ) {
    return undefined;
  }

  const [type, ...names] = resource.split('/');
  if (service === 'iam' && resource === 'root') {
    return { type: 'account', account };
  }
  const isPrincipal =
    service === 'iam'
      ? (type === 'user' || type === 'role') && names.length > 0
      : service === 'sts' &&
        ((type === 'assumed-role' && names.length === 2) || (type === 'federated-user' && names.length === 1));
  return isPrincipal && names.every(name => name !== '') && NAME.test(resource) ? { type: 'arn', arn } : undefined;
}

export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}

/** The unique id of a user or role, which stands in a policy when its owner was deleted. */
export function isUniqueId(text: string): boolean {
  return /^(?:AIDA|AROA)[A-Z0-9]{12,124}$/.test(text);
}
