import type { JobHandler } from '../jobs/runner.ts';
import type { Line } from '../pipeline/line.ts';
import { STACK_JOB } from '../services/cloudformation/stack-job-kind.ts';

/** What jobs do that make and delete stacks; loaded with the first one. */
export function stackHandlers(line: Line): ReadonlyMap<string, JobHandler> {
  const run: JobHandler = async (job, finish) => {
    const { stackJob } = await import('../services/cloudformation/stack-job.ts');
    return stackJob(line)(job, finish);
  };
  return new Map([[STACK_JOB, run]]);
}
