/**
 * A start whose root key is not there yet: what holds it is away, or people must bring their shares. The server listens,
 * says so to everybody in the protocol of the request, and goes on by itself.
 */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchingTrail } from '../audit/audit-trail.ts';
import { systemClock } from '../clock.ts';
import type { Keyring } from '../keys/keyring.ts';
import { RootKeyAway, RootKeySealed } from '../keys/root-key.ts';
import type { RootKeyProvider } from '../keys/root-key.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { ServerOptions } from '../options.ts';
import type { Database } from '../storage/database.ts';
import { adminHandler } from './admin.ts';
import type { Front } from './front.ts';
import { openFront } from './front.ts';
import { loadRecord } from './keyring-store.ts';
import { openKeysWith } from './open-keys.ts';
import { sealedCertificate } from './sealed-certificate.ts';
import { sealedHandler } from './sealed-handler.ts';
import { Unsealing } from './unsealing.ts';
import { writeWhole } from './write-file.ts';

/** A server that waits for its root key. */
export interface SealedServer {
  readonly https: string;
  /** Path of what to trust there (PEM): it is made for this wait alone, unless the certificate is one's own. */
  readonly ca: string;
  readonly pid: number;
  /** For operators: what it waits for, and what to do. */
  readonly why: string;
}

export interface SealedHooks {
  /** Told when the wait begins. */
  readonly onSealed?: ((sealed: SealedServer) => void) | undefined;
  /** Ends the wait: the start rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Keys that a start had to wait for, and where the server listens already. */
export interface AwaitedKeys {
  readonly keyring: Keyring;
  readonly front: Front;
}

/** The first pause between two attempts, and the longest, in milliseconds. */
const PAUSE_MS = { first: 1_000, longest: 30_000 };

export interface WaitParts {
  readonly database: Database;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly provider: RootKeyProvider;
}

/**
 * Listens, and waits for the keys that a first attempt could not open.
 *
 * @throws RootKeyRefused, OperatorError when waiting does not help any more; the signal's reason
 */
export async function waitForKeys(
  stack: AsyncDisposableStack,
  options: ServerOptions,
  { database, log, metrics, provider }: WaitParts,
  { onSealed, signal }: SealedHooks,
  first: RootKeyAway | RootKeySealed,
): Promise<AwaitedKeys> {
  let why = first.message;
  const certificate = await sealedCertificate(options, new Date(systemClock.now()));
  await using audit = new BatchingTrail(database, systemClock);
  const record = await database.read(loadRecord);
  using unsealing =
    first instanceof RootKeySealed && record !== undefined
      ? new Unsealing({ database, audit, clock: systemClock, log, metrics }, options, record.rootKeyId, first.threshold)
      : undefined;
  const operators = adminHandler({
    database,
    metrics,
    isDraining: () => false,
    sealed: () => why,
    commands: new Map([
      [
        '/root-key/status',
        async () => {
          const stored = await database.read(loadRecord);
          const shares = unsealing === undefined ? {} : { shares: unsealing.progress() };
          return { rootKeyId: stored?.rootKeyId ?? null, provider: provider.kind, state: 'sealed', why, ...shares };
        },
      ],
    ]),
  });
  const handlers = { clients: sealedHandler(systemClock, unsealing), operators };
  const front = await openFront(stack, options, { handlers, certificate, log, metrics });
  let isSealed = 1;
  metrics.gauge('coffer_sealed', '1 while the server waits for its root key', () => isSealed);
  const path = join(options.dataDir, 'sealed.json');
  await using files = new AsyncDisposableStack();
  const file: SealedServer = { https: front.addresses.https, ca: certificate.ca, pid: process.pid, why };
  files.defer(() => rm(path, { force: true }));
  if (options.tlsCert === undefined) files.defer(() => rm(certificate.ca, { force: true }));
  await writeWhole(path, `${JSON.stringify(file, null, 2)}\n`, 0o600);
  log.warn({ address: front.addresses.https }, `the server is sealed: ${why}`);
  onSealed?.(file);
  const opened =
    unsealing === undefined
      ? retry(provider, database, signal, message => {
          if (message !== why) log.warn(`the server is sealed: ${message}`);
          why = message;
        })
      : unsealing.opened.then(key => openKeysWith({ ...provider, open: () => Promise.resolve(key) }, database));
  const keyring = await Promise.race([opened, ...(signal === undefined ? [] : [aborted(signal)])]);
  isSealed = 0;
  log.info('the root key is open: the server goes on');
  return { keyring, front };
}

async function retry(
  provider: RootKeyProvider,
  database: Database,
  signal: AbortSignal | undefined,
  onAway: (message: string) => void,
): Promise<Keyring> {
  for (let pause = PAUSE_MS.first; ; pause = Math.min(pause * 2, PAUSE_MS.longest)) {
    await sleep(pause, undefined, signal === undefined ? {} : { signal });
    try {
      return await openKeysWith(provider, database);
    } catch (error) {
      if (!(error instanceof RootKeyAway)) throw error;
      onAway(error.message);
    }
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}
