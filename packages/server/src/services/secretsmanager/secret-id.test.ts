import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { AwsError } from '@coffer/wire';
import { isMeantBy, parseSecretId, readSecretId, resourceArnFor, type SecretReference } from './secret-id.ts';
import { formatSecretArn } from './secret-arn.ts';

const HOME = { partition: 'aws', region: 'us-east-1', accountId: '111111111111' };
const PREFIX = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:';

/** Whether this SecretId finds the one secret there is: the lookup that callers make. */
function finds(secretId: string, secret: { readonly name: string; readonly suffix: string }): boolean {
  const reference = parseSecretId(secretId);
  return reference !== undefined && reference.name === secret.name && isMeantBy(reference, secret.suffix);
}

test('a name is a name, even when it looks like a full resource', () => {
  assert.deepEqual(parseSecretId('Invalid/_+=.@-Name-a1b2c3'), { kind: 'name', name: 'Invalid/_+=.@-Name-a1b2c3' });
});

test('recorded: a name and both kinds of ARN find a secret', () => {
  for (const name of ['s-c64bdc03', 'Valid/_+=.@-Name', 'Valid/_+=.@-Name-a1b2', 'Valid/_+=.@-Name-a1b2c3-']) {
    const secret = { name, suffix: 'QRSTUV' };

    assert.equal(finds(name, secret), true, name);
    assert.equal(finds(`${PREFIX}${name}-QRSTUV`, secret), true, name);
    assert.equal(finds(`${PREFIX}${name}`, secret), true, name);
  }
});

test('recorded: the partial ARN of a name that ends in a hyphen and six characters finds nothing', () => {
  const secret = { name: 'Invalid/_+=.@-Name-a1b2c3', suffix: 'QRSTUV' };

  assert.equal(finds(`${PREFIX}Invalid/_+=.@-Name-a1b2c3`, secret), false);
  assert.equal(finds(`${PREFIX}Invalid/_+=.@-Name-a1b2c3-QRSTUV`, secret), true);
  assert.equal(finds('Invalid/_+=.@-Name-a1b2c3', secret), true);
});

test('the ARN of a deleted secret does not find its successor', () => {
  assert.equal(finds(`${PREFIX}prod/db-AAAAAA`, { name: 'prod/db', suffix: 'BBBBBB' }), false);
});

test('a name with a suffix is not the secret of that ARN', () => {
  assert.equal(finds('prod/db-AAAAAA', { name: 'prod/db', suffix: 'AAAAAA' }), false);
});

test('a full ARN finds exactly its own secret', () => {
  const name = fc.string({ unit: fc.constantFrom(...'ab1-/'), minLength: 1, maxLength: 12 });
  const suffix = fc.string({ unit: fc.constantFrom(...'ab1'), minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(name, suffix, name, suffix, (ownName, ownSuffix, otherName, otherSuffix) => {
      const own = { name: ownName, suffix: ownSuffix };
      const other = { name: otherName, suffix: otherSuffix };
      const arn = formatSecretArn({ ...HOME, ...own });

      assert.equal(finds(arn, own), true);
      assert.equal(finds(arn, other), ownName === otherName && ownSuffix === otherSuffix);
    }),
  );
});

test('an ARN keeps its own account, region and partition', () => {
  assert.deepEqual(parseSecretId('arn:aws-cn:secretsmanager:cn-north-1:222222222222:secret:a-b'), {
    kind: 'arn',
    partition: 'aws-cn',
    region: 'cn-north-1',
    accountId: '222222222222',
    name: 'a-b',
    suffix: undefined,
  });
});

test('what cannot mean a secret is undefined, and refused with the recorded sentence', () => {
  for (const text of ['', 'Inv Name', 'a:b', 'arn:aws:s3:::bucket', `${PREFIX}Inv Name`, PREFIX, 'a'.repeat(2049)]) {
    assert.equal(parseSecretId(text), undefined, text);
    assert.throws(
      () => readSecretId(text),
      (error: unknown) =>
        error instanceof AwsError && error.code === 'ValidationException' && error.message.startsWith('Invalid name. '),
    );
  }
  assert.equal(readSecretId('prod/db').name, 'prod/db');
});

test('parsing is total: any text gives a reference or nothing', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map(tail => PREFIX + tail),
      ),
      text => {
        assert.doesNotThrow(() => parseSecretId(text));
      },
    ),
  );
});

test('an unknown secret has an unknown suffix unless the ARN names one', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['prod/db', `${PREFIX}prod/db-??????`],
    ['prod/db-AbCdEf', `${PREFIX}prod/db-AbCdEf-??????`],
    [`${PREFIX}prod/db`, `${PREFIX}prod/db-??????`],
    [`${PREFIX}prod/db-AbCdEf`, `${PREFIX}prod/db-AbCdEf`],
    [
      'arn:aws-cn:secretsmanager:cn-north-1:222222222222:secret:a',
      'arn:aws-cn:secretsmanager:cn-north-1:222222222222:secret:a-??????',
    ],
  ];

  for (const [secretId, resource] of cases) {
    const reference: SecretReference = readSecretId(secretId);
    assert.equal(resourceArnFor(reference, HOME), resource);
  }
});
