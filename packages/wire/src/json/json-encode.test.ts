import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redacted } from '../redacted.ts';
import { secretsmanager } from '../services/index.ts';
import { blob, boolean, double, integer, list, map, string, struct, timestamp } from '../shape.ts';
import { encodeJson } from './json-encode.ts';

test('GetSecretValue is answered byte for byte as AWS answers it', () => {
  const body = encodeJson(secretsmanager.operations.GetSecretValue.output, {
    Name: 'prod/db',
    ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf',
    VersionId: '39dfa8ee-2ad0-4907-a22d-397145fce1f4',
    SecretString: new Redacted('{"user":"é"}'),
    SecretBinary: undefined,
    VersionStages: ['AWSPREVIOUS', 'AWSCURRENT'],
    CreatedDate: 1_790_456_674_932,
  });

  assert.equal(
    body,
    '{"ARN":"arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf","CreatedDate":1.790456674932E9,' +
      '"Name":"prod/db","SecretString":"{\\"user\\":\\"é\\"}","VersionId":"39dfa8ee-2ad0-4907-a22d-397145fce1f4",' +
      '"VersionStages":["AWSPREVIOUS","AWSCURRENT"]}',
  );
});

test('each type is written, keys of structs and maps in order, lists as they are', () => {
  const shape = struct({
    b: map(string(), list(integer())),
    a: boolean(),
    C: double(),
    d: blob({ sensitive: true }),
    e: list(struct({ z: timestamp(), y: string() })),
    f: struct({}),
  });

  const body = encodeJson(shape, {
    b: { z: [2, 1], Z: [], '"': [] },
    a: false,
    C: 2,
    d: new Redacted(Uint8Array.of(104, 105)),
    e: [{ z: 1_790_380_800_000, y: '\n\u0001' }, {}],
    f: {},
    unknown: 'not written',
  });

  assert.equal(
    body,
    String.raw`{"C":2.0,"a":false,"b":{"\"":[],"Z":[],"z":[2,1]},"d":"aGk=","e":[{"y":"\n\u0001","z":1.7903808E9},{}],"f":{}}`,
  );
});

test('absent members are left out, empty lists are not', () => {
  const shape = struct({ A: string(), Tags: list(string()) });

  assert.equal(encodeJson(shape, {}), '{}');
  assert.equal(encodeJson(shape, { A: undefined, Tags: [] }), '{"Tags":[]}');
});

test('a secret leaves only where the shape says that one does', () => {
  const shape = struct({ Description: string(), Blob: blob() });

  assert.throws(() => encodeJson(shape, { Description: new Redacted('hunter2') }), TypeError);
  assert.throws(() => encodeJson(shape, { Blob: new Redacted(new Uint8Array(1)) }), TypeError);
});

test('a value of a wrong type is a bug, not an answer', () => {
  const shape = struct({ I: integer(), B: boolean(), T: timestamp(), L: list(string()), M: map(string(), string()) });
  for (const value of [{ I: 1.5 }, { I: '1' }, { B: 1 }, { T: new Date(0) }, { T: NaN }, { L: 'a' }, { M: 'a' }]) {
    assert.throws(() => encodeJson(shape, value), JSON.stringify(value));
  }
});
