/** Sends generated requests down the real line, each at things of its own, and tells what was answered. */
import { createHash } from 'node:crypto';
import { type OperationContract, Redacted } from '@coffer/wire';
import { services } from '@coffer/wire/services';
import { makeCustomerKey } from '../../packages/server/src/services/kms/testing.ts';
import { TestServer, textOf } from '../../packages/server/src/testing/index.ts';
import type { RawResponse } from '../../packages/server/src/transport/listener.ts';
import { generateCases } from './generate-cases.ts';
import {
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

/**
 * Asks the cases of an operation, all or those whose body is wanted, on a server of its own: no other operation's cases
 * can change an answer.
 */
export async function askAll(
  target: Target,
  {
    send = sendJson,
    isWanted = () => true,
  }: { readonly send?: Send; readonly isWanted?: (body: string) => boolean } = {},
): Promise<readonly Asked[]> {
  await using server = await TestServer.open({ options: { regions: ['us-east-1', 'eu-west-1'] } });
  const ciphertext = target.service === 'kms' ? await encrypt(server) : '';
  const template = inputFor(target, { name: TEMPLATE, ciphertext });
  for (const [alias, kind] of KEYS_OF_KINDS) {
    if (JSON.stringify(template).includes(alias)) await makeCustomerKey(server, alias, { kind });
  }
  const cases = generateCases(target.contract, template).filter(({ body }) => isWanted(body));
  const jobs = cases.map(({ name, body }, at) => {
    const fixture = { name: TEMPLATE.replace(NUMBER, String(at).padStart(4, '0')), ciphertext };
    return { name, body: body.replaceAll(NUMBER, String(at).padStart(4, '0')), fixture };
  });
  // Listings see all fixtures: few are enough, each with a time of its own, so that their order is certain.
  const isListing = !cases.some(({ body }) => body.includes(NUMBER));
  if (isListing) {
    await inTurn(jobs.slice(0, 3), ({ fixture }) => arrange(server, target, fixture, 1), 1);
  } else {
    await inTurn(jobs, ({ fixture }) => arrange(server, target, fixture));
  }
  server.clock.advance(1_000);
  return await inTurn(jobs, async ({ name, body, fixture }) => {
    const response = await send(server, target, body);
    return { target, name, fixture: fixture.name, body, response };
  });
}

/** The name of a fixture before it has its number. */
const TEMPLATE = 'case-####';
const NUMBER = '####';

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

async function arrange(server: TestServer, target: Target, fixture: Fixture, apartMs = 0): Promise<void> {
  const { before = fixtureCalls(target.service, fixture) } = inputFor(target, fixture);
  server.clock.advance(apartMs);
  if (target.service === 'kms' && JSON.stringify(inputFor(target, fixture)).includes(ownKeyId(fixture))) {
    await makeCustomerKey(server, `alias/own/${fixture.name}`, { keyId: ownKeyId(fixture) });
  }
  for (const [operation, input] of before) {
    const response = await server.send(target.service, operation, JSON.stringify(input));
    if (response.status !== 200) throw new Error(`${operation} of a fixture: ${textOf(response)}`);
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
