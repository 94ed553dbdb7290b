import type { AuditFact } from '../../audit/fact.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { arnOf } from './load-secret.ts';
import type { Purpose, Rotation } from './rotation-machine.ts';
import type { SecretRow } from './rows.ts';
import { secretResource } from './trail.ts';

/** What CloudTrail shows of a rotation, without its prefix. */
export type RotationEvent = 'Started' | 'Succeeded' | 'Failed' | 'Abandoned';

/** Where service events go that may have an error. */
export interface EventScope extends Pick<Scope, 'partition'> {
  event(
    fact: Pick<AuditFact, 'name' | 'accountId' | 'region' | 'resources' | 'additional'> &
      Partial<Pick<AuditFact, 'requestId' | 'errorMessage'>>,
  ): void;
}

/**
 * Records a service event of a rotation. Names, `requestID` and `additionalEventData` are those of CloudTrail's records;
 * a test that is abandoned has failed.
 */
export function rotationEvent(
  scope: EventScope,
  secret: SecretRow,
  { versionId, purpose }: Pick<Rotation, 'versionId' | 'purpose'>,
  event: RotationEvent,
  errorMessage?: string,
): void {
  const arn = arnOf(scope, secret);
  scope.event({
    name: eventName(purpose, event),
    accountId: secret.account_id,
    region: secret.region,
    resources: secretResource(arn),
    additional: { SecretId: arn },
    requestId: `Rotation-${arn}-${versionId}`,
    ...(errorMessage === undefined ? {} : { errorMessage }),
  });
}

function eventName(purpose: Purpose, event: RotationEvent): string {
  if (purpose === 'rotate') return `Rotation${event}`;
  return `TestRotation${event === 'Abandoned' ? 'Failed' : event}`;
}
