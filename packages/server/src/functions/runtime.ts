import { rm } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { CodeFolders } from './code-folders.ts';
import type { FunctionRuntime } from './function-runtime.ts';
import { invokeIn } from './invoke.ts';
import { thisMachine } from './machine.ts';
import { ProcessPool } from './process-pool.ts';
import { lacksBootstrap, startProcess } from './process-starter.ts';
import type { FunctionRuntimeOptions } from './runtime-options.ts';
import { memoryHere, withDefaults } from './runtime-options.ts';
import { watchMemory } from './watch-memory.ts';

/** Runs functions in processes of their own on this machine. Nothing is started or looked for before the first one. */
export function makeFunctionRuntime(options: FunctionRuntimeOptions): FunctionRuntime {
  const limits = withDefaults(options.limits, memoryHere(totalmem(), process.constrainedMemory()));
  const codeFolders = new CodeFolders(join(options.folder, 'code'));
  const machine = thisMachine(options);
  const parts = { options, limits, machine, codeFolders };
  // What a server that was killed left behind is not trusted, and not kept.
  let emptied: Promise<void> | undefined;
  const empty = () => rm(options.folder, { recursive: true, force: true });
  // Several servers of one machine have the same users: where they begin alike, they would share a user's processes.
  let firstSlot: number | undefined;
  const pool = new ProcessPool({
    limits,
    now: () => options.clock.now(),
    start(target, slot) {
      firstSlot ??= options.random(2).readUInt16BE();
      return startProcess(parts, target, firstSlot + slot);
    },
  });
  const watch = watchMemory(pool);
  return {
    async invoke(target, invocation) {
      await (emptied ??= empty());
      const { clock, random } = options;
      const hasNoBootstrap = () => lacksBootstrap(codeFolders, target);
      watch.begin();
      return pool.use(target, (process, isCold) =>
        invokeIn({ process, isCold, invocation, limits, clock, random, hasNoBootstrap }),
      );
    },
    retire: arn => pool.retire(arn),
    async close() {
      watch.end();
      await pool.close();
      if (emptied !== undefined) await empty();
    },
  };
}
