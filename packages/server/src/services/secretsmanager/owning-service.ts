/**
 * Secrets that one of AWS's services makes for its caller and owns from then on. Who it is for may read such a secret,
 * and changes it through that service.
 */
import type { Scope } from '../../pipeline/operation.ts';
import { ownedByService } from './errors.ts';
import type { SecretRow, Tag } from './rows.ts';

/** Source: the user guide, "Secrets managed by other AWS services"; QuickSight's managed policies. */
const OWNING_SERVICES: ReadonlySet<string> = new Set([
  'appflow',
  'databrew',
  'directconnect',
  'events',
  'opsworks-cm',
  'quicksight',
  'rds',
  'sqlworkbench',
]);

/** Recorded: an owned secret has this tag, with the service as its value. */
const OWNER_TAG = 'aws:secretsmanager:owningService';

/**
 * The service that owns a new secret: the one that makes it for the caller, under a name with the service's prefix.
 * A name alone makes nobody the owner: null.
 */
export function ownerOfNew(scope: Pick<Scope, 'via'>, name: string): string | null {
  const service = callingService(scope);
  return service !== undefined && OWNING_SERVICES.has(service) && name.startsWith(`${service}!`) ? service : null;
}

/**
 * The tags of a new secret, with the one that names its owner. INVARIANT: a secret with an owner has that tag, which no
 * request may set or remove: the index of searches finds it by that.
 */
export function withOwnerTag(tags: readonly Tag[] | undefined, owner: string | null): readonly Tag[] | undefined {
  return owner === null ? tags : [...(tags ?? []), { Key: OWNER_TAG, Value: owner }];
}

/**
 * For what the owning service alone may do to its secret.
 *
 * @throws AwsError InvalidRequestException for a call that does not come through that service
 */
export function assertOwner(scope: Pick<Scope, 'via'>, { owning_service: owner }: Pick<SecretRow, 'owning_service'>) {
  if (owner !== null && callingService(scope) !== owner) throw ownedByService(owner);
}

/** `events`, of `events.amazonaws.com`. */
function callingService({ via }: Pick<Scope, 'via'>): string | undefined {
  return via?.split('.', 1)[0];
}
