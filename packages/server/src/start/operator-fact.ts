import type { AuditFact } from '../audit/fact.ts';
import { eventIds } from '../audit/uuid-v7.ts';
import type { Random } from '../clock.ts';

/** The record of an operator's command: like everything else it leaves one, in the trail of the account it is about. */
export function operatorFact(
  random: Random,
  event: Pick<AuditFact, 'at' | 'service' | 'name' | 'region' | 'accountId' | 'additional'>,
): AuditFact {
  const eventId = eventIds(random)(event.at);
  return {
    ...event,
    eventId,
    type: 'AwsServiceEvent',
    requestId: eventId,
    readOnly: false,
    invokedBy: 'operator',
    parameters: null,
    response: null,
    resources: [],
  };
}
