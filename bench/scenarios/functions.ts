/** Functions: until a cold one has answered, and what Coffer adds to a warm one. Without the line and the `lambda` service. */
import { spawnSync } from 'node:child_process';
import type { RunnableFunction } from '../../packages/server/src/functions/function-runtime.ts';
import { nodeFunction, pythonFunction, TestRuntime } from '../../packages/server/src/functions/runtime.test-support.ts';
import type { Scenario } from '../bench.ts';
import type { Row } from '../row.ts';
import { figureRow } from '../row.ts';

const COLD_NODE_MS = { atMost: 250 };
/** Four steps of a rotation within its 60 ms. */
const WARM_MS = { atMost: 15 };
const WARM_INVOCATIONS = 200;

export const functionsScenario: Scenario = {
  name: 'functions',
  async run({ plan }) {
    await using runtime = await TestRuntime.open();
    const runs = plan.startRuns;
    const node = () => nodeFunction('exports.handler = async event => event;');
    const python = () => pythonFunction('def lambda_handler(event, context):\n  return event');
    // What isolates is looked for once, and files are read from disk once.
    for (const target of [node(), python()]) await runtime.invoke(target);
    return [
      figureRow('Node.js itself, empty program, for comparison', times(runs, bareNode), ' ms'),
      figureRow('cold function in Node.js', await cold(runtime, runs, node), ' ms', COLD_NODE_MS),
      figureRow('cold function in Python', await cold(runtime, runs, python), ' ms'),
      await warm(runtime, 'warm function in Node.js, everything but its own time', node()),
      await warm(runtime, 'warm function in Python, everything but its own time', python()),
    ];
  },
};

function times(runs: number, run: () => void): readonly number[] {
  return Array.from({ length: runs }, () => {
    const begin = performance.now();
    run();
    return performance.now() - begin;
  });
}

function bareNode(): void {
  spawnSync(process.execPath, ['-e', '0']);
}

async function cold(runtime: TestRuntime, runs: number, make: () => RunnableFunction): Promise<readonly number[]> {
  const all: number[] = [];
  for (let i = 0; i < runs; i++) {
    const target = make();
    const begin = performance.now();
    await runtime.invoke(target, { a: 1 });
    all.push(performance.now() - begin);
    runtime.runtime.retire(target.arn);
  }
  return all;
}

async function warm(runtime: TestRuntime, what: string, target: RunnableFunction): Promise<Row> {
  const all: number[] = [];
  await runtime.invoke(target);
  for (let i = 0; i < WARM_INVOCATIONS; i++) {
    const begin = performance.now();
    await runtime.invoke(target, { a: 1 });
    all.push(performance.now() - begin);
  }
  return figureRow(what, all, ' ms', WARM_MS);
}
