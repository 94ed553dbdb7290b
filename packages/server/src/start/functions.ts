import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { JobHandler } from '../jobs/runner.ts';
import type { Log } from '../log.ts';
import type { Elsewhere, ElsewhereParts } from '../functions/elsewhere/elsewhere.ts';
import type { Place } from '../functions/elsewhere/place.ts';
import { noSuchPlace } from '../functions/function-runtime.ts';
import type { RuntimeLimits } from '../functions/runtime-options.ts';
import { type LambdaLineParts, lambdaParts } from '../make-line.ts';
import type { ServerOptions } from '../options.ts';
import type { Line } from '../pipeline/line.ts';
import { EVENT_JOB } from '../services/lambda/parts.ts';
import { ROTATION } from '../services/secretsmanager/rotation-store.ts';
import { FunctionHost } from './function-host.ts';

/** The runtime of functions as the options say; loaded with the first invocation. */
export function functionHost(
  { dataDir, functionIsolation: isolation = 'bubblewrap', functionLimits }: ServerOptions,
  { log, clock, line, places }: FunctionHostParts,
): FunctionHost {
  return new FunctionHost(async at => {
    const { makeFunctionRuntime } = await import('../functions/runtime.ts');
    const folder = join(dataDir, 'functions');
    const { FunctionLogWriter } = await import('./function-log.ts');
    const functionLog = new FunctionLogWriter(line(), log);
    const random = randomBytes;
    const { fetched } = line();
    const limits = limitsOf(functionLimits);
    const runtime = makeFunctionRuntime({ ...at, folder, isolation, functionLog, fetched, log, clock, random, limits });
    const elsewhere = await openElsewhere({ places, functionLog, log, clock, seed: random(16) });
    return {
      async invoke(target, invocation) {
        if (target.elsewhere === undefined) return runtime.invoke(target, invocation);
        if (elsewhere === undefined) throw noSuchPlace(target.elsewhere);
        return elsewhere.invoke(target, invocation);
      },
      retire: arn => runtime.retire(arn),
      async close() {
        elsewhere?.close();
        await runtime.close();
        await functionLog[Symbol.asyncDispose]();
      },
    };
  });
}

/** In megabytes, as functions are measured. */
function limitsOf(options: ServerOptions['functionLimits']): Partial<RuntimeLimits> {
  if (options === undefined) return {};
  const { memoryBytes, concurrency, concurrencyPerFunction, scratchBytes } = options;
  const limits = { concurrency, concurrencyPerFunction, scratch: Math.floor(scratchBytes / MEGABYTE) };
  return memoryBytes === undefined ? limits : { ...limits, memory: Math.floor(memoryBytes / MEGABYTE) };
}

const MEGABYTE = 1_048_576;

/** Undefined: nothing runs elsewhere. */
async function openElsewhere(parts: Omit<ElsewhereParts, 'post'>): Promise<Elsewhere | undefined> {
  if (parts.places.size === 0) return undefined;
  const { Elsewhere } = await import('../functions/elsewhere/elsewhere.ts');
  const { outcomeOfPost: post } = await import('../transport/outcome-of-post.ts');
  return new Elsewhere({ ...parts, post });
}

interface FunctionHostParts {
  readonly log: Log;
  readonly clock: Clock;
  /** What functions print is stored through it, and it knows what they fetched. */
  readonly line: () => Line;
  /** Where functions run that are not run here, by name. */
  readonly places: ReadonlyMap<string, Place>;
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
  let loading: Promise<JobHandler> | undefined;
  const load = async () => {
    const { rotationJob } = await import('../services/secretsmanager/rotation-job.ts');
    const { makeRotationPace, threadWorkload } = await import('../services/secretsmanager/rotation-pace.ts');
    const pace = makeRotationPace({ now: () => performance.now(), workload: threadWorkload(), sleep });
    return rotationJob({ line, random: randomBytes, pace });
  };
  const rotate: JobHandler = async (job, finish) => {
    const handler = await (loading ??= load());
    return handler(job, finish);
  };
  return new Map([[ROTATION, rotate]]);
}
