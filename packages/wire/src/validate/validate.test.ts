import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../aws-error.ts';
import { Redacted } from '../redacted.ts';
import { kms, secretsmanager, ssm } from '../services/index.ts';
import type { StructShape } from '../shape.ts';
import { blob, double, integer, list, map, required, string, struct } from '../shape.ts';
import { validate } from './validate.ts';

function messageOf(shape: StructShape, value: object): string {
  try {
    validate(shape, value);
  } catch (error) {
    assert.ok(error instanceof AwsError);
    assert.deepEqual([error.code, error.status, error.messageKey], ['ValidationException', 400, 'message']);
    return error.message;
  }
  return 'valid';
}

const put = secretsmanager.operations.PutSecretValue.input;
const PREFIX = '1 validation error detected: ';

test('the sentences recorded from AWS Secrets Manager', () => {
  const base = { SecretId: 'a' };

  assert.equal(messageOf(put, base), 'valid');
  assert.equal(
    messageOf(put, {}),
    `${PREFIX}Value null at 'secretId' failed to satisfy constraint: Member must not be null`,
  );
  assert.equal(
    messageOf(put, { ...base, ClientRequestToken: 'short' }),
    `${PREFIX}Value 'short' at 'clientRequestToken' failed to satisfy constraint: Member must have length greater than or equal to 32`,
  );
  assert.equal(
    messageOf(put, { ...base, VersionStages: [] }),
    `${PREFIX}Value '[]' at 'versionStages' failed to satisfy constraint: Member must have length greater than or equal to 1`,
  );
  assert.equal(
    messageOf(put, { ...base, VersionStages: [''] }),
    `${PREFIX}Value '[]' at 'versionStages' failed to satisfy constraint: Member must satisfy constraint: ` +
      '[Member must have length less than or equal to 256, Member must have length greater than or equal to 1]',
  );
  assert.equal(
    messageOf(put, { ...base, SecretString: new Redacted('') }),
    `${PREFIX}Value at 'secretString' failed to satisfy constraint: Member must have length greater than or equal to 1`,
  );
});

test('the sentences recorded from AWS KMS', () => {
  const generate = kms.operations.GenerateDataKey.input;

  assert.equal(
    messageOf(generate, { KeyId: 'k', NumberOfBytes: 0 }),
    `${PREFIX}Value '0' at 'numberOfBytes' failed to satisfy constraint: Member must have value greater than or equal to 1`,
  );
  assert.equal(
    messageOf(generate, { KeyId: 'k', NumberOfBytes: 1025 }),
    `${PREFIX}Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024`,
  );
  assert.equal(
    messageOf(generate, { KeyId: 'k', KeySpec: 'AES' }),
    `${PREFIX}Value 'AES' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: [AES_256, AES_128]`,
  );
  assert.equal(
    messageOf(kms.operations.Encrypt.input, { KeyId: 'k', Plaintext: new Redacted(new Uint8Array(4097)) }),
    `${PREFIX}Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096`,
  );
});

test('patterns with Unicode classes are matched by characters, and shown as AWS writes them', () => {
  const tags = ssm.operations.AddTagsToResource.input.members.Tags;
  const shape = struct({ Tags: tags });

  assert.equal(messageOf(shape, { Tags: [{ Key: 'zwölf \u{1D504}', Value: '' }] }), 'valid');
  assert.equal(
    messageOf(shape, { Tags: [{ Key: 'a', Value: 'k!' }] }),
    `${PREFIX}Value 'k!' at 'tags.1.member.value' failed to satisfy constraint: ` +
      'Member must satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$',
  );
});

test('members of structs in lists and maps have paths', () => {
  const shape = struct({
    Tags: list(struct({ TagKey: required(string({ max: 3 })) })),
    Attributes: map(string(), struct({ DataType: required(string()) })),
    Deep: list(list(struct({ A: string({ max: 0 }) }))),
  });

  assert.equal(
    messageOf(shape, { Tags: [{ TagKey: 'ok' }, { TagKey: 'long' }] }),
    `${PREFIX}Value 'long' at 'tags.2.member.tagKey' failed to satisfy constraint: Member must have length less than or equal to 3`,
  );
  assert.equal(
    messageOf(shape, { Attributes: { attr1: {} } }),
    `${PREFIX}Value null at 'attributes.attr1.member.dataType' failed to satisfy constraint: Member must not be null`,
  );
  assert.match(messageOf(shape, { Deep: [[], [{ A: 'x' }]] }), /at 'deep\.2\.member\.1\.member\.a' failed/);
});

test('maps answer for keys and values', () => {
  const shape = struct({
    Weights: map(string({ min: 1, max: 1024, pattern: '[0-9]+' }), double({ min: 0, max: 1 })),
  });

  assert.equal(messageOf(shape, { Weights: { 1: 0.5 } }), 'valid');
  assert.equal(
    messageOf(shape, { Weights: { $LATEST: 0.5 } }),
    `${PREFIX}Value '{$LATEST=0.5}' at 'weights' failed to satisfy constraint: Map keys must satisfy constraint: ` +
      '[Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, ' +
      'Member must satisfy regular expression pattern: [0-9]+]',
  );
  assert.equal(
    messageOf(shape, { Weights: { 2: -1 } }),
    `${PREFIX}Value '{2=-1.0}' at 'weights' failed to satisfy constraint: Map value must satisfy constraint: ` +
      '[Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0]',
  );
});

test('several violations are one error, the pattern before the length, members as declared', () => {
  const shape = struct({ Name: string({ min: 5, max: 9, pattern: '[a-z]+' }), State: string({ values: ['A', 'B'] }) });

  assert.equal(
    messageOf(shape, { State: 'C', Name: 'X' }),
    "3 validation errors detected: Value 'X' at 'name' failed to satisfy constraint: " +
      "Member must satisfy regular expression pattern: [a-z]+; Value 'X' at 'name' failed to satisfy constraint: " +
      "Member must have length greater than or equal to 5; Value 'C' at 'state' failed to satisfy constraint: " +
      'Member must satisfy enum value set: [A, B]',
  );
});

