import { cloudtrail } from '@coffer/wire/services';
import type { Service } from '../../pipeline/operation.ts';
import type { Database } from '../../storage/database.ts';
import { lookupEvents } from './lookup-events.ts';

/** AWS CloudTrail: lets an account read its own audit trail. */
export function cloudtrailService(database: Database): Service<typeof cloudtrail> {
  return { contract: cloudtrail, operations: { LookupEvents: lookupEvents(database) } };
}
