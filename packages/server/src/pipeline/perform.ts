/**
 * The request line from *throttle* on: what a client's request, a background job and a call between services have in
 * common. Whoever enters here has a Caller; whatever must hold for every operation stands here, not in the operations.
 */
import { throttling, validate } from '@coffer/wire';
import type { AuditFact } from '../audit/fact.ts';
import type { Writer } from '../storage/database.ts';
import { authorize } from './authorize.ts';
import type { Call, Output, Round } from './call.ts';
import { asAwsError } from './failure.ts';
import type { Line } from './line.ts';
import { Stale } from './operation.ts';
import { doneFact, failedFact } from './record.ts';
import { makeScope } from './scope.ts';
import { throttle } from './throttle.ts';

/** How often a request whose secret changed meanwhile starts again; each round lets one of the rivals through. */
const MAX_ROUNDS = 200;

/** Runs a call to its end. Its record is durable when this resolves, and also when it rejects with an AwsError. */
export async function perform(line: Line, call: Call): Promise<Output> {
  const round: Round = { records: [], events: [], alongside: [], input: undefined, loaded: undefined };
  try {
    throttle(line, call);
    const input = call.decode();
    round.input = input;
    return await untilFresh(line, call, round, input);
  } catch (error) {
    const failure = asAwsError(error, line.log, call);
    await store(line, call, [...round.records, failedFact(line, call, round, failure)], []);
    throw failure;
  }
}

async function untilFresh(line: Line, call: Call, round: Round, input: object): Promise<Output> {
  for (let i = 1; ; i++) {
    try {
      return await once(line, call, round, input);
    } catch (error) {
      if (!(error instanceof Stale)) throw error;
      // Nothing is wrong but the crowd: the client may come again.
      if (i === MAX_ROUNDS) throw throttling();
    }
  }
}

async function once(line: Line, call: Call, round: Round, input: object): Promise<Output> {
  round.events.length = 0;
  round.alongside.length = 0;
  const scope = makeScope(line, call, round, perform);
  const loaded = await call.operation.load(scope, input);
  round.loaded = loaded;
  authorize(call.caller, loaded.access);
  validate(call.contract.input, input);
  const prepared = await loaded.prepare(input);
  if (prepared.kind === 'write') {
    return await line.database.write(async writer => {
      round.events.length = 0;
      const output = await prepared.handle(writer);
      await line.audit.insert(writer, [...round.records, doneFact(line, call, input, loaded, output), ...round.events]);
      return output;
    });
  }
  const output = await prepared.handle();
  const records = [...round.records, doneFact(line, call, input, loaded, output), ...round.events];
  await store(line, call, records, round.alongside);
  return output;
}

/** Makes records durable, and what goes with them; those of an inner call wait for the outer one's commit. */
async function store(
  line: Line,
  call: Call,
  records: readonly AuditFact[],
  alongside: Round['alongside'],
): Promise<void> {
  const outer = call.via?.round;
  if (outer === undefined) return line.audit.append(records, together(alongside));
  outer.records.push(...records);
  outer.alongside.push(...alongside);
  return undefined;
}

function together(
  writes: readonly ((writer: Writer) => Promise<void>)[],
): ((writer: Writer) => Promise<void>) | undefined {
  if (writes.length === 0) return undefined;
  return async writer => {
    for (const write of writes) await write(writer);
  };
}
