import type { ProcessPool } from './process-pool.ts';

/** How often memory is looked at, in milliseconds. Between two looks each process is held by its own limit. */
const INTERVAL_MS = 100;

/** Ends processes that have more memory than their function's `MemorySize`, and those that nobody needs any more. */
export function watchMemory(pool: ProcessPool): { begin(): void; end(): void } {
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const look = () => {
    pool.sweep();
    for (const process of pool.processes) process.look();
    if (pool.isUnused) end();
  };
  return {
    begin() {
      timer ??= setInterval(look, INTERVAL_MS).unref();
    },
    end,
  };
}
