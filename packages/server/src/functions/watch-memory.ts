import type { ProcessPool } from './process-pool.ts';

/** How often memory is looked at, in milliseconds. Between two looks each process is held by its own limit. */
const INTERVAL_MS = 100;
/** Processor time is looked at with every so-manieth of these looks: it takes the server's time too. */
const LOOKS_PER_TIME = 5;

/** Ends processes that have more memory than their function's `MemorySize`, and those that nobody needs any more. */
export function watchMemory(pool: ProcessPool): { begin(): void; end(): void } {
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    clearInterval(timer);
    timer = undefined;
  };
  let looks = 0;
  const look = () => {
    looks += 1;
    pool.sweep();
    if (looks % LOOKS_PER_TIME === 0) pool.endUnasked();
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
