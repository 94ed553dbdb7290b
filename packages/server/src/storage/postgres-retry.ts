import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresUnavailable } from './postgres-errors.ts';

/** How often `f` runs again because others stood in its way. */
const MAX_CONFLICTS = 10;

export interface RetryOptions {
  /** How long to wait before each further attempt after a lost connection; as many attempts as delays. */
  readonly delaysMs: readonly number[];
  /** Called before a further attempt when what is prepared no longer fits the schema. */
  readonly prepareAgain: () => void;
}

/** Runs `f` again as far as the remedy of its error allows; throws its last error. */
export async function retry<T>(f: () => Promise<T>, options: RetryOptions): Promise<T> {
  let conflicts = 0;
  let losses = 0;
  for (;;) {
    try {
      return await f();
    } catch (error) {
      const remedy = error instanceof PostgresUnavailable ? error.remedy : 'none';
      const delayMs = options.delaysMs[losses];
      if (remedy === 'none') throw error;
      if (remedy === 'reconnect') {
        if (delayMs === undefined) throw error;
        losses += 1;
        await sleep(delayMs);
      } else {
        if (conflicts === MAX_CONFLICTS) throw error;
        conflicts += 1;
        if (remedy === 'prepare again') options.prepareAgain();
      }
    }
  }
}
