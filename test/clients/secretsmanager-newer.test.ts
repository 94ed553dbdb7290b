/** All operations of Secrets Manager by every client, and the newer ones by the AWS CLIs with the words of the guide. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { secretsmanager } from '@coffer/wire/services';
import { awsClis, without } from '../support/require.ts';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import { boto3Kinds } from './boto3-client.ts';
import { assertAllCalled, callsOf } from './calls.ts';
import { awsCliKinds, COFFER_CLI } from './cli-client.ts';
import { CommandLine } from './command-line.ts';
import {
  anotherKey,
  batches,
  deletion,
  makeAndDescribe,
  OTHER_REGIONS,
  passwordsAndTags,
  policies,
  replicas,
  rotation,
} from './every-secret-operation.ts';
import { SDK } from './sdk-client.ts';

describe('every operation of Secrets Manager', { concurrency: true }, () => {
  let coffer: Coffer;
  before(async () => {
    const regions = ['us-east-1', ...OTHER_REGIONS];
    coffer = await startCoffer({ flags: regions.flatMap(region => ['--region', region]) });
  });
  after(() => coffer[Symbol.asyncDispose]());

  for (const kind of [SDK, COFFER_CLI, ...boto3Kinds(), ...awsCliKinds()]) {
    test(kind.name, { skip: kind.skip }, async t => {
      await using client = await kind.open(coffer);
      const calls = callsOf(client, 'secretsmanager');
      const there = callsOf(client.as({ region: OTHER_REGIONS[0] }), 'secretsmanager');
      const name = `${kind.label}/every-operation`;
      const hasBatches = await client.knows('secretsmanager', 'BatchGetSecretValue');

      await t.test('a secret and its versions', () => makeAndDescribe(calls, name));
      await t.test('random passwords and tags', () => passwordsAndTags(calls, name));
      // An old boto3 does not know them, nor does an old AWS CLI.
      if (hasBatches) await t.test('batches', () => batches(calls, name));
      await t.test('rotation without a function', () => rotation(calls, name));
      await t.test('resource policies', () => policies(calls, name));
      await t.test('replicas', () => replicas(calls, there, name));
      await t.test('another key', () => anotherKey(calls, callsOf(client, 'kms'), name));
      await t.test('deletion', () => deletion(calls, name));

      const called = calls.called.union(there.called);
      await assertAllCalled(client, 'secretsmanager', Object.keys(secretsmanager.operations), called);
    });
  }

  describe('the AWS CLIs with the words of the guide', { concurrency: true, skip: without('aws') }, () => {
    for (const [at, program] of awsClis().entries()) {
      test(program, async () => {
        await using aws = await CommandLine.ofAws(program, coffer);
        const id = ['--secret-id', `aws${at}/MyTestDatabase`];
        const sm = (...words: string[]) => aws.json('secretsmanager', ...words);

        await sm('create-secret', '--name', `aws${at}/MyTestDatabase`, '--secret-string', 'x');
        const [password, tagged, refused] = await Promise.all([
          sm('get-random-password', '--password-length', '20', '--exclude-characters', 'abcdef', '--include-space'),
          aws.text(
            'secretsmanager',
            'tag-resource',
            ...id,
            '--tags',
            'Key=FirstTag,Value=SomeValue',
            'Key=b,Value=c d',
          ),
          aws.refusal(
            'secretsmanager',
            'rotate-secret',
            ...id,
            '--rotation-lambda-arn',
            'arn:aws:lambda:us-east-1:123456789012:function:MyRotationFunction',
            '--rotation-rules',
            'AutomaticallyAfterDays=7',
          ),
        ]);
        const untagged = await aws.text('secretsmanager', 'untag-resource', ...id, '--tag-keys', 'FirstTag');
        const cancelled = await sm('cancel-rotate-secret', ...id);
        const described = await sm('describe-secret', ...id);

        assert.match(String(password['RandomPassword']), /^[^a-f]{20}$/);
        assert.deepEqual([tagged, untagged], ['', '']);
        assert.match(
          refused,
          /^An error occurred \(AccessDeniedException\) when calling the RotateSecret operation: Secrets Manager cannot invoke/,
        );
        assert.deepEqual(cancelled, { ARN: described['ARN'], Name: described['Name'] });
        assert.deepEqual(described['Tags'], [{ Key: 'b', Value: 'c d' }]);
        assert.equal(described['RotationEnabled'], false);
      });
    }

    test('through `coffer aws`, as the user guide writes them', async () => {
      await using aws = await CommandLine.ofCoffer(coffer, 'aws', '--data-dir', coffer.dataDir);
      const name = ['--name', 'through/coffer'];

      const created = await aws.json('secretsmanager', 'create-secret', ...name, '--description', 'first');
      const described = await aws.json('secretsmanager', 'describe-secret', '--secret-id', 'through/coffer');

      assert.equal(described['ARN'], created['ARN']);
      assert.equal(described['Description'], 'first');
    });
  });
});
