import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Shape } from '@coffer/wire';
import { Redacted, blob, boolean, integer, list, map, string, struct, timestamp } from '@coffer/wire';
import { kms, secretsmanager } from '@coffer/wire/services';
import { Failure } from '../failure.ts';
import { cliName } from './cli-name.ts';
import type { BinaryFormat } from './coerce.ts';
import { contracts } from './find-service.ts';
import { commonFlags, memberFlags, pageFlags } from './operation-flags.ts';
import { operationInput } from './operation-input.ts';
import { parameterValue } from './parameter.ts';

const cwd = mkdtempSync(join(tmpdir(), 'coffer-parameter-'));
after(() => rmSync(cwd, { recursive: true }));

function value(shape: Shape, words: readonly string[], binary: BinaryFormat = 'base64'): unknown {
  return plain(parameterValue(shape, words, 'x', { cwd, binary }));
}

/** Without null prototypes and wrappers, so that values can be compared. */
function plain(each: unknown): unknown {
  if (each instanceof Redacted) return { redacted: plain(each.unwrap()) };
  if (each instanceof Uint8Array) return { bytes: Buffer.from(each).toString('latin1') };
  if (Array.isArray(each)) return each.map(plain);
  if (typeof each !== 'object' || each === null) return each;
  return Object.fromEntries(Object.entries(each).map(([name, entry]) => [name, plain(entry)]));
}

test('names are spelled as the AWS CLI spells them', () => {
  const cases = {
    GetSecretValue: 'get-secret-value',
    ListSecretVersionIds: 'list-secret-version-ids',
    RotationLambdaARN: 'rotation-lambda-arn',
    KmsKeyId: 'kms-key-id',
    AutomaticallyAfterDays: 'automatically-after-days',
    ExternalSecretRotationRoleArn: 'external-secret-rotation-role-arn',
    AWSAccountId: 'aws-account-id',
    ResourceARNs: 'resource-arns',
  };

  for (const [name, expected] of Object.entries(cases)) assert.equal(cliName(name), expected);
});

test('no member hides a flag that every operation has', () => {
  for (const { operations } of contracts()) {
    for (const operation of Object.values(operations)) {
      const names = Object.keys(memberFlags(operation));
      assert.deepEqual(
        names.filter(name => Object.hasOwn({ ...commonFlags, ...pageFlags }, name)),
        [],
      );
    }
  }
});

test('scalars', () => {
  assert.equal(value(string(), ['a=b,c']), 'a=b,c');
  assert.equal(value(string(), ['[x]']), '[x]');
  assert.deepEqual(value(string({ sensitive: true }), ['a']), { redacted: 'a' });
  assert.equal(value(integer(), ['-7']), -7);
  assert.equal(value(boolean(), ['false']), false);
  assert.equal(value(timestamp(), ['2026-09-26T19:29:54Z']), Date.UTC(2026, 8, 26, 19, 29, 54));
  assert.equal(value(timestamp(), ['2026-09-26T19:29:54']), Date.UTC(2026, 8, 26, 19, 29, 54));
  assert.equal(value(timestamp(), ['1790450994.5']), 1_790_450_994_500);
});

test('lists are words, or JSON', () => {
  assert.deepEqual(value(list(string()), ['a', 'b,c']), ['a', 'b,c']);
  assert.deepEqual(value(list(string()), ['["a", "b"]']), ['a', 'b']);
  assert.deepEqual(value(list(string()), []), []);
});

test('lists of structures are shorthand or JSON, one word an entry', () => {
  const Tags = secretsmanager.operations.CreateSecret.input.members.Tags;
  const expected = [
    { Key: 'a', Value: 'b' },
    { Key: 'c', Value: 'd' },
  ];

  assert.deepEqual(value(Tags, ['Key=a,Value=b', 'Key=c,Value=d']), expected);
  assert.deepEqual(value(Tags, ['[{"Key":"a","Value":"b"},{"Key":"c","Value":"d"}]']), expected);
  assert.deepEqual(value(Tags, ['{"Key":"a","Value":"b"}']), expected.slice(0, 1));
  assert.throws(
    () => value(Tags, ['Kee=a']),
    /`x\[0\]` knows no `Kee` \(did you mean `Key`\?\); it knows `Key`, `Value`/,
  );
});

