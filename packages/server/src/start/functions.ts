import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { JobHandler } from '../jobs/runner.ts';
import type { Log } from '../log.ts';
import { type LambdaLineParts, lambdaParts } from '../make-line.ts';
import type { ServerOptions } from '../options.ts';
import type { Line } from '../pipeline/line.ts';
import { EVENT_JOB } from '../services/lambda/parts.ts';
import { ROTATION } from '../services/secretsmanager/rotation-store.ts';
import { FunctionHost } from './function-host.ts';

/** The runtime of functions as the options say; loaded with the first invocation. */
export function functionHost(
  { dataDir, functionIsolation: isolation = 'bubblewrap' }: ServerOptions,
  { log, clock, line }: FunctionHostParts,
): FunctionHost {
  return new FunctionHost(async at => {
    const { makeFunctionRuntime } = await import('../functions/runtime.ts');
    const folder = join(dataDir, 'functions');
    const { FunctionLogWriter } = await import('./function-log.ts');
    const functionLog = new FunctionLogWriter(line(), log);
    const random = randomBytes;
    const { fetched } = line();
    const runtime = makeFunctionRuntime({ ...at, folder, isolation, functionLog, fetched, log, clock, random });
    return {
      invoke: (target, invocation) => runtime.invoke(target, invocation),
      retire: arn => runtime.retire(arn),
      async close() {
        await runtime.close();
        await functionLog[Symbol.asyncDispose]();
      },
    };
  });
}

interface FunctionHostParts {
  readonly log: Log;
  readonly clock: Clock;
  /** What functions print is stored through it, and it knows what they fetched. */
  readonly line: () => Line;
}

/** What jobs do that run functions. */
export function functionHandlers(line: Line, parts: LambdaLineParts): ReadonlyMap<string, JobHandler> {
  const now = () => line.clock.now();
  const lambda = () => lambdaParts(parts, () => line);
  const runEvent: JobHandler = async (job, finish) => {
    const { eventJob } = await import('../services/lambda/event-job.ts');
    return eventJob({ reader: line.reader, now, lambda })(job, finish);
  };
  return new Map([[EVENT_JOB, runEvent]]);
}

/** What jobs do that rotate secrets; loaded with the first one that is due. */
export function rotationHandlers(line: Line): ReadonlyMap<string, JobHandler> {
  const rotate: JobHandler = async (job, finish) => {
    const { rotationJob } = await import('../services/secretsmanager/rotation-job.ts');
    return rotationJob({ line, random: randomBytes })(job, finish);
  };
  return new Map([[ROTATION, rotate]]);
}
