/**
 * What goes on beside the requests: indexing and retention of the audit trail, its mirror, retention of logs, certificates,
 * and rotations that a wrong clock has put off.
 */
import { indexStep } from '../audit/indexer.ts';
import type { AuditMirror } from '../audit/mirror.ts';
import { expireStep } from '../audit/retention.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { ServerOptions } from '../options.ts';
import { MAX_RETRY_MS } from '../services/secretsmanager/rotation-machine.ts';
import { recallRotations } from '../services/secretsmanager/rotation-store.ts';
import type { Database } from '../storage/database.ts';
import type { RootKeys } from './root-keys.ts';

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
/** What indexing takes of every two seconds while requests are being served; what is left, a lookup pays. */
const BUSY_INDEXING_MS = 60;

export interface BackgroundParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly mirror: AuditMirror | undefined;
  /** Renews the certificate when its time has come. */
  readonly renewCertificate: () => Promise<void>;
  /** Requests that are being served now: indexing waits for a quiet moment. */
  readonly inFlight: () => number;
  /** Looked at from time to time: what a restart would find should not come as a surprise. */
  readonly rootKeys: Pick<RootKeys, 'check'>;
}

/** Starts the periodic work; dispose to stop it after what it does now. */
export function startBackground(
  parts: BackgroundParts,
  options: Pick<ServerOptions, 'auditMaxAgeDays' | 'auditMaxBytes'>,
): AsyncDisposable {
  const { database, clock, log, mirror, renewCertificate, inFlight, rootKeys } = parts;
  const tasks = [
    every(2 * SECOND_MS, 'the audit trail was not indexed', log, async isStopped => {
      const pauseAt = performance.now() + BUSY_INDEXING_MS;
      const hasTime = () => !isStopped() && (inFlight() === 0 || performance.now() < pauseAt);
      while ((await indexStep(database)) > 0 && hasTime());
    }),
    every(600 * SECOND_MS, 'old audit records were not deleted', log, async isStopped => {
      const retention = { before: clock.now() - options.auditMaxAgeDays * DAY_MS, maxBytes: options.auditMaxBytes };
      while ((await expireStep(database, retention)).batches > 0 && !isStopped());
    }),
    every(600 * SECOND_MS, 'old log events were not deleted', log, async isStopped => {
      const { expireLogs } = await import('../services/logs/expire.ts');
      await expireLogs(database, clock.now(), isStopped);
    }),
    // The clock may have been wrong: whoever waits for a rotation waits no longer for that than for a retry.
    every(MAX_RETRY_MS, 'rotations that wait for too long were not looked at', log, async () => {
      const recalled = await recallRotations(database, clock.now());
      if (recalled > 0) log.warn({ rotations: recalled }, 'rotations waited for a time that the clock was wrong about');
    }),
    every(DAY_MS / 2, 'the certificate was not renewed', log, renewCertificate),
    every(60 * SECOND_MS, 'the root key was not looked at', log, () => rootKeys.check()),
  ];
  if (mirror !== undefined) {
    tasks.push(
      every(SECOND_MS / 4, 'the audit log was not written', log, async () => {
        await mirror.drain();
      }),
    );
  }
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(tasks.map(task => task[Symbol.asyncDispose]()));
    },
  };
}

/**
 * Runs a task again and again, each time so long after the last one ended. One that takes long has to end soon once it is
 * stopped: the server's end waits for it, and what is left is done after the next start.
 */
function every(
  ms: number,
  failure: string,
  log: Log,
  task: (isStopped: () => boolean) => Promise<void>,
): AsyncDisposable {
  let stopped = false;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  function plan(): void {
    if (!stopped) {
      timer = setTimeout(() => {
        running = run();
      }, ms).unref();
    }
  }
  async function run(): Promise<void> {
    try {
      await task(() => stopped);
    } catch (error) {
      log.error({ error }, failure);
    }
    plan();
  }
  plan();
  return {
    async [Symbol.asyncDispose]() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
