import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
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
import { DEFAULT_KEYS, ensureDefaultKey } from '../services/kms/default-key.ts';
import { END_OF_RECOVERY } from '../services/secretsmanager/delete-secret.ts';
import { endOfRecovery } from '../services/secretsmanager/end-of-recovery.ts';
import type { Database } from '../storage/database.ts';
import { openKeys } from './open-keys.ts';
import { openStorage } from './open-storage.ts';
import type { FirstAccount } from './root-user.ts';
import { ensureAccount } from './root-user.ts';
import { sweepLeftovers } from './sweep.ts';

/** A server without its addresses: everything that answers requests and does its work beside them. */
export interface Parts {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly account: FirstAccount;
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
  for (const region of options.regions) {
    for (const key of DEFAULT_KEYS) await ensureDefaultKey(base, account.accountId, region, key);
  }
  const node = options.auditLog === undefined ? undefined : `${hostname()} ${options.dataDir}`;
  const mirror = openMirror(stack, { options, database, clock, node, log });
  const audit = stack.use(new BatchingTrail(database, clock, { mirrorNode: node }));
  const securityLog = stack.use(new SecurityLog(log, clock, metrics));
  const quotas = makeQuotas(options.quotas);
  const { regions } = options;
  const line = makeLine({ database, keyring, audit, clock, log, metrics, securityLog, regions, quotas });
  const handlers = new Map([[END_OF_RECOVERY, endOfRecovery({ audit, clock, random: randomBytes })]]);
  const jobs = stack.use(new JobRunner({ database, clock, log, handlers }));
  return { database, keyring, account, line, jobs, mirror, metrics, log, notices };
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
