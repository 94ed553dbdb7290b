import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import { secretNotFound } from './errors.ts';
import { formatSecretArn } from './secret-arn.ts';
import { isMeantBy, parseSecretId, readSecretId, resourceArnFor } from './secret-id.ts';
import type { CurrentRow } from './store.ts';
import { findSecret } from './store.ts';
import type { SecretRow } from './rows.ts';

/** What a request that names a secret has found. */
export interface LoadedSecret {
  readonly secret: CurrentRow | undefined;
  /** What policies are asked about: the secret's ARN, or the one that it would have. Undefined: no SecretId. */
  readonly arn: string | undefined;
  readonly accountId: string;
}

/**
 * Finds the secret that a SecretId means: by name in the caller's account, by ARN in the account that it names. An ARN
 * of another region or partition finds nothing here.
 */
export async function loadSecret(
  scope: Scope,
  input: { readonly SecretId?: string | undefined },
): Promise<LoadedSecret> {
  const home = { partition: scope.partition, region: scope.region, accountId: scope.accountId };
  const reference = input.SecretId === undefined ? undefined : parseSecretId(input.SecretId);
  if (reference === undefined) return { secret: undefined, arn: undefined, accountId: scope.accountId };
  const { accountId, region, partition } = reference.kind === 'arn' ? reference : home;
  const isHere = region === scope.region && partition === scope.partition;
  const row = isHere ? await findSecret(scope.reader, { accountId, region, name: reference.name }) : undefined;
  const secret = row !== undefined && isMeantBy(reference, row.suffix) ? row : undefined;
  return {
    secret,
    arn: secret === undefined ? resourceArnFor(reference, home) : arnOf(scope, secret),
    accountId,
  };
}

/** The one question that most operations ask: may the caller do this to this secret? */
export function accessTo(action: string) {
  return (_scope: Scope, _input: object, loaded: LoadedSecret): readonly AccessRequest[] => [
    { action: `secretsmanager:${action}`, resource: loaded.arn, resourceAccountId: loaded.accountId },
  ];
}

/**
 * The secret, for an operation whose input is valid.
 *
 * @throws AwsError ValidationException for a SecretId that can name nothing, ResourceNotFoundException
 */
export function existing(loaded: LoadedSecret, input: { readonly SecretId: string }): CurrentRow {
  if (loaded.secret !== undefined) return loaded.secret;
  readSecretId(input.SecretId);
  throw secretNotFound();
}

export function arnOf(
  scope: Pick<Scope, 'partition'>,
  secret: Pick<SecretRow, 'account_id' | 'region' | 'name' | 'suffix'>,
): string {
  return formatSecretArn({
    partition: scope.partition,
    region: secret.region,
    accountId: secret.account_id,
    name: secret.name,
    suffix: secret.suffix,
  });
}
