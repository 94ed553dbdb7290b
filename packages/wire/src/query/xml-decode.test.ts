import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { AwsError } from '../aws-error.ts';
import { Redacted } from '../redacted.ts';
import { blob, boolean, double, integer, list, map, string, struct, timestamp } from '../shape.ts';
import { decodeQueryError, decodeQueryResponse } from './xml-decode.ts';
import { encodeQueryError, encodeQueryResponse } from './xml-encode.ts';

const shape = struct({
  Name: string(),
  Secret: string({ sensitive: true }),
  Bytes: blob(),
  Count: integer(),
  Ratio: double(),
  IsThere: boolean(),
  At: timestamp(),
  Names: list(string()),
  Items: list(struct({ Key: string(), Tags: list(string()) })),
  Totals: map(string(), integer()),
});

/** What XML can carry: no control characters, which a strict parser refuses. */
const text = fc.string({ unit: 'grapheme' }).filter(each => !/[\p{Cc}\p{Cn}\p{Cs}]/u.test(each));

test('what is written is read back', () => {
  const value = fc.record(
    {
      Name: text,
      Bytes: fc.uint8Array(),
      Count: fc.integer(),
      Ratio: fc.double({ noNaN: true, noDefaultInfinity: true }).map(each => each + 0),
      IsThere: fc.boolean(),
      At: fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map(Number),
      Names: fc.array(text),
      Items: fc.array(fc.record({ Key: text, Tags: fc.array(text) }, { noNullPrototype: true })),
      Totals: fc.dictionary(
        text.filter(each => each !== '__proto__'),
        fc.integer(),
        { noNullPrototype: true },
      ),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(value, given => {
      const written = encodeQueryResponse('urn:x', 'Do', shape, given, 'id');

      assert.deepEqual(decodeQueryResponse('Do', shape, written), given);
    }),
  );
});

test('what is sensitive arrives redacted, and what is absent stays absent', () => {
  const written = encodeQueryResponse('urn:x', 'Do', shape, { Secret: new Redacted('s<') }, 'id');

  const { Secret, ...rest } = decodeQueryResponse('Do', shape, written);

  assert.equal(Secret?.unwrap(), 's<');
  assert.deepEqual(rest, {});
});

test('an operation without output has no result', () => {
  const none = struct({});
  const written = encodeQueryResponse('urn:x', 'Do', none, {}, 'id');

  assert.doesNotMatch(written, /DoResult/);
  assert.deepEqual(decodeQueryResponse('Do', none, written), {});
});

test('errors are read back, and nothing else is an error', () => {
  const written = encodeQueryError(
    'urn:x',
    new AwsError('NoSuchEntityException', 'no "<a>" & b', { queryCode: 'NoSuchEntity' }),
    'id',
  );

  assert.deepEqual(decodeQueryError(written), { code: 'NoSuchEntity', message: 'no "<a>" & b' });
  for (const other of ['', 'x', '<a>', '<a/>', '<ErrorResponse><Error/></ErrorResponse>', '{"__type":"x"}']) {
    assert.equal(decodeQueryError(other), undefined, other);
  }
});

test('declarations, comments and attributes are passed over', () => {
  const written =
    '<?xml version="1.0"?>\n<!-- <a> --><DoResponse xmlns="u"><DoResult><Name a="b">x&#x41;</Name><Names/></DoResult></DoResponse>\n';

  assert.deepEqual(decodeQueryResponse('Do', shape, written), { Name: 'xA', Names: [] });
});

test('what is no answer is refused', () => {
  const wrong: readonly (readonly [document: string, error: string])[] = [
    ['<DoResponse><DoResult></DoResponse></DoResult>', 'SyntaxError'],
    ['<DoResponse>', 'SyntaxError'],
    ['<DoResponse', 'SyntaxError'],
    ['</DoResponse>', 'SyntaxError'],
    ['<DoResponse/><DoResponse/>', 'SyntaxError'],
    ['<!DOCTYPE x><DoResponse/>', 'SyntaxError'],
    ['<a>'.repeat(100_000), 'SyntaxError'],
    ['<OtherResponse/>', 'TypeError'],
    ['<DoResponse><DoResult><Count>x</Count></DoResult></DoResponse>', 'TypeError'],
    ['<DoResponse><DoResult><IsThere>yes</IsThere></DoResult></DoResponse>', 'TypeError'],
    ['<DoResponse><DoResult><At>today</At></DoResult></DoResponse>', 'TypeError'],
  ];
  for (const [document, name] of wrong) {
    assert.throws(() => decodeQueryResponse('Do', shape, document), { name }, document.slice(0, 80));
  }
});
