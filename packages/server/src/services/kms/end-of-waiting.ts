import type { AuditTrail } from '../../audit/trail.ts';
import { eventIds } from '../../audit/uuid-v7.ts';
import type { Clock, Random } from '../../clock.ts';
import type { JobHandler } from '../../jobs/runner.ts';
import { scheduleJob } from '../../jobs/store.ts';
import { partitionOf } from '../../pipeline/region.ts';
import { keyArn } from './keys.ts';
import { deleteKey, lockKey } from './store.ts';
import { keyResources } from './trail.ts';

/** The job that deletes a key when its waiting period is over; its subject is the key's id. */
export const END_OF_WAITING = 'kms.end-of-waiting';

/** Deletes the key with its material and its aliases, unless the deletion was cancelled meanwhile. */
export function endOfWaiting(parts: {
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly random: Random;
}): JobHandler {
  const { audit, clock, random } = parts;
  const newEventId = eventIds(random);
  return async (job, finish) => {
    const now = clock.now();
    await finish(async writer => {
      const key = await lockKey(writer, job.subject);
      if (key === undefined || key.state !== 'PendingDeletion' || key.deletion_at === null) return;
      // Clocks go back now and then: the end of the period counts, not when somebody thought that it had come.
      if (key.deletion_at > now) {
        await scheduleJob(writer, { id: job.id, kind: job.kind, subject: job.subject, due_at: key.deletion_at });
        return;
      }
      await deleteKey(writer, key);
      await audit.insert(writer, [
        {
          eventId: newEventId(now),
          at: now,
          type: 'AwsServiceEvent',
          service: 'kms',
          name: 'DeleteKey',
          region: key.region,
          accountId: key.account_id,
          requestId: job.id,
          readOnly: false,
          // As AWS's record of it says.
          invokedBy: 'AWS Internal',
          parameters: null,
          response: null,
          resources: keyResources(keyArn({ partition: partitionOf(key.region) }, key)),
          additional: { keyId: key.key_id },
        },
      ]);
    });
  };
}
