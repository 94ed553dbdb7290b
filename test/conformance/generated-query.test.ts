/** Generated requests of the services that speak Query: parameters of every kind in the place of each member. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeQueryError } from '@coffer/wire';
import type { OperationContract, ServiceContract } from '@coffer/wire';
import { cloudformation, iam, sts } from '@coffer/wire/services';
import { TestServer, textOf } from '../../packages/server/src/testing/index.ts';
import type { RawResponse } from '../../packages/server/src/transport/listener.ts';
import { generateCases } from './generate-cases.ts';
import { sample } from './sample-values.ts';

type Pair = readonly [name: string, value: string];

describe('generated requests of Query services', { concurrency: 2 }, () => {
  for (const contract of [cloudformation, sts, iam]) {
    test(contract.service, async () => {
      await using server = await TestServer.open();
      const problems: string[] = [];
      let taken = 0;
      for (const [operation, of] of Object.entries(contract.operations)) {
        const bodies = bodiesOf(contract, operation, of);
        // What waits at the same time shares the sync of its records.
        for (let at = 0; at < bodies.length; at += 32) {
          const asked = bodies.slice(at, at + 32).map(async ([name, body]) => {
            const response = await ask(server, contract.service, body);
            taken += response.status === 200 ? 1 : 0;
            const problem = problemOf(response);
            if (problem !== undefined) problems.push(`${operation}, ${name}: ${problem}`);
          });
          await Promise.all(asked);
        }
      }
      assert.deepEqual(problems, []);
      // They reach the operations.
      assert.ok(taken > 20, `${taken} were taken`);
    });
  }
});

/** Bodies by the name of their case: those of the members, and of what only a form can be. */
function bodiesOf({ apiVersion }: ServiceContract, operation: string, contract: OperationContract): readonly Pair[] {
  const input = new Map<string, unknown>(Object.entries(Object(sample(contract.input))));
  const begin = `Action=${operation}&Version=${apiVersion}`;
  const bodies: Pair[] = [];
  for (const { name, body } of generateCases(contract, { input: Object.fromEntries(input) })) {
    const value = parsed(body);
    if (value !== undefined) bodies.push([name, [begin, ...pairs('', value)].join('&')]);
  }
  const [first = ''] = input.keys();
  for (const name of [
    `${first}.`,
    `${first}.0`,
    `${first}.member.0`,
    `${first}.member.-1`,
    `${first}.member.99999999999`,
    `${first}.member.1.member.1.member.1`,
    `${first}.entry.1.value`,
    `${first}..x`,
    '__proto__.a',
    'toString',
    '%00',
    `a${'.a'.repeat(2_000)}`,
  ]) {
    bodies.push([`parameter ${name.slice(0, 40)}`, `${begin}&${name}=1`]);
  }
  return [...bodies, ['twice', `${begin}&${first}=a&${first}=b`], ['half an escape', `${begin}&${first}=%`]];
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A value as parameters. */
function pairs(name: string, value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${name}=`];
    return value.flatMap((entry, at) => pairs(`${name}.member.${at + 1}`, entry));
  }
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([key, entry]) =>
      pairs(name === '' ? encodeURIComponent(key) : `${name}.${encodeURIComponent(key.toWellFormed())}`, entry),
    );
  }
  return [`${name}=${encodeURIComponent(String(value).toWellFormed())}`];
}

function ask(server: TestServer, service: string, body: string): Promise<RawResponse> {
  return server.sendRaw({
    method: 'POST',
    target: '/',
    rawHeaders: [
      'Host',
      `${service}.us-east-1.amazonaws.com`,
      'Content-Type',
      'application/x-www-form-urlencoded; charset=utf-8',
    ],
    body: Buffer.from(body),
    service,
    region: 'us-east-1',
  });
}

/** What is wrong with an answer, whatever the request was. */
function problemOf(response: RawResponse): string | undefined {
  const { status } = response;
  const text = textOf(response);
  const shown = `${status} ${text.slice(0, 300)}`;
  if (status >= 500) return `an error of the server's: ${shown}`;
  if (!text.startsWith('<')) return `no XML: ${shown}`;
  if (status === 200) return undefined;
  return decodeQueryError(text) === undefined ? `no error: ${shown}` : undefined;
}
