/** Whom grants are for. */
import { readPrincipalArn } from '@coffer/policy';
import { AwsError } from '@coffer/wire';
import { findPrincipals } from '../../identities/named-principals.ts';
import type { Scope } from '../../pipeline/operation.ts';

/** A principal with whom it means. */
export interface GrantPrincipal {
  /** An ARN, or the name of a service. */
  readonly name: string;
  /** The unique id of a user or role; null: no user or role. */
  readonly id: string | null;
}

/**
 * A principal as a request names it: by ARN, or a service by its name. Undefined when the request names none.
 *
 * @param arn an account, a user, a role or a session
 * @throws AwsError InvalidArnException for an ARN of nobody, ValidationException for both at once
 */
export async function readGrantPrincipal(
  { reader, partition }: Pick<Scope, 'reader' | 'partition'>,
  arn: string | undefined,
  service: string | undefined,
): Promise<GrantPrincipal | undefined> {
  if (arn === undefined) return service === undefined ? undefined : { name: service, id: null };
  if (service !== undefined) {
    throw new AwsError('ValidationException', 'Specify a principal or a service principal, not both.');
  }
  const entry = readPrincipalArn(arn);
  const found = entry === undefined ? undefined : await findPrincipals(reader, [entry], partition);
  if (found?.ok !== true) throw invalidPrincipal(arn);
  return { name: arn, id: found.ids.get(arn) ?? null };
}

/** AWS's words, from users' reports. */
export function invalidPrincipal(arn: string): AwsError {
  return new AwsError('InvalidArnException', `ARN does not refer to a valid principal: ${arn}`);
}

/** @throws AwsError ValidationException */
export function requirePrincipal<T>(principal: T | undefined, member: string): T {
  if (principal !== undefined) return principal;
  throw new AwsError('ValidationException', `Specify ${member}Principal or ${member}ServicePrincipal.`);
}
