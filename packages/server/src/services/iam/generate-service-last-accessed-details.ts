import { iam } from '@coffer/wire/services';
import { indexAll } from '../../audit/indexer.ts';
import { insertServiceUseReport, listServiceUses } from '../../identities/service-use-store.ts';
import type { Operation } from '../../pipeline/operation.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import type { Database } from '../../storage/database.ts';
import { loadSubject, readSubject } from './service-use-subject.ts';
import { serviceUseReport } from './service-use-report.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';

/** How long reports can be read. Source: API reference, GetServiceLastAccessedDetails. */
const KEPT_MS = 7 * 86_400_000;

/**
 * GenerateServiceLastAccessedDetails: the report is there at once, but is asked for by its job's id as in AWS. It knows
 * of every request that was answered before: what the trail's index does not know yet is indexed first.
 */
export function makeGenerateServiceLastAccessedDetails(
  database: Database,
): Operation<typeof iam.operations.GenerateServiceLastAccessedDetails> {
  return defineWrite(iam.operations.GenerateServiceLastAccessedDetails, {
    load: loadSubject,
    access: (scope, { Arn }) => [
      { action: 'iam:GenerateServiceLastAccessedDetails', resource: Arn, resourceAccountId: scope.accountId },
    ],
    async prepare(scope, { Arn, Granularity = 'SERVICE_LEVEL' }, loaded) {
      const { documents, arns } = await readSubject(scope, Arn, loaded);
      await indexAll(database);
      const uses = await listServiceUses(scope.reader, [...arns.keys()]);
      const report = serviceUseReport(Granularity, documents, uses, arns);
      return { jobId: uuid(scope.random(16)), body: JSON.stringify(report) };
    },
    async handle(scope, writer, _input, _loaded, { jobId, body }) {
      const report = { job_id: jobId, account_id: scope.accountId, created_at: wholeSecond(scope.now), body };
      await insertServiceUseReport(writer, report, scope.now - KEPT_MS);
      return { JobId: jobId };
    },
    trail: writeTrail(iam.operations.GenerateServiceLastAccessedDetails),
  });
}

/** RFC 9562, version 4. */
function uuid(bytes: Uint8Array): string {
  const random = Buffer.from(bytes);
  random[6] = ((random[6] ?? 0) & 0x0f) | 0x40;
  random[8] = ((random[8] ?? 0) & 0x3f) | 0x80;
  return random.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
