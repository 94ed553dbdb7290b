import { randomUUID } from 'node:crypto';
import type { Writer } from '../storage/database.ts';
import type { Call, Round } from './call.ts';
import type { Caller } from './caller.ts';
import type { Line } from './line.ts';
import type { Scope } from './operation.ts';
import { perform } from './perform.ts';
import { makeScope } from './scope.ts';

/** The request that caused a job. */
export interface JobCause {
  /** `secretsmanager` */
  readonly service: string;
  /** The operation whose work goes on in the job. */
  readonly operation: string;
  /** Who made the request: what the job does is authorized with it, when the job runs. */
  readonly caller: Caller;
}

/**
 * Enters the request line from a background job. `work` does what takes calls to other services, with a scope for each
 * region that it touches, and gives the transaction to end with; `finish` runs that and ends the job. Calls from these
 * scopes are authorized as the caller's, and their records and the service events are stored in the same transaction.
 * When anything throws, the records of the calls that were made are stored all the same: what was opened is on record.
 */
export async function callFromJob(
  line: Line,
  cause: JobCause,
  finish: (store: (writer: Writer) => Promise<void>) => Promise<void>,
  work: (scopeIn: (region: string) => Scope) => Promise<(writer: Writer) => Promise<void>>,
): Promise<void> {
  const round: Round = { records: [], events: [], alongside: [], input: undefined, loaded: undefined };
  const at = { requestId: randomUUID(), now: line.clock.now() };
  try {
    const store = await work(region => makeScope(line, { ...callOf(line, cause), ...at, region }, round, perform));
    await finish(async writer => {
      round.events.length = 0;
      await store(writer);
      for (const write of round.alongside) await write(writer);
      const facts = [...round.records, ...round.events];
      if (facts.length > 0) await line.audit.insert(writer, facts);
    });
  } catch (error) {
    if (round.records.length > 0) await line.audit.append(round.records);
    throw error;
  }
}

function callOf(
  line: Line,
  { service, operation: name, caller }: JobCause,
): Omit<Call, 'region' | 'requestId' | 'now'> {
  const target = line.services.get(service);
  const contract = target?.contract.operations[name];
  const operation = target?.operations[name];
  if (target === undefined || contract === undefined || operation === undefined) {
    throw new Error(`no operation ${name} in service ${service}`);
  }
  return { service: target.contract, name, contract, operation, decode: () => ({}), caller };
}
