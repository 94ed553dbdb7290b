import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { listAccounts } from '../accounts/account-store.ts';
import { BatchingTrail } from '../audit/audit-trail.ts';
import { AuditMirror } from '../audit/mirror.ts';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { JobRunner } from '../jobs/runner.ts';
import type { Keyring } from '../keys/keyring.ts';
import { makeLog } from '../log.ts';
import type { Log } from '../log.ts';
import { makeLine } from '../make-line.ts';
import { Metrics } from '../metrics.ts';
import type { ServerOptions } from '../options.ts';
import type { Line } from '../pipeline/line.ts';
import { makeQuotas } from '../quotas/quotas.ts';
import { SecurityLog } from '../security-log.ts';
import { END_OF_WAITING, endOfWaiting } from '../services/kms/end-of-waiting.ts';
import { END_OF_RECOVERY } from '../services/secretsmanager/delete-secret.ts';
import { endOfRecovery } from '../services/secretsmanager/end-of-recovery.ts';
import { REPLICATION } from '../services/secretsmanager/replica-store.ts';
import { replicationJob } from '../services/secretsmanager/replication-job.ts';
import type { Database } from '../storage/database.ts';
import { httpsGetter } from '../transport/https-get.ts';
import { ensureDefaultKeys } from './default-keys.ts';
import { openKeys } from './open-keys.ts';
import { openStorage } from './open-storage.ts';
import type { FirstAccount } from './root-user.ts';
import { ensureAccount } from './root-user.ts';
import { sweepLeftovers } from './sweep.ts';
import { readTrustedCas } from './trusted-cas.ts';

/** A server without its addresses: everything that answers requests and does its work beside them. */
export interface Parts {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly account: FirstAccount;
  /** How many accounts are active, the first one among them. */
  readonly accounts: number;
  readonly line: Line;
  readonly jobs: JobRunner;
  readonly mirror: AuditMirror | undefined;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly notices: readonly string[];
}

/** Opens everything, each into the stack that will close it. */
export async function openParts(
  stack: AsyncDisposableStack,
  options: ServerOptions,
  clock: Clock = systemClock,
): Promise<Parts> {
  const log = makeLog(options.logLevel);
  const metrics = new Metrics();
  const { database, notices } = stack.use(await openStorage(options));
  await sweepLeftovers(options.dataDir);
  const keyring = await openKeys(options, database);
  const base = { database, keyring, clock, random: randomBytes };
  const account = await ensureAccount(base, options);
  const accounts = (await database.read(listAccounts)).filter(({ status }) => status === 'ACTIVE');
  for (const each of accounts) await ensureDefaultKeys(base, each.account_id, options.regions);
  const node = options.auditLog === undefined ? undefined : `${hostname()} ${options.dataDir}`;
  const mirror = openMirror(stack, { options, database, clock, node, log });
  const audit = stack.use(new BatchingTrail(database, clock, { mirrorNode: node }));
  const securityLog = stack.use(new SecurityLog(log, clock, metrics));
  const quotas = makeQuotas(options.quotas);
  const { regions } = options;
  const fetchDocument = httpsGetter(await readTrustedCas(options));
  const parts = { database, keyring, audit, clock, log, metrics, securityLog, regions, quotas, fetchDocument };
  const line = makeLine(parts);
  const handlers = new Map([
    [END_OF_RECOVERY, endOfRecovery({ audit, clock, random: randomBytes })],
    [REPLICATION, replicationJob(line)],
    [END_OF_WAITING, endOfWaiting({ audit, clock, random: randomBytes })],
  ]);
  const jobs = stack.use(new JobRunner({ database, clock, log, handlers }));
  return { database, keyring, account, accounts: accounts.length, line, jobs, mirror, metrics, log, notices };
}

function openMirror(
  stack: AsyncDisposableStack,
  parts: {
    readonly options: ServerOptions;
    readonly database: Database;
    readonly clock: Clock;
    readonly node: string | undefined;
    readonly log: Log;
  },
): AuditMirror | undefined {
  const { database, clock, node, log } = parts;
  const path = parts.options.auditLog;
  if (path === undefined || node === undefined) return undefined;
  const onError = (error: unknown) => log.error({ error }, 'the audit log cannot be written');
  const mirror = stack.use(new AuditMirror({ database, clock, path, node, onError }));
  // The trail is closed before: what it stored last is written too.
  stack.defer(async () => {
    await mirror.drain();
  });
  return mirror;
}
