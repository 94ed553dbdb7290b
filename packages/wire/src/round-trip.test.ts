/** What a client encodes, the server decodes to the same values: in both protocols, for every type. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decodeJson } from './json/json-decode.ts';
import { encodeJson } from './json/json-encode.ts';
import { parseForm } from './query/form.ts';
import { decodeQuery } from './query/query-decode.ts';
import { encodeQuery } from './query/query-encode.ts';
import { Redacted } from './redacted.ts';
import { blob, boolean, double, integer, list, long, map, string, struct, timestamp } from './shape.ts';

const Inner = struct({ Name: string(), Flags: list(boolean()) });
const Everything = struct({
  Text: string({ wire: 'TextOnTheWire' }),
  Secret: string({ sensitive: true }),
  Bytes: blob(),
  Key: blob({ sensitive: true }),
  Int: integer(),
  Long: long(),
  Double: double(),
  Flag: boolean(),
  At: timestamp(),
  List: list(string()),
  Lists: list(list(integer())),
  Structs: list(Inner),
  Map: map(string(), Inner),
  Struct: Inner,
});

const text = fc.string({ unit: 'binary', maxLength: 8 }).map(value => value.toWellFormed());
const int32 = fc.integer();
const inner = fc.record({ Name: text, Flags: fc.array(fc.boolean(), { maxLength: 3 }) }, { requiredKeys: [] });
const everything = fc.record(
  {
    Text: text,
    Secret: text.map(value => new Redacted(value)),
    Bytes: fc.uint8Array({ maxLength: 9 }),
    Key: fc.uint8Array({ maxLength: 9 }).map(value => new Redacted(value)),
    Int: int32,
    Long: fc.maxSafeInteger(),
    Double: fc.double({ noNaN: true, noDefaultInfinity: true }),
    Flag: fc.boolean(),
    At: fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }),
    List: fc.array(text, { maxLength: 12 }),
    Lists: fc.array(fc.array(int32, { maxLength: 3 }), { maxLength: 3 }),
    Structs: fc.array(inner, { maxLength: 3 }),
    Map: fc.dictionary(text, inner, { maxKeys: 3, noNullPrototype: false }),
    Struct: inner,
  },
  { requiredKeys: [] },
);

test('JSON brings every value across', () => {
  fc.assert(
    fc.property(everything, value => {
      assert.deepEqual(plain(decodeJson(Everything, encodeJson(Everything, value))), plain(value));
    }),
  );
});

test('Query brings every value across', () => {
  fc.assert(
    fc.property(everything, value => {
      const pairs = parseForm(encodeQuery('Do', '2011-06-15', Everything, value));

      assert.deepEqual(pairs.slice(0, 2), [
        ['Action', 'Do'],
        ['Version', '2011-06-15'],
      ]);
      assert.deepEqual(plain(decodeQuery(Everything, pairs)), plain(value));
    }),
  );
});

/** The same value without wrappers and prototypes, which `deepEqual` would not look into or stumble over. */
function plain(value: unknown): unknown {
  if (value instanceof Redacted) return { redacted: plain(value.unwrap()) };
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, entry]) => [key, plain(entry)]));
}
