import type { AuditTrail } from '../../audit/trail.ts';
import { eventIds } from '../../audit/uuid-v7.ts';
import type { Clock, Random } from '../../clock.ts';
import type { JobHandler } from '../../jobs/runner.ts';
import type { Keyring } from '../../keys/keyring.ts';
import { partitionOf } from '../../pipeline/region.ts';
import type { Database } from '../../storage/database.ts';
import { newBackingKey } from './backing-keys.ts';
import { keyArn } from './keys.ts';
import { planRotation, rotationAfter, rotationDetails } from './rotation.ts';
import { findAnyKey, insertBackingKey, isUnchanged, updateKey } from './store.ts';
import { keyResources } from './trail.ts';

/**
 * Rotates a key when its time has come, and plans the next time. A disabled key is left as it is: EnableKey plans the
 * rotation that was due meanwhile.
 */
export function keyRotation(parts: {
  readonly database: Database;
  readonly keyring: Pick<Keyring, 'wrapKeyMaterial'>;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly random: Random;
}): JobHandler {
  const { database, keyring, audit, clock, random } = parts;
  const newEventId = eventIds(random);
  return async (job, finish) => {
    const now = clock.now();
    const key = await database.read(reader => findAnyKey(reader, job.subject));
    if (key === undefined || key.state !== 'Enabled') return finish(() => Promise.resolve());
    const { key_id: keyId, rotation_period: period, next_rotation_at: dueAt } = key;
    if (period === null || dueAt === null) return finish(() => Promise.resolve());
    // Clocks go back now and then: the date that was told counts.
    if (dueAt > now) return finish(writer => planRotation(writer, keyId, dueAt));
    const version = key.backing_version + 1;
    const made = { keyId, version, createdAt: now, rotationType: 'AUTOMATIC' } as const;
    const backing = await newBackingKey({ keyring, random }, made);
    await finish(async writer => {
      // Somebody changed the key while the material was wrapped: once more, with what it is now.
      if (!(await isUnchanged(writer, key))) return planRotation(writer, keyId, now);
      const next = rotationAfter(now, period);
      await updateKey(writer, { ...key, next_rotation_at: next });
      await insertBackingKey(writer, backing);
      await planRotation(writer, keyId, next);
      await audit.insert(writer, [
        {
          eventId: newEventId(now),
          at: now,
          type: 'AwsServiceEvent',
          service: 'kms',
          name: 'RotateKey',
          region: key.region,
          accountId: key.account_id,
          requestId: job.id,
          readOnly: false,
          invokedBy: 'AWS Internal',
          parameters: null,
          response: null,
          resources: keyResources(keyArn({ partition: partitionOf(key.region) }, key)),
          additional: rotationDetails(key, 'AUTOMATIC'),
        },
      ]);
    });
  };
}
