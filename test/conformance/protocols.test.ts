/** The same requests over JSON 1.1 and over the Query protocol mean the same: equal results, equal errors. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeJson, encodeQuery } from '@coffer/wire';
import { services } from '@coffer/wire/services';
import { textOf } from '../../packages/server/src/testing/index.ts';
import { allTargets, askAll, type Asked, type Send, type Target, withoutAccidents } from './ask.ts';
import type { GeneratedCase } from './generate-cases.ts';
import { elementAt, plainOf, readXml, valueIn } from './read-xml.ts';

describe('JSON and Query mean the same', { concurrency: 3 }, () => {
  for (const target of allTargets().filter(({ service }) => services[service].protocols.includes('query'))) {
    test(`${target.service} ${target.operation}`, async () => {
      // Secrets that nobody has read come in an order of chance there.
      const isWanted = ({ body }: GeneratedCase) =>
        formOf(target, body) !== undefined && !body.includes('last-accessed-date');
      const json = await askAll(target, { isWanted });
      const query = await askAll(target, { isWanted, send: sendForm });

      const unequal = json.flatMap((asked, at) => {
        const ofJson = JSON.stringify(meaningOfJson(asked));
        const ofQuery = JSON.stringify(query[at] === undefined ? undefined : meaningOfQuery(query[at]));
        return ofJson === ofQuery ? [] : [`${asked.name}:\n    JSON  ${ofJson}\n    Query ${ofQuery}`];
      });
      assert.deepEqual(unequal, []);
      assert.ok(json.length > 5 && json.some(({ response }) => response.status !== 200));
    });
  }
});

/** The form that says what a JSON body says; undefined for a body that says nothing of the right types. */
function formOf({ service, operation, contract }: Target, body: string): string | undefined {
  try {
    return encodeQuery(operation, services[service].apiVersion, contract.input, decodeJson(contract.input, body));
  } catch {
    return undefined;
  }
}

const sendForm: Send = (server, target, body) => {
  const { service } = target;
  return server.sendRaw({
    method: 'POST',
    target: '/',
    rawHeaders: Object.entries({
      Host: `${service}.us-east-1.amazonaws.com`,
      'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
    }).flat(),
    body: Buffer.from(formOf(target, body) ?? '', 'utf8'),
    service,
    region: 'us-east-1',
  });
};

/** Codes of the framework that the Query protocol spells in its own way. */
const QUERY_CODES = new Map([
  ['AccessDeniedException', 'AccessDenied'],
  ['SerializationException', 'MalformedInput'],
  ['ThrottlingException', 'Throttling'],
  ['ValidationException', 'ValidationError'],
]);

function meaningOfJson({ target, response, fixture }: Asked): unknown {
  const text = textOf(response);
  if (response.status === 200) {
    const plain = plainOf(target.contract.output, JSON.parse(text === '' ? '{}' : text));
    return JSON.parse(unlikely(JSON.stringify(sorted(plain)), fixture));
  }
  const { __type: code = '', Message, message = Message ?? '' } = JSON.parse(text) as Record<string, string>;
  return { code: QUERY_CODES.get(code) ?? code, message: unlikely(printable(message), fixture) };
}

function meaningOfQuery({ target, response, fixture }: Asked): unknown {
  const root = readXml(textOf(response));
  if (response.status === 200) {
    const result = elementAt(root, `${target.operation}Result`) ?? { name: '', children: [], text: '' };
    return JSON.parse(unlikely(JSON.stringify(sorted(valueIn(target.contract.output, result))), fixture));
  }
  const [code, message] = ['Code', 'Message'].map(name => elementAt(root, 'Error', name)?.text ?? '');
  return { code, message: unlikely(message ?? '', fixture) };
}

/** Errors replace what XML cannot carry. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD');
}

/** Two servers are asked: what chance gave each of them does not count. */
function unlikely(text: string, fixture: string): string {
  return withoutAccidents(text, fixture)
    .replaceAll(/("RandomPassword":)"(?:[^"\\]|\\.)*"/g, '$1"{random}"')
    .replaceAll(/("NextToken":)"[^"]*"/g, '$1"{token}"');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, entry]) => [name, sorted(entry)]));
}
