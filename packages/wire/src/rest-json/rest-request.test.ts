import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { AwsError } from '../aws-error.ts';
import type { HttpBinding } from '../contract.ts';
import { parseForm } from '../query/form.ts';
import { Redacted } from '../redacted.ts';
import type { StructShape } from '../shape.ts';
import { blob, boolean, integer, list, map, required, string, struct, timestamp } from '../shape.ts';
import { matchRestPath, parseRestPath } from './rest-path.ts';
import { decodeRestRequest, encodeRestRequest } from './rest-request.ts';
import { decodeRestResponse, encodeRestResponse } from './rest-response.ts';

const HTTP: HttpBinding = { method: 'PUT', uri: '/2015-03-31/things/{Name}/parts/{Part}', status: 201 };
const Body = struct({
  Text: string(),
  Secret: string({ sensitive: true }),
  At: timestamp(),
  Map: map(string(), integer()),
});
const Shape = struct({
  Name: required(string({ loc: 'uri' })),
  Part: required(integer({ loc: 'uri' })),
  Page: integer({ loc: 'querystring' }),
  Keys: list(string(), { loc: 'querystring', wire: 'tagKeys' }),
  Flag: boolean({ loc: 'querystring' }),
  Type: string({ loc: 'header', wire: 'X-Amz-Type' }),
  Bytes: blob(),
  Body,
});

/** What the server makes of what a client has sent. */
function received(sent: ReturnType<typeof encodeRestRequest>, shape: StructShape = Shape) {
  const [path = '', query = ''] = sent.target.split('?');
  const labels = matchRestPath(parseRestPath(HTTP.uri), path.split('/').slice(1)) ?? [];
  return decodeRestRequest(shape, {
    labels,
    query: parseForm(query),
    header: headerIn(sent.headers),
    body: Buffer.from(sent.body),
  });
}

function headerIn(headers: readonly string[]) {
  return (name: string) => {
    const at = headers.findIndex((header, i) => i % 2 === 0 && header.toLowerCase() === name);
    return at < 0 ? undefined : headers[at + 1];
  };
}

describe('a REST request', () => {
  const text = fc.string({ unit: 'binary', maxLength: 8 }).map(value => value.toWellFormed());
  const value = fc.record(
    {
      Name: fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).map(name => name.toWellFormed()),
      Part: fc.integer(),
      Page: fc.integer(),
      Keys: fc.array(text, { minLength: 1, maxLength: 3 }),
      Flag: fc.boolean(),
      Type: fc.stringMatching(/^[a-zA-Z-]{0,8}$/),
      Bytes: fc.uint8Array({ maxLength: 9 }),
      Body: fc.record({ Text: text, Secret: text.map(secret => new Redacted(secret)) }, { requiredKeys: [] }),
    },
    { requiredKeys: ['Name', 'Part'] },
  );

  test('brings every value across, wherever it is', () => {
    fc.assert(
      fc.property(value, sent => {
        assert.deepEqual(plain(received(encodeRestRequest(HTTP, Shape, sent))), plain(sent));
      }),
    );
  });

  test('escapes labels, so that a value is one segment whatever is in it', () => {
    const { target } = encodeRestRequest(HTTP, Shape, { Name: 'arn:aws:lambda:a/b?c%', Part: 1, Keys: ['x y', '&'] });

    assert.equal(target, '/2015-03-31/things/arn%3Aaws%3Alambda%3Aa%2Fb%3Fc%25/parts/1?tagKeys=x%20y&tagKeys=%26');
  });

  test('has a body of members, a payload that is all of it, or none', () => {
    const payload = struct({
      Name: string({ loc: 'uri' }),
      Part: integer({ loc: 'uri' }),
      Payload: blob({ loc: 'payload', sensitive: true }),
    });
    const sent = encodeRestRequest(HTTP, payload, { Name: 'n', Part: 1, Payload: new Redacted(Buffer.from('{}')) });

    assert.deepEqual(
      [sent.headers, Buffer.from(sent.body).toString()],
      [['Content-Type', 'application/octet-stream'], '{}'],
    );
    assert.deepEqual(
      plain(received(sent, payload)),
      plain({ Name: 'n', Part: 1, Payload: new Redacted(Buffer.from('{}')) }),
    );
    const bare = struct({ Name: string({ loc: 'uri' }), Part: integer({ loc: 'uri' }) });
    assert.equal(encodeRestRequest(HTTP, bare, { Name: 'n', Part: 1 }).body, '');
    assert.deepEqual(encodeRestRequest(HTTP, Shape, { Name: 'n', Part: 1 }).headers, [
      'Content-Type',
      'application/json',
    ]);
  });

  test('is refused when a text is no value of its type, or is there twice', () => {
    const read =
      (query: string, Part = '1') =>
      () =>
        decodeRestRequest(Shape, {
          labels: [
            ['Name', 'n'],
            ['Part', Part],
          ],
          query: parseForm(query),
          header: () => undefined,
          body: Buffer.alloc(0),
        });

    assert.deepEqual(read('tagKeys=a&tagKeys=b&Page=7&Unknown=1')(), { Name: 'n', Part: 1, Keys: ['a', 'b'], Page: 7 });
    for (const wrong of [
      read('Page=x'),
      read('Page='),
      read('Page=1&Page=2'),
      read('Flag=yes'),
      read('', '0x1'),
      read('', ' 1'),
    ]) {
      assert.throws(wrong, (error: unknown) => error instanceof AwsError && error.code === 'SerializationException');
    }
    const body = () =>
      decodeRestRequest(Shape, { labels: [], query: [], header: () => undefined, body: Buffer.from([0x22, 0xff]) });
    assert.throws(body, { code: 'SerializationException' });
  });
});