test('one value in shorthand may stand for a list of one', () => {
  const Filters = secretsmanager.operations.ListSecrets.input.members.Filters;

  assert.deepEqual(value(Filters, ['Key=name,Values=a']), [{ Key: 'name', Values: ['a'] }]);
  assert.deepEqual(value(Filters, ['Key=name,Values=a,b']), [{ Key: 'name', Values: ['a', 'b'] }]);
});

test('maps are shorthand or JSON, and numbers inside are numbers', () => {
  assert.deepEqual(value(map(string(), string()), ['a=b,c=d']), { a: 'b', c: 'd' });
  assert.deepEqual(value(map(string(), string()), ['a=b', 'c=d']), { a: 'b', c: 'd' });
  assert.deepEqual(value(map(string(), string()), ['{"a":"b"}']), { a: 'b' });
  assert.deepEqual(value(struct({ Days: integer() }), ['Days=30']), { Days: 30 });
});

test('files stand for what they hold, to the byte', () => {
  writeFileSync(join(cwd, 'text'), '\uFEFFvalue\n');
  writeFileSync(join(cwd, 'bytes'), Buffer.from([0, 255]));
  writeFileSync(join(cwd, 'list'), '["a"]');

  assert.equal(value(string(), ['file://text']), '\uFEFFvalue\n');
  assert.deepEqual(value(blob(), ['fileb://bytes']), { bytes: '\0\u00ff' });
  assert.deepEqual(value(list(string()), ['file://list']), ['a']);
  assert.throws(() => value(string(), ['fileb://bytes']), /is a text: use `file:\/\/`/);
  assert.throws(() => value(string(), ['file://none']), /unable to load `file:\/\/none`/);
  assert.throws(() => value(string(), ['file://bytes']), /unable to load/);
});

test('bytes in arguments are base64 unless said otherwise', () => {
  assert.deepEqual(value(blob(), ['aGk=']), { bytes: 'hi' });
  assert.deepEqual(value(blob(), ['hi'], 'raw-in-base64-out'), { bytes: 'hi' });
  assert.throws(() => value(blob(), ['hi']), /invalid base64 in `x`/);
});

test('messages never repeat a value', () => {
  const cases: readonly (readonly [Shape, string])[] = [
    [blob({ sensitive: true }), 'hunter2!'],
    [integer(), 'hunter2!'],
    [list(string()), '["hunter2!"'],
    [timestamp(), 'hunter2!'],
  ];
  for (const [shape, word] of cases) {
    assert.throws(
      () => value(shape, [word]),
      error => error instanceof Failure && !error.message.includes('hunter2'),
    );
  }
});

test('flags outrank the JSON input, and tokens are filled in', () => {
  const inputJson = '{"Name": "json", "Description": "d", "SecretString": "s"}';
  const given = new Map([['name', ['flag']]]);

  const input = operationInput(
    secretsmanager.operations.CreateSecret,
    { given, inputJson, binary: 'base64' },
    { cwd, uuid: () => 'a-token' },
  );

  assert.deepEqual(plain(input), {
    Name: 'flag',
    Description: 'd',
    SecretString: { redacted: 's' },
    ClientRequestToken: 'a-token',
  });
});

test('required members that nobody gave are named', () => {
  const run = () =>
    operationInput(
      kms.operations.Encrypt,
      { given: new Map(), inputJson: undefined, binary: 'base64' },
      { cwd, uuid: () => '' },
    );

  assert.throws(run, /^Failure: the following arguments are required: --key-id, --plaintext$/);
});
