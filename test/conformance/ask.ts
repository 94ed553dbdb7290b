/** Sends generated requests down the real line, each at things of its own, and tells what was answered. */
import { createHash } from 'node:crypto';
import { type OperationContract, Redacted } from '@coffer/wire';
import { services } from '@coffer/wire/services';
import { makeCustomerKey } from '../../packages/server/src/services/kms/testing.ts';
import { TestServer, textOf } from '../../packages/server/src/testing/index.ts';
import type { RawResponse } from '../../packages/server/src/transport/listener.ts';
import { type GeneratedCase, generateCases } from './generate-cases.ts';
import {
  type Call,
  CUSTOMER_KEY,
  type Fixture,
  fixtureCalls,
  KEYS_OF_KINDS,
  ownKeyId,
  type ValidInput,
  validInputs,
} from './valid-inputs.ts';

export type ServiceName = keyof typeof services;

/** An operation of a contract. */
export interface Target {
  readonly service: ServiceName;
  readonly operation: string;
  readonly contract: OperationContract;
}

/** A case, the name of its own fixture, and what was answered. */
export interface Asked {
  readonly target: Target;
  readonly name: string;
  readonly fixture: string;
  readonly body: string;
  readonly response: RawResponse;
}

/** Every operation of every contract that speaks JSON: what REST services take is not in the body alone. */
export function allTargets(): readonly Target[] {
  const contracts = Object.entries(services).filter(([, { protocols }]) => protocols[0]?.startsWith('json') === true);
  return contracts.flatMap(([service, contract]) =>
    // `as`: the key of an object that is declared with these very keys.
    Object.entries(contract.operations).map(([operation, of]) => ({
      service: service as ServiceName,
      operation,
      contract: of,
    })),
  );
}

/** How one case is sent: its operation and its body as JSON. */
export type Send = (server: TestServer, target: Target, body: string) => Promise<RawResponse>;

/** As SDKs do. */
export function sendJson(server: TestServer, { service, operation }: Target, body: string): Promise<RawResponse> {
  return server.send(service, operation, body);
}

/** Which cases are asked, and how. */
export interface Asking {
  readonly send?: Send;
  readonly isWanted?: (one: GeneratedCase, target: Target) => boolean;
  readonly engine?: 'sqlite' | 'postgres';
}

/** Asks the cases of an operation on a server of its own: no other operation's cases can change an answer. */
export function askAll(target: Target, asking: Asking = {}): Promise<readonly Asked[]> {
  return askTogether([target], asking);
}

/** Asks the cases of several operations of a service on one server, whose opening costs as much as many cases. */
export async function askTogether(
  targets: readonly Target[],
  { send = sendJson, isWanted = () => true, engine = 'sqlite' }: Asking = {},
): Promise<readonly Asked[]> {
  await using server = await TestServer.open({ engine, options: { regions: ['us-east-1', 'eu-west-1'] } });
  const ciphertext = targets.some(({ service }) => service === 'kms') ? await encrypt(server) : '';
  // Nothing that cases of others make is in an answer: who lists everything goes first, who takes any name last.
  const { listings = [], others = [], makers = [] } = Object.groupBy(targets, partOf);
  const asked: Asked[] = [];
  const ask = async ({ target, name, body, fixture }: Job): Promise<Asked> => {
    const response = await send(server, target, body);
    return { target, name, fixture: fixture.name, body, response };
  };

  const listing = jobsOf(listings, { ciphertext, isWanted, from: 0 });
  // They see all fixtures: few are enough, each with a time of its own, so that their order is certain.
  const seen = listing.filter(({ target, fixture }) => callsBefore(target, fixture).length > 0).slice(0, 3);
  await inTurn(seen, job => arrange(server, job, 1), 1);
  server.clock.advance(1_000);
  asked.push(...(await inTurn(listing, ask)));

  await makeKeysOfKinds(server, others);
  for (const part of [others, makers]) {
    const jobs = jobsOf(part, { ciphertext, isWanted, from: asked.length });
    await inTurn(jobs, job => arrange(server, job));
    server.clock.advance(1_000);
    asked.push(...(await inTurn(jobs, ask)));
  }
  return asked;
}

/** A case with a number, and what is there for it alone. */
interface Job {
  readonly target: Target;
  readonly name: string;
  readonly body: string;
  readonly fixture: Fixture;
}

/** The name of a fixture before it has its number. */
const TEMPLATE = 'case-####';
const NUMBER = '####';

/** @param from the number of the first case */
function jobsOf(
  targets: readonly Target[],
  {
    ciphertext,
    isWanted,
    from,
  }: { readonly ciphertext: string; readonly isWanted: Required<Asking>['isWanted']; readonly from: number },
): readonly Job[] {
  const cases = targets.flatMap(target =>
    generateCases(target.contract, inputFor(target, { name: TEMPLATE, ciphertext }))
      .filter(one => isWanted(one, target))
      .map(({ name, body }) => ({ target, name, body })),
  );
  return cases.map(({ name, body, target }, at) => {
    const number = String(from + at).padStart(NUMBER.length, '0');
    const fixture = { name: TEMPLATE.replace(NUMBER, number), ciphertext };
    return { target, name, body: body.replaceAll(NUMBER, number), fixture };
  });
}

