import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { secretText, TestServer } from '../../testing/test-server.ts';
import { otherAccount } from './isolation.test-support.ts';
import { NOT_FOUND, token } from './testing.ts';

/** Regions and their partitions. */
const PLACES = [
  ['us-east-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
] as const;
const REGIONS = PLACES.map(([region]) => region);

describe('Partitions', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ options: { regions: REGIONS } });
  });
  after(() => server[Symbol.asyncDispose]());

  for (const [region, partition] of PLACES) {
    it(`ARNs of ${region} carry ${partition}: of secrets, keys and parameters, in answers and in records`, async () => {
      const input = { Name: 'one', ClientRequestToken: token(1), SecretString: secretText('v') };
      const { ARN = '' } = await server.call('secretsmanager', 'CreateSecret', input, region);
      const value = await server.call('secretsmanager', 'GetSecretValue', { SecretId: ARN }, region);
      const key = await server.call('kms', 'DescribeKey', { KeyId: 'alias/aws/secretsmanager' }, region);
      const Value = secretText('v');
      await server.call('ssm', 'PutParameter', { Name: '/one', Value, Type: 'SecureString' }, region);
      const { Parameter } = await server.call('ssm', 'GetParameter', { Name: '/one' }, region);
      const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {}, region);

      const home = `${region}:123456789012`;
      assert.match(ARN, new RegExp(`^arn:${partition}:secretsmanager:${home}:secret:one-[A-Za-z0-9]{6}$`));
      assert.deepEqual([value.ARN, value.SecretString?.unwrap()], [ARN, 'v']);
      assert.match(key.KeyMetadata?.Arn ?? '', new RegExp(`^arn:${partition}:kms:${home}:key/`));
      assert.equal(Parameter?.ARN, `arn:${partition}:ssm:${home}:parameter/one`);
      const records = Events.map(({ CloudTrailEvent = '' }) => CloudTrailEvent).join('\n');
      const arns = [...records.matchAll(/arn:([a-z-]+):(?:secretsmanager|kms|ssm):/g)];
      assert.ok(arns.length > 0);
      assert.deepEqual(new Set(arns.map(([, found]) => found)), new Set([partition]));
    });

    it(`an ARN of another partition means nothing in ${region}`, async () => {
      const input = { Name: 'mine', ClientRequestToken: token(1) };
      const { ARN = '' } = await server.call('secretsmanager', 'CreateSecret', input, region);

      for (const [, other] of PLACES.filter(([, each]) => each !== partition)) {
        const SecretId = ARN.replace(`arn:${partition}:`, `arn:${other}:`);
        const { message } = await server.refused('secretsmanager', 'DescribeSecret', { SecretId }, region);
        assert.equal(message, NOT_FOUND);
      }
    });
  }

  it('a principal is of its account’s partition, that of the first region, wherever it calls', async () => {
    const abroad = await TestServer.open({ options: { regions: ['cn-north-1', 'us-east-1'] } });
    await using _closed = abroad;

    for (const [here, partition, regions] of [
      [server, 'aws', REGIONS],
      [abroad, 'aws-cn', ['cn-north-1', 'us-east-1']],
    ] as const) {
      const account = await otherAccount(here, '222222222222');
      for (const region of regions) {
        const SecretId = `arn:${region === 'us-east-1' ? 'aws' : 'aws-cn'}:secretsmanager:${region}:123456789012:secret:x-AbCdEf`;
        const { message = '' } = await account.refused('secretsmanager', 'DescribeSecret', { SecretId }, region);
        assert.ok(message.startsWith(`User: arn:${partition}:iam::222222222222:root is not authorized`), message);
      }
      await here.call('secretsmanager', 'ListSecrets', {}, 'us-east-1');
      const { Events = [] } = await here.call('cloudtrail', 'LookupEvents', {}, 'us-east-1');
      const record = Events.find(({ EventName }) => EventName === 'ListSecrets');
      const { userIdentity } = JSON.parse(record?.CloudTrailEvent ?? '{}');
      assert.equal(userIdentity.arn, `arn:${partition}:iam::123456789012:root`);
    }
  });
});
