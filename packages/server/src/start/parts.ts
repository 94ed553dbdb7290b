import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { CompiledPolicy } from '@coffer/policy';
import { listAccounts } from '../accounts/account-store.ts';
import { BatchingTrail } from '../audit/audit-trail.ts';
import { AuditMirror } from '../audit/mirror.ts';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { JobRunner } from '../jobs/runner.ts';
import type { Keyring } from '../keys/keyring.ts';
import type { RootKeyProvider } from '../keys/root-key.ts';
import { makeLog } from '../log.ts';
import type { Log } from '../log.ts';
import { makeLine } from '../make-line.ts';
import { Metrics } from '../metrics.ts';
import type { ServerOptions } from '../options.ts';
import type { Line } from '../pipeline/line.ts';
import { makeQuotas } from '../quotas/quotas.ts';
import { SecurityLog } from '../security-log.ts';
import { END_OF_WAITING, endOfWaiting } from '../services/kms/end-of-waiting.ts';
import { keyRotation } from '../services/kms/rotation-job.ts';
import { KEY_ROTATION } from '../services/kms/rotation.ts';
import { END_OF_RECOVERY } from '../services/secretsmanager/delete-secret.ts';
import { endOfRecovery } from '../services/secretsmanager/end-of-recovery.ts';
import { REPLICATION } from '../services/secretsmanager/replica-store.ts';
import { replicationJob } from '../services/secretsmanager/replication-job.ts';
import type { Database } from '../storage/database.ts';
import { httpsGetter } from '../transport/https-get.ts';
import { builtInFunctions } from './built-ins.ts';
import { ensureDefaultKeys } from './default-keys.ts';
import type { FunctionHost } from './function-host.ts';
import { configuredBuckets } from './function-buckets.ts';
import { configuredElsewhere } from './functions-elsewhere.ts';
import { functionHandlers, functionHost, rotationHandlers } from './functions.ts';
import { loadEndpointPolicies } from './endpoint-policies.ts';
import { openKeysWith } from './open-keys.ts';
import { openStorage } from './open-storage.ts';
import { rootKeyProvider } from './root-key-provider.ts';
import { RootKeys } from './root-keys.ts';
import type { FirstAccount } from './root-user.ts';
import { ensureAccount } from './root-user.ts';
import { stackHandlers } from './stacks.ts';
import { sweepLeftovers } from './sweep.ts';
import { readTrustedCas } from './trusted-cas.ts';

/** A server without its addresses: everything that answers requests and does its work beside them. */
export interface Parts {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly rootKeys: RootKeys;
  readonly account: FirstAccount;
  /** How many accounts are active, the first one among them. */
  readonly accounts: number;
  readonly line: Line;
  /** Of VPC endpoints, by their ids; what changes in it is in force at once. */
  readonly endpointPolicies: Map<string, CompiledPolicy>;
  readonly jobs: JobRunner;
  /** Jobs that run functions. */
  readonly functionJobs: JobRunner;
  /** Rotations. */
  readonly rotationJobs: JobRunner;
  readonly functions: FunctionHost;
  readonly mirror: AuditMirror | undefined;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly notices: readonly string[];
}

/** Opens the keys, or waits until they are open. */
export type OpenKeys = (
  provider: RootKeyProvider,
  parts: Pick<Parts, 'database' | 'log' | 'metrics'>,
) => Promise<Keyring>;

/** Opens everything, each into the stack that will close it. */
export async function openParts(
  stack: AsyncDisposableStack,
  options: ServerOptions,
  clock: Clock = systemClock,
  openKeys: OpenKeys = (provider, { database }) => openKeysWith(provider, database),
): Promise<Parts> {
  const endpointPolicies = new Map<string, CompiledPolicy>();
  // Before anything is made: what it refuses, the administrator wrote.
  await loadEndpointPolicies(options, endpointPolicies);
  const { places, accounts: elsewhere } = await configuredElsewhere(options);
  const log = makeLog(options.logLevel);
  const metrics = new Metrics();
  const { database, notices } = stack.use(await openStorage(options));
  await sweepLeftovers(options.dataDir);
  const provider = await rootKeyProvider(options);
  const keyring = await openKeys(provider, { database, log, metrics });
  const base = { database, keyring, clock, random: randomBytes };
  const account = await ensureAccount(base, options);
  const accounts = (await database.read(listAccounts)).filter(({ status }) => status === 'ACTIVE');
  for (const each of accounts) await ensureDefaultKeys(base, each.account_id, options.regions);
  const node = options.auditLog === undefined ? undefined : `${hostname()} ${options.dataDir}`;
  const mirror = openMirror(stack, { options, database, clock, node, log });
  const audit = stack.use(new BatchingTrail(database, clock, { mirrorNode: node }));
  const rootKeys = new RootKeys({ database, keyring, audit, clock, random: randomBytes, log }, options, provider);
  metrics.gauge('coffer_root_key_away', '1 while a restart would have to wait for the root key', () =>
    rootKeys.isAway ? 1 : 0,
  );
  const securityLog = stack.use(new SecurityLog(log, clock, metrics));
  const quotas = makeQuotas(options.quotas);
  const { regions } = options;
  const fetchDocument = httpsGetter(await readTrustedCas(options));
  const parts = { database, keyring, audit, clock, log, metrics, securityLog, regions, quotas, fetchDocument };
  const functions = functionHost(options, { log, clock, line: () => line, places });
  const functionBuckets = await configuredBuckets(options, clock);
  const builtIns = builtInFunctions();
  const onRotation = () => rotationJobs.nudge();
  const ofFunctions = { functions, functionBuckets, builtIns, elsewhere };
  const line: Line = makeLine({ ...parts, ...ofFunctions, endpointPolicies, onRotation });
  const handlers = new Map([
    [END_OF_RECOVERY, endOfRecovery({ audit, clock, random: randomBytes })],
    [REPLICATION, replicationJob(line)],
    [END_OF_WAITING, endOfWaiting({ audit, clock, random: randomBytes })],
    [KEY_ROTATION, keyRotation({ database, keyring, audit, clock, random: randomBytes })],
    ...stackHandlers(line),
  ]);
  const jobs = stack.use(new JobRunner({ database, clock, log, handlers }));
  // A function takes as long as it takes: nothing else waits for it.
  const functionJobs = stack.use(
    new JobRunner({
      database,
      clock,
      log,
      handlers: functionHandlers(line, { keyring, ...ofFunctions }),
      parallel: 8,
    }),
  );
  // A runner of their own: calls that nobody waits for may be many.
  const rotationJobs: JobRunner = stack.use(
    new JobRunner({ database, clock, log, handlers: rotationHandlers(line), parallel: 8 }),
  );
  // Closed before the jobs, which wait for their functions.
  stack.use(functions);
  const opened = {
    database,
    keyring,
    rootKeys,
    account,
    accounts: accounts.length,
    line,
    endpointPolicies,
    functions,
    functionJobs,
    rotationJobs,
  };
  return { ...opened, jobs, mirror, metrics, log, notices };
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
