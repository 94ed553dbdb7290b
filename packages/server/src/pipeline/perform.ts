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
  const round: Round = {
    records: [],
    events: [],
    alongside: [],
    use: useOf(line, call),
    input: undefined,
    loaded: undefined,
  };
  try {
    throttle(line, call);
    const input = call.decode();
    round.input = input;
    for (let i = 1; ; i++) {
      try {
        return await once(line, call, round, input);
      } catch (error) {
        if (!(error instanceof Stale)) throw error;
        // Nothing is wrong but the crowd: the client may come again.
        if (i === MAX_ROUNDS) throw throttling();
      }
    }
  } catch (error) {
    const failure = asAwsError(error, line.log, call);
    await store(line, call, [...round.records, failedFact(line, call, round, failure)], [], round.use);
    throw failure;
  }
}

/** The use of credentials that is to be stored; a call that a service makes is part of one that was counted. */
function useOf({ uses }: Line, { service: { service }, caller, region, now, via }: Call): Round['use'] {
  return via === undefined ? uses.due({ caller, service, region, now }) : undefined;
}

async function once(line: Line, call: Call, round: Round, input: object): Promise<Output> {
  round.events.length = 0;
  round.alongside.length = 0;
  const scope = makeScope(line, call, round, perform);
  const loading = call.operation.load(scope, input);
  const loaded = loading instanceof Promise ? await loading : loading;
  round.loaded = loaded;
  const pending = authorize(line, call, loaded.access);
  if (pending !== undefined) await pending;
  validate(call.contract.input, input, call.service);
  const preparing = loaded.prepare(input);
  const prepared = preparing instanceof Promise ? await preparing : preparing;
  if (prepared.kind === 'write') {
    return await line.database.write(async writer => {
      round.events.length = 0;
      const output = await prepared.handle(writer);
      await line.audit.insert(writer, [...round.records, doneFact(line, call, input, loaded, output), ...round.events]);
      await round.use?.(writer);
      return output;
    });
  }
  const output = await prepared.handle();
  const done = doneFact(line, call, input, loaded, output);
  const isAlone = round.records.length === 0 && round.events.length === 0;
  const storing = store(
    line,
    call,
    isAlone ? [done] : [...round.records, done, ...round.events],
    round.alongside,
    round.use,
  );
  if (storing !== undefined) await storing;
  return output;
}

/** Makes records durable, and what goes with them; those of an inner call wait for the outer one's commit: undefined. */
function store(
  line: Line,
  call: Call,
  records: readonly AuditFact[],
  alongside: Round['alongside'],
  use: Round['use'],
): Promise<void> | undefined {
  const outer = call.via?.round;
  if (outer === undefined)
    return line.audit.append(records, together(use === undefined ? alongside : [...alongside, use]));
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
