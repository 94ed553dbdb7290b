import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { AwsError } from '../aws-error.ts';
import { Redacted } from '../redacted.ts';
import { kms, secretsmanager } from '../services/index.ts';
import { blob, boolean, double, integer, list, long, map, string, struct, timestamp } from '../shape.ts';
import { decodeJson } from './json-decode.ts';

const Everything = struct({
  Text: string(),
  Secret: string({ sensitive: true }),
  Bytes: blob(),
  Key: blob({ sensitive: true }),
  Int: integer(),
  Long: long(),
  Double: double(),
  Flag: boolean(),
  At: timestamp(),
  List: list(string()),
  Map: map(string(), integer()),
  Struct: struct({ Name: string(), constructor: string() }),
});

function refused(text: string, message: string): void {
  assert.throws(
    () => decodeJson(Everything, text),
    (error: unknown) =>
      error instanceof AwsError &&
      error.code === 'SerializationException' &&
      error.status === 400 &&
      (assert.equal(error.message, message, text), true),
    text,
  );
}

test('each type is read', () => {
  const input = decodeJson(
    Everything,
    '{"Text":"é\\u0000","Bytes":"aGk=","Int":1,"Long":9007199254740991,"Double":0.5,"Flag":false,"At":1790456674.932,' +
      '"List":["a","b"],"Map":{"k":1},"Struct":{"Name":"n"}}',
  );

  assert.deepEqual(input, {
    Text: 'é\u0000',
    Bytes: Uint8Array.of(104, 105),
    Int: 1,
    Long: Number.MAX_SAFE_INTEGER,
    Double: 0.5,
    Flag: false,
    At: 1_790_456_674_932,
    List: ['a', 'b'],
    Map: Object.assign(Object.create(null), { k: 1 }),
    Struct: { Name: 'n' },
  });
});

test('sensitive members come redacted', () => {
  const input = decodeJson(Everything, '{"Secret":"hunter2","Key":"aGk="}');

  assert.ok(input.Secret instanceof Redacted && input.Key instanceof Redacted);
  assert.equal(input.Secret.unwrap(), 'hunter2');
  assert.deepEqual(input.Key.unwrap(), Uint8Array.of(104, 105));
  assert.doesNotMatch(JSON.stringify(input), /hunter2/);
});

test('nothing, null and an empty struct are the same', () => {
  for (const text of ['', '{}', 'null', ' { } ', '{"Text":null,"List":null,"Struct":null}']) {
    assert.deepEqual(decodeJson(Everything, text), {}, text);
  }
  assert.deepEqual(decodeJson(Everything, '{"List":[null,"a",null]}'), { List: ['a'] });
  assert.deepEqual(Object.keys(decodeJson(Everything, '{"Map":{"a":null}}').Map ?? { x: 1 }), []);
});

test('unknown members are ignored, and the last of several counts', () => {
  assert.deepEqual(decodeJson(Everything, '{"text":1,"Nope":{"a":[]},"Text":{},"Text":"b"}'), { Text: 'b' });
});

test('names of Object.prototype do no harm', () => {
  const input = decodeJson(Everything, '{"__proto__":{"Text":"x"},"Struct":{},"Map":{"__proto__":1,"toString":2}}');

  assert.equal(input.Text, undefined);
  assert.equal(Object.getPrototypeOf(input), Object.prototype);
  assert.deepEqual(Object.keys(input.Struct ?? {}), []);
  assert.deepEqual(Object.entries(input.Map ?? {}), [
    ['__proto__', 1],
    ['toString', 2],
  ]);
  assert.equal(Object.getPrototypeOf(input.Map), null);
});

test('a value of a wrong type is refused in AWS’s words', () => {
  const structure = 'Start of structure or map found where not expected.';
  const array = 'Start of list found where not expected';
  for (const member of ['Text', 'Secret', 'Bytes', 'Key', 'Int', 'Long', 'Double', 'Flag', 'At']) {
    refused(`{"${member}":{}}`, structure);
    refused(`{"${member}":[]}`, array);
  }
  refused('{"Text":1}', 'NUMBER_VALUE can not be converted to a String');
  refused('{"Text":true}', 'TRUE_VALUE can not be converted to a String');
  refused('{"Text":false}', 'FALSE_VALUE can not be converted to a String');
  refused('{"Int":"1"}', 'STRING_VALUE can not be converted to an Integer');
  refused('{"Long":true}', 'TRUE_VALUE can not be converted to a Long');
  refused('{"Double":"1"}', 'STRING_VALUE can not be converted to a Double');
  refused('{"Flag":"false"}', 'STRING_VALUE can not be converted to a Boolean');
  refused('{"Flag":0}', 'NUMBER_VALUE can not be converted to a Boolean');
  refused('{"At":"2026-01-01T00:00:00Z"}', 'STRING_VALUE can not be converted to milliseconds since epoch');
  refused('{"Bytes":1}', 'NUMBER_VALUE can not be converted to a Blob');
  refused('{"List":"a"}', 'Expected list or null');
  refused('{"List":{}}', structure);
  refused('{"List":[[]]}', array);
  refused('{"Map":1}', 'Expected map or null');
  refused('{"Map":[]}', array);
  refused('{"Struct":"x"}', 'Expected null');
  refused('{"Struct":[]}', array);
  refused('[]', array);
  refused('"x"', 'Expected null');
  refused('1', 'Expected null');
});

