import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { partitionOf } from '../../pipeline/region.ts';
import { formatSecretArn, newSecretSuffix, parseSecretArn, splitSecretArn, splitSuffix } from './secret-arn.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:prod/db-AbCdE1';
const nameCharacter = fc.constantFrom(...'abcXYZ019-/_+=.@!');

test('a full ARN is taken apart', () => {
  assert.deepEqual(parseSecretArn(ARN), {
    partition: 'aws',
    region: 'us-east-1',
    accountId: '111111111111',
    name: 'prod/db',
    suffix: 'AbCdE1',
  });
});

test('what is formatted is parsed again', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('us-east-1', 'cn-north-1', 'us-gov-west-1'),
      fc.string({ unit: nameCharacter, minLength: 1, maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...'aZ09'), minLength: 6, maxLength: 6 }),
      (region, name, suffix) => {
        const arn = { partition: partitionOf(region), region, accountId: '012345678901', name, suffix };

        assert.deepEqual(parseSecretArn(formatSecretArn(arn)), arn);
      },
    ),
  );
});

test('a partial ARN is split, and is no full one', () => {
  const partial = 'arn:aws-cn:secretsmanager:cn-north-1:111111111111:secret:prod/db';

  assert.equal(splitSecretArn(partial)?.resource, 'prod/db');
  assert.equal(parseSecretArn(partial), undefined);
});

test('what is not the ARN of a secret is refused', () => {
  for (const text of [
    '',
    'arn',
    'prod/db-AbCdE1',
    ARN.replace('arn', 'ARN'),
    ARN.replace('secretsmanager', 's3'),
    ARN.replace('secret:', 'policy:'),
    ARN.replace('us-east-1', ''),
    ARN.replace('us-east-1', '*'),
    ARN.replace('111111111111', '11111111111'),
    ARN.replace('111111111111', 'x11111111111'),
    ARN.replace(':aws:', '::'),
    ARN.replace('prod/db', 'prod*'),
    ARN.replace('prod/db', 'prod:db'),
    'arn:aws:secretsmanager:us-east-1:111111111111:secret:',
    'arn:aws:secretsmanager:us-east-1:111111111111:secret',
    `${ARN}:`,
    `${ARN}\n`,
    ` ${ARN}`,
  ]) {
    assert.equal(splitSecretArn(text), undefined, text);
  }
});

test('a resource is full when it ends in a hyphen and six letters or digits', () => {
  assert.deepEqual(splitSuffix('a-b1C2d3'), { name: 'a', suffix: 'b1C2d3' });
  for (const partial of ['a', 'a-b1C2d', 'a-b1C2d3-', 'a-b1C2d3e', 'a-b1_2d3', '-b1C2d3', 'a-b1-2d3']) {
    assert.deepEqual(splitSuffix(partial), { name: partial, suffix: undefined });
  }
});

test('each region lies in its partition', () => {
  const expected: Readonly<Record<string, string>> = {
    'us-east-1': 'aws',
    'eu-central-1': 'aws',
    'cn-northwest-1': 'aws-cn',
    'us-gov-west-1': 'aws-us-gov',
    'us-iso-east-1': 'aws-iso',
    'us-isob-east-1': 'aws-iso-b',
    'eu-isoe-west-1': 'aws-iso-e',
    'us-isof-south-1': 'aws-iso-f',
    'eusc-de-east-1': 'aws-eusc',
    'home-lab-1': 'aws',
  };

  for (const [region, partition] of Object.entries(expected)) {
    assert.equal(partitionOf(region), partition, region);
  }
});

test('every byte below 248 gives each of the 62 characters four times, the others none', () => {
  const counts = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) {
    const draws = [Uint8Array.of(byte, 255, 248), Uint8Array.of(0, 0, 0, 0, 0, 0)];
    const first = newSecretSuffix(() => draws.shift() ?? assert.fail('more bytes than needed'))[0] ?? '';
    if (byte < 248) {
      counts.set(first, (counts.get(first) ?? 0) + 1);
    } else {
      assert.equal(first, 'A');
    }
  }

  assert.equal(counts.size, 62);
  assert.ok([...counts.values()].every(count => count === 4));
});

test('a new suffix is six letters or digits', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 6, maxLength: 6, max: 247 }), bytes => {
      assert.match(
        newSecretSuffix(() => bytes),
        /^[A-Za-z0-9]{6}$/,
      );
    }),
  );
});