describe('a REST path', () => {
  const path = parseRestPath('/2015-03-31/functions/{FunctionName}');
  const match = (text: string) => matchRestPath(path, text.split('/').slice(1));

  test('is matched segment by segment, before anything is decoded', () => {
    assert.deepEqual(match('/2015-03-31/functions/a%2Fb'), [['FunctionName', 'a/b']]);
    assert.deepEqual(match('/2015-03-31/functions/arn:aws:x'), [['FunctionName', 'arn:aws:x']]);
    for (const other of [
      '/2015-03-31/functions',
      '/2015-03-31/functions/',
      '/2015-03-31/Functions/a',
      '/2015%2D03-31/functions/a',
      '//2015-03-31/functions/a',
      '/2015-03-31/functions/a/b',
    ]) {
      assert.equal(match(other), undefined, other);
    }
  });

  test('is refused with an escape that stands for nothing', () => {
    for (const broken of ['/2015-03-31/functions/%', '/2015-03-31/functions/%zz', '/2015-03-31/functions/%ff']) {
      assert.throws(() => match(broken), { code: 'MalformedQueryString' });
    }
  });
});

describe('a REST answer', () => {
  const Answer = struct({
    StatusCode: integer({ loc: 'statusCode' }),
    Error: string({ loc: 'header', wire: 'X-Amz-Error' }),
    Payload: blob({ loc: 'payload', sensitive: true }),
  });

  test('has its status, its headers and its payload from the members that say so', () => {
    const answer = { StatusCode: 202, Error: 'Unhandled', Payload: new Redacted(Buffer.from('1')) };
    const { status, headers, body } = encodeRestResponse(HTTP, Answer, answer);

    assert.deepEqual(
      [status, headers],
      [202, ['Content-Type', 'application/octet-stream', 'X-Amz-Error', 'Unhandled']],
    );
    const read = decodeRestResponse(Answer, { status, header: headerIn(headers), body: Buffer.from(body) });
    assert.deepEqual(plain(read), plain(answer));
  });

  test('has the status of the operation otherwise, and a JSON body', () => {
    const { status, headers, body } = encodeRestResponse(HTTP, struct({ A: string() }), { A: 'a' });

    assert.deepEqual([status, headers, body], [201, ['Content-Type', 'application/json'], '{"A":"a"}']);
    assert.deepEqual(encodeRestResponse(HTTP, struct({}), {}), { status: 201, headers: [], body: '' });
  });
});

/** The same value without wrappers, which `deepEqual` would not look into. */
function plain(value: unknown): unknown {
  if (value instanceof Redacted) return { redacted: plain(value.unwrap()) };
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, entry]) => [key, plain(entry)]));
}