/** Requests that wait at the same time share the sync of their records. */
const WIDTH = 64;

async function inTurn<T, R>(items: readonly T[], ask: (item: T) => Promise<R>, width = WIDTH): Promise<R[]> {
  const answers: R[] = [];
  for (let at = 0; at < items.length; at += width) {
    answers.push(...(await Promise.all(items.slice(at, at + width).map(ask))));
  }
  return answers;
}

function inputFor({ service, operation }: Target, fixture: Fixture): ValidInput {
  return validInputs(fixture).get(`${service}.${operation}`) ?? { input: {} };
}

/** A listing only reads, and names nothing that was made for its case; a maker makes what its input names. */
function partOf(target: Target): 'listings' | 'others' | 'makers' {
  const { input, before } = inputFor(target, { name: TEMPLATE, ciphertext: '' });
  const named = [NUMBER, ...KEYS_OF_KINDS.keys()].filter(name => JSON.stringify(input).includes(name));
  if (target.contract.readOnly && named.length === 0) return 'listings';
  return before?.length === 0 ? 'makers' : 'others';
}

function callsBefore(target: Target, fixture: Fixture): readonly Call[] {
  return inputFor(target, fixture).before ?? fixtureCalls(target.service, fixture);
}

/** @param apartMs how much later than the last one */
async function arrange(server: TestServer, { target, fixture }: Job, apartMs = 0): Promise<void> {
  server.clock.advance(apartMs);
  if (target.service === 'kms' && JSON.stringify(inputFor(target, fixture)).includes(ownKeyId(fixture))) {
    await makeCustomerKey(server, `alias/own/${fixture.name}`, { keyId: ownKeyId(fixture) });
  }
  for (const [operation, input] of callsBefore(target, fixture)) {
    const response = await server.send(target.service, operation, JSON.stringify(input));
    if (response.status !== 200) throw new Error(`${operation} of a fixture: ${textOf(response)}`);
  }
}

/** Makes the keys of other kinds that the operations' inputs name. */
async function makeKeysOfKinds(server: TestServer, targets: readonly Target[]): Promise<void> {
  const inputs = JSON.stringify(targets.map(target => inputFor(target, { name: TEMPLATE, ciphertext: '' })));
  for (const [alias, kind] of KEYS_OF_KINDS) {
    if (inputs.includes(alias)) await makeCustomerKey(server, alias, { kind });
  }
}

/** Makes the key that inputs of KMS name. */
async function encrypt(server: TestServer): Promise<string> {
  await makeCustomerKey(server, CUSTOMER_KEY);
  const { CiphertextBlob } = await server.call('kms', 'Encrypt', {
    KeyId: CUSTOMER_KEY,
    Plaintext: new Redacted(Buffer.from('value')),
    EncryptionContext: { k: 'v' },
  });
  return Buffer.from(CiphertextBlob ?? []).toString('base64');
}

/** An answer in one line: status, then the members of a result (lists with their lengths), or code and message. */
export function summary({ target, response, fixture }: Asked): string {
  const text = textOf(response);
  const answer: unknown = text === '' ? {} : JSON.parse(text);
  const members = new Map<string, unknown>(Object.entries(typeof answer === 'object' && answer !== null ? answer : {}));
  if (response.status === 200) {
    // A trail grows with each request that asks it.
    const isTrail = target.service === 'cloudtrail';
    if (isTrail) members.delete('NextToken');
    const shown = [...members].map(([name, value]) =>
      Array.isArray(value) && !isTrail ? `${name}[${value.length}]` : name,
    );
    return `200 ${shown.toSorted().join(' ')}`.trimEnd();
  }
  const message = members.get('Message') ?? members.get('message');
  const key = members.has('message') ? ' message:' : ' Message:';
  const told = typeof message === 'string' ? `${key} ${shorten(withoutAccidents(message, fixture))}` : '';
  return `${response.status} ${String(members.get('__type'))}${told}`;
}

/** What differs from run to run, or from case to case, under one name. */
export function withoutAccidents(text: string, fixture: string): string {
  return text
    .replaceAll(fixture, '{name}')
    .replaceAll(/(:secret:[^"\s]*?)-[A-Za-z0-9]{6}(?![A-Za-z0-9])/g, '$1-{suffix}')
    .replaceAll(/(Request ID: |:key\/)[0-9a-f-]{36}/g, '$1{id}');
}

/** The longest message that is shown whole. */
const MAX_SHOWN = 240;

/** On one line; long messages by their beginning, length and digest. */
function shorten(message: string): string {
  const line = JSON.stringify(message).slice(1, -1);
  if (line.length <= MAX_SHOWN) return line;
  const digest = createHash('sha256').update(message).digest('hex').slice(0, 16);
  return `${line.slice(0, MAX_SHOWN / 2).toWellFormed()}… (${message.length} units, ${digest})`;
}
