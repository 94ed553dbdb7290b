import { throttling } from '@coffer/wire';
import type { Call } from './call.ts';
import type { Line } from './line.ts';

/**
 * Counts a request against its account's rate, before anything is done for it. What a service calls on the caller's
 * behalf is part of the request that was counted.
 *
 * @throws AwsError ThrottlingException when the account is over its rate
 */
export function throttle({ quotas, clock }: Pick<Line, 'quotas' | 'clock'>, call: Call): void {
  if (quotas.takeRequest === undefined || call.via !== undefined) return;
  const { service } = call.service;
  const { accountId } = call.caller;
  // Not the time of arrival: requests overtake each other on the way here, and a bucket's time must not run back.
  const now = clock.now();
  if (!quotas.takeRequest({ service, operation: call.name, accountId, region: call.region, now })) throw throttling();
}