test('what is not JSON is refused, and nothing of it is repeated', () => {
  for (const text of ['{', '{"Secret":"hunter2"', "{'Text':'a'}", '{"Text":"a",}', '{}{}', 'NaN', '\u0000', ' ']) {
    refused(text, '');
  }
});

test('base64 is read strictly, and nothing of a bad one is repeated', () => {
  for (const text of ['aGk', 'aGl=', 'a G k', 'hunter2!', 'aGk=\\n', '-_-_']) {
    refused(`{"Key":"${text}"}`, 'STRING_VALUE can not be converted to a Blob');
  }
});

test('a lone surrogate is refused in values and in keys', () => {
  refused('{"Text":"\\ud800"}', 'STRING_VALUE can not be converted to a String');
  refused('{"Secret":"a\\udc00"}', 'STRING_VALUE can not be converted to a String');
  refused('{"Map":{"\\ud800":1}}', 'STRING_VALUE can not be converted to a String');
  assert.equal(decodeJson(Everything, '{"Text":"\\ud83d\\ude00"}').Text, '😀');
});

test('numbers beyond their type are fitted or refused', () => {
  assert.equal(decodeJson(Everything, '{"Int":4294967296}').Int, 2_147_483_647);
  assert.equal(decodeJson(Everything, '{"Int":7.9}').Int, 7);
  assert.equal(decodeJson(Everything, '{"Long":1e999}').Long, Number.MAX_SAFE_INTEGER);
  assert.equal(decodeJson(Everything, '{"At":-0.0004}').At, 0);
  refused('{"Double":1e999}', 'NUMBER_VALUE can not be converted to a Double');
  refused('{"At":1e999}', 'NUMBER_VALUE can not be converted to milliseconds since epoch');
  refused('{"At":1e14}', 'NUMBER_VALUE can not be converted to milliseconds since epoch');
});

test('deep nesting is refused or ignored, not a crash', () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);

  refused(`{"Text":${deep}}`, 'Start of list found where not expected');
  assert.deepEqual(decodeJson(Everything, `{"Unknown":${deep}}`), {});
});

test('whatever the text, the answer is a value of the shape or a SerializationException', () => {
  const member = fc.constantFrom(...Object.keys(Everything.members), '__proto__', 'constructor', 'x');
  const text = fc.oneof(
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc.dictionary(member, fc.jsonValue()).map(value => JSON.stringify(value)),
    fc.tuple(member, fc.string({ unit: 'binary' })).map(([name, value]) => JSON.stringify({ [name]: value })),
  );
  fc.assert(
    fc.property(text, body => {
      try {
        const input = decodeJson(Everything, body);
        for (const name of Object.keys(input)) assert.ok(Object.hasOwn(Everything.members, name));
      } catch (error) {
        assert.ok(error instanceof AwsError && error.code === 'SerializationException', String(error));
      }
    }),
    { numRuns: 1000 },
  );
});

test('requests of the SDKs are read', () => {
  const create = decodeJson(
    secretsmanager.operations.CreateSecret.input,
    '{"Name":"a/b","ClientRequestToken":"39dfa8ee-2ad0-4907-a22d-397145fce1f4","SecretBinary":"aGk=","Tags":[{"Key":"k","Value":"v"}]}',
  );
  const encrypt = decodeJson(
    kms.operations.Encrypt.input,
    '{"KeyId":"alias/x","Plaintext":"aGk=","EncryptionContext":{"a":"b"}}',
  );

  assert.deepEqual(create.Tags, [{ Key: 'k', Value: 'v' }]);
  assert.equal(encrypt.EncryptionContext?.['a'], 'b');
  assert.deepEqual(encrypt.Plaintext?.unwrap(), Uint8Array.of(104, 105));
});
