import type { Random } from '../../clock.ts';
import type { AuditTrail } from '../../audit/trail.ts';
import type { AuditFact } from '../../audit/fact.ts';
import type { Clock } from '../../clock.ts';
import { eventIds } from '../../audit/uuid-v7.ts';
import type { JobHandler } from '../../jobs/runner.ts';
import { scheduleJob } from '../../jobs/store.ts';
import { partitionOf } from '../../pipeline/region.ts';
import { eachVersionEvent } from './deletion-events.ts';
import { deleteSecretRow, listVersions, lockSecret } from './store.ts';

/** The job at the end of a recovery window: the secret goes for ever, unless it was restored meanwhile. */
export function endOfRecovery(parts: {
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly random: Random;
}): JobHandler {
  const { audit, clock, random } = parts;
  const newEventId = eventIds(random);
  return async (job, finish) => {
    const now = clock.now();
    await finish(async writer => {
      const secret = await lockSecret(writer, job.subject);
      if (secret === undefined || secret.delete_after === null) return;
      // Clocks go back now and then: the end of the window counts, not when somebody thought that it had come.
      if (secret.delete_after > now) {
        await scheduleJob(writer, { id: job.id, kind: job.kind, subject: job.subject, due_at: secret.delete_after });
        return;
      }
      const facts: AuditFact[] = [];
      const scope = {
        partition: partitionOf(secret.region),
        event(fact: Pick<AuditFact, 'name' | 'accountId' | 'region' | 'resources' | 'additional'>) {
          facts.push({
            ...fact,
            eventId: newEventId(now),
            at: now,
            type: 'AwsServiceEvent',
            service: 'secretsmanager',
            requestId: job.id,
            readOnly: false,
            invokedBy: 'secretsmanager.amazonaws.com',
            parameters: null,
            response: null,
          });
        },
      };
      eachVersionEvent(scope, secret, await listVersions(writer, secret.id), 'EndSecretVersionDelete');
      await deleteSecretRow(writer, secret);
      if (facts.length > 0) await audit.insert(writer, facts);
    });
  };
}
