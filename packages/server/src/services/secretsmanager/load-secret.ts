import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import type { CommittedReader } from '../../storage/database.ts';
import type { KeyMembers } from './condition-keys.ts';
import { requestKeys, secretKeys } from './condition-keys.ts';
import { replicaIsReadOnly, secretNotFound } from './errors.ts';
import { takeFound } from './find-batch.ts';
import { whenKnown } from '../../when-known.ts';
import { policyOf } from './resource-policy.ts';
import { isReplica } from './rows.ts';
import { formatSecretArn } from './secret-arn.ts';
import { isMeantBy, parseSecretId, readSecretId, resourceArnFor } from './secret-id.ts';
import type { CurrentRow, NamedSecret } from './store.ts';
import { findSecret } from './store.ts';
import type { SecretRow } from './rows.ts';

/** What a request that names a secret has found. */
export interface LoadedSecret {
  readonly secret: CurrentRow | undefined;
  /** What policies are asked about: the secret's ARN, or the one that it would have. Undefined: no SecretId. */
  readonly arn: string | undefined;
  /** What a denial shows instead (recorded): the SecretId as it came, which says nothing of whether the secret is there. */
  readonly shownAs?: string | undefined;
  readonly accountId: string;
}

/**
 * Finds the secret that a SecretId means: by name in the caller's account, by ARN in the account that it names. An ARN
 * of another region or partition finds nothing here.
 */
export function loadSecret(
  scope: Scope,
  input: { readonly SecretId?: string | undefined },
): LoadedSecret | Promise<LoadedSecret> {
  const home = { partition: scope.partition, region: scope.region, accountId: scope.accountId };
  const reference = input.SecretId === undefined ? undefined : parseSecretId(input.SecretId);
  if (reference === undefined) return { secret: undefined, arn: undefined, accountId: scope.accountId };
  const { accountId, region, partition } = reference.kind === 'arn' ? reference : home;
  const isHere = region === scope.region && partition === scope.partition;
  const isForeign = accountId !== scope.accountId;
  const reader = isForeign ? withoutMemory(scope.reader) : scope.reader;
  const finding = isHere ? findOnce(reader, { accountId, region, name: reference.name }, input) : undefined;
  return whenKnown(finding, row => {
    const secret = row !== undefined && isMeantBy(reference, row.suffix) ? row : undefined;
    const arn = secret === undefined ? resourceArnFor(reference, home) : knownArnOf(scope, secret);
    return { secret, arn, shownAs: input.SecretId, accountId };
  });
}

/** A batch has found it already. */
function findOnce(
  reader: CommittedReader,
  secret: NamedSecret,
  input: object,
): CurrentRow | undefined | Promise<CurrentRow | undefined> {
  const batch = takeFound(input);
  return batch === undefined ? findSecret(reader, secret) : batch.row;
}

/** Only what exists is remembered: for strangers a secret that is there must not be found faster than one that is not. */
function withoutMemory(reader: CommittedReader): CommittedReader {
  return {
    all: statement => reader.all(statement),
    get: statement => reader.get(statement),
    getRemembered: (_name, statement) => reader.get(statement),
  };
}

/** The one question that most operations ask: may the caller do this to this secret? */
export function accessTo(operation: string) {
  const action = `secretsmanager:${operation}`;
  return (
    _scope: Scope,
    input: KeyMembers,
    { secret, arn, shownAs, accountId }: LoadedSecret,
  ): readonly AccessRequest[] => [
    {
      action,
      resource: arn,
      shownAs,
      resourceAccountId: accountId,
      keys: () => [...secretKeys(arn, secret), ...requestKeys(input)],
      policy: secret === undefined ? undefined : policyOf(secret),
    },
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

/**
 * The secret, for an operation that changes it: a replica is changed in its primary's region only.
 *
 * @throws AwsError as `existing`, and InvalidParameterException for a replica
 */
export function writable(loaded: LoadedSecret, input: { readonly SecretId: string }): CurrentRow {
  const secret = existing(loaded, input);
  if (isReplica(secret)) throw replicaIsReadOnly();
  return secret;
}

/** A row never changes, and one that is remembered is asked for many times. */
const arns = new WeakMap<CurrentRow, string>();

/** `arnOf` for a row of the scope's own region. */
function knownArnOf(scope: Scope, secret: CurrentRow): string {
  const known = arns.get(secret);
  if (known !== undefined) return known;
  const arn = arnOf(scope, secret);
  arns.set(secret, arn);
  return arn;
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