test('ten violations are enough, and an answer is not as long as its request', () => {
  const shape = struct({ Tags: list(struct({ Key: string({ max: 1 }) })) });
  const Tags = Array.from({ length: 1000 }, () => ({ Key: '😀'.repeat(50_000) }));

  const message = messageOf(shape, { Tags });

  assert.match(message, /^10 validation errors detected: /);
  assert.equal(message.length, 65_536);
  assert.ok(message.isWellFormed());
});

test('a value that breaks several bounds does not take the count past ten', () => {
  const shape = struct({ L: list(struct({ Key: string({ min: 2, pattern: 'b+', values: ['bb'] }) })) });

  const message = messageOf(shape, { L: Array.from({ length: 4 }, () => ({ Key: 'a' })) });

  assert.match(message, /^10 validation errors detected: /);
  assert.equal(message.split('; ').length, 10);
});

test('lengths are characters for strings, bytes for blobs, entries for lists and maps', () => {
  const shape = struct({
    S: string({ min: 2, max: 3 }),
    B: blob({ max: 2 }),
    L: list(string(), { max: 1 }),
    M: map(string(), string(), { max: 1 }),
  });

  assert.equal(messageOf(shape, { S: '😀😀😀', B: new Uint8Array(2), L: ['aa'], M: { a: 'b' } }), 'valid');
  assert.match(messageOf(shape, { S: '😀😀😀😀' }), /less than or equal to 3/);
  assert.match(messageOf(shape, { S: 'aaaa' }), /less than or equal to 3/);
  assert.match(messageOf(shape, { S: '😀' }), /greater than or equal to 2/);
  assert.match(
    messageOf(shape, { B: new Uint8Array(3) }),
    /Value 'java\.nio\.HeapByteBuffer\[pos=0 lim=3 cap=3]' at 'b'/,
  );
  assert.match(messageOf(shape, { L: ['a', 'b'] }), /Value '\[a, b]' at 'l' .* less than or equal to 1/);
  assert.match(messageOf(shape, { M: { a: 'b', c: 'd' } }), /Value '\{a=b, c=d}' at 'm' .* less than or equal to 1/);
});

test('a pattern must match the whole text, and is not tried on one that is too long', () => {
  const shape = struct({ P: string({ max: 4, pattern: '[0-9]+h' }) });

  assert.equal(messageOf(shape, { P: '12h' }), 'valid');
  for (const P of ['x1h', '1hx', '1h\n', '']) assert.match(messageOf(shape, { P }), /regular expression pattern/);
  assert.match(messageOf(shape, { P: 'xxxxx' }), /^1 validation error detected: .* less than or equal to 4$/);
});

test('no secret is ever repeated, wherever it stands', () => {
  const Secret = string({ sensitive: true, max: 1, pattern: 'x', values: ['x'] });
  const shape = struct({
    S: Secret,
    L: list(Secret, { max: 1 }),
    M: map(string(), Secret, { max: 1 }),
    Structs: list(struct({ Secret }), { max: 1 }),
  });
  const secret = new Redacted('hunter2');

  const message = messageOf(shape, {
    S: secret,
    L: [secret, secret],
    M: { a: secret, b: secret },
    Structs: [{ Secret: secret }, { Secret: secret }],
  });

  assert.match(message, /validation errors detected: Value at 's' failed/);
  assert.doesNotMatch(message, /hunter2|\[redacted/);
});

test('only the first letter of a member becomes small', () => {
  const shape = struct({ RotationLambdaARN: required(integer()), KMSKeyId: required(string()) });

  assert.match(messageOf(shape, {}), /at 'rotationLambdaARN' .* at 'kMSKeyId'/);
});

test('terse sentences repeat neither values nor enum sets', () => {
  const shape = struct({
    Status: string({ values: ['Active', 'Inactive'] }),
    Name: required(string()),
    Id: string({ max: 3, pattern: '[a-z]+' }),
  });

  assert.throws(() => validate(shape, { Status: 'Gone', Id: 'A' }, { isTerse: true }), {
    message:
      "3 validation errors detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set; " +
      "Value at 'name' failed to satisfy constraint: Member must not be null; " +
      "Value at 'id' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+",
  });
});

test('a service’s own rule is told alone, and only when the model has nothing to say', () => {
  const shape = struct({
    Path: string({ max: 4, pattern: '/.*/', patternRule: 'It must begin and end with /.' }),
    Name: string({ max: 4, pattern: '\\w+', patternRule: 'It must be a word.' }),
  });

  assert.equal(
    messageOf(shape, { Path: '/' }),
    'The specified value for path is invalid. It must begin and end with /.',
  );
  assert.equal(
    messageOf(shape, { Path: '//', Name: '!' }),
    'The specified value for name is invalid. It must be a word.',
  );
  assert.equal(
    messageOf(shape, { Path: '/', Name: 'words' }),
    `${PREFIX}Value 'words' at 'name' failed to satisfy constraint: Member must have length less than or equal to 4`,
  );
});

test('the sentence about entries may say that they must not be null', () => {
  const shape = struct({ Keys: list(string({ max: 1 }), { entriesNotNull: true }) });

  assert.equal(
    messageOf(shape, { Keys: ['aa'] }),
    `${PREFIX}Value '[aa]' at 'keys' failed to satisfy constraint: Member must satisfy constraint: ` +
      '[Member must have length less than or equal to 1, Member must not be null]',
  );
});
