import { randomBytes, randomUUID } from 'node:crypto';
import { AwsError } from '@coffer/wire';
import { askedFrom } from './authorize.ts';
import type { Call, Output, Round } from './call.ts';
import type { InnerCall } from './inner-call.ts';
import type { Line } from './line.ts';
import type { PageTokens, Scope } from './operation.ts';
import { partitionOf } from './region.ts';

/** Runs a call to its end: the line itself, which a call between services enters again. */
type Perform = (line: Line, call: Call) => Promise<Output>;

/** What an operation of this call may know and use. */
export function makeScope(line: Line, call: Call, round: Round, perform: Perform): Scope {
  const { service, caller, region, requestId, now } = call;
  const principal = `${service.service}.amazonaws.com`;
  return {
    caller,
    accountId: caller.accountId,
    region,
    partition: partitionOf(region),
    requestId,
    now,
    client: call.via === undefined ? call.client : undefined,
    random: randomBytes,
    reader: line.reader,
    allows: async request => (await line.access.decide(askedFrom(call), request)).effect === 'Allow',
    tokens: tokensOf(line, call),
    quotas: line.quotas,
    via: call.via?.principal,
    call: innerCall(line, call, { principal, chain: chainOf(call, principal), round }, perform),
    alongside(write) {
      round.alongside.push(write);
    },
    event(fact) {
      round.events.push({
        invokedBy: principal,
        requestId,
        ...fact,
        eventId: line.newEventId(now),
        at: now,
        type: 'AwsServiceEvent',
        service: service.service,
        readOnly: false,
        parameters: null,
        response: null,
      });
    },
  };
}

function chainOf({ via }: Call, principal: string): readonly string[] {
  return via === undefined ? [principal] : [...via.chain, principal];
}

/** A token is good for one operation of one account in one region. */
function tokensOf(line: Line, call: Call): PageTokens {
  const place = `${call.service.service}.${call.name} ${call.caller.accountId} ${call.region}`;
  return {
    seal: (purpose, position) => line.tokens.seal(`${place} ${purpose}`, position),
    open: (purpose, token) => line.tokens.open(`${place} ${purpose}`, token),
  };
}

function innerCall(line: Line, outer: Call, via: NonNullable<Call['via']>, perform: Perform): InnerCall {
  return async (service, name, input, requestId = randomUUID()) => {
    const target = line.services.get(service);
    const contract = target?.contract.operations[name];
    const operation = target?.operations[name];
    if (target === undefined || contract === undefined || operation === undefined) {
      throw new Error(`no operation ${name} in service ${service}`);
    }
    const { caller, region, now } = outer;
    const call: Call = {
      service: target.contract,
      name,
      contract,
      operation,
      decode: () => input,
      caller,
      region,
      now,
      requestId,
      // What a service does for its own request (a batch) came through the endpoint, whose policy limits it too.
      client: service === outer.service.service && outer.client?.endpoint !== undefined ? outer.client : undefined,
      via,
    };
    try {
      // The contract that typed the input also typed the operation behind the name.
      return (await perform(line, call)) as never;
    } catch (error) {
      if (error instanceof AwsError) error.requestId = requestId;
      throw error;
    }
  };
}
