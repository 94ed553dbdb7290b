import { cloudtrail } from '@coffer/wire/services';
import type { Ask } from '../client/ask.ts';
import { isDenied } from '../client/ask.ts';
import type { RotationEvent } from './status-text.ts';

/** Pages of the trail that are looked through. */
const MAX_PAGES = 10;
/** The last rotation began with one, and each attempt that failed is another. */
const WANTED = 20;

/**
 * The newest events of a secret's rotation, the newest first, of all versions or of the rotation to one; undefined:
 * whoever asks may not look.
 */
export async function rotationEvents(
  ask: Ask,
  arn: string,
  versionId?: string,
): Promise<readonly RotationEvent[] | undefined> {
  const LookupAttributes = [{ AttributeKey: 'ResourceName', AttributeValue: arn }];
  const events: RotationEvent[] = [];
  let NextToken: string | undefined;
  try {
    for (let page = 0; page < MAX_PAGES && events.length < WANTED; page++) {
      const input = { LookupAttributes, ...(NextToken === undefined ? {} : { NextToken }) };
      const answer = await ask(cloudtrail, 'LookupEvents', input);
      for (const { EventName = '', CloudTrailEvent = '{}' } of answer.Events ?? []) {
        if (!EventName.startsWith('Rotation') && !EventName.startsWith('TestRotation')) continue;
        const { event, request } = readEvent(EventName, CloudTrailEvent);
        if (versionId === undefined || request === `Rotation-${arn}-${versionId}`) events.push(event);
      }
      ({ NextToken } = answer);
      if (NextToken === undefined) break;
    }
    return events;
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}

function readEvent(name: string, record: string): { readonly event: RotationEvent; readonly request: string } {
  const { eventTime = '', errorMessage, requestID = '' } = JSON.parse(record) as Partial<Record<string, string>>; // CloudTrail's members
  return { event: { name, time: eventTime, why: errorMessage }, request: requestID };
}
