import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { policyOfStatements } from '../access/testing.ts';
import { onBothEngines } from '../testing/engines.ts';
import { secretText, TestServer } from '../testing/test-server.ts';
import { callAsService } from './service-call.ts';

const ACCOUNT = '123456789012';
const PRINCIPAL = 'events.amazonaws.com';

onBothEngines('A call that a service makes in its own name', engine => {
  let server: TestServer;
  let SecretId: string;
  before(async () => {
    server = await TestServer.open({ engine });
    const input = { Name: 'read', SecretString: secretText('value'), ClientRequestToken: crypto.randomUUID() };
    ({ ARN: SecretId = '' } = await server.call('secretsmanager', 'CreateSecret', input));
  });
  after(() => server[Symbol.asyncDispose]());

  const describe = (sourceArn?: string) => {
    const by = { principal: PRINCIPAL, accountId: ACCOUNT, region: 'us-east-1', sourceArn };
    return callAsService(server.parts.line, by, 'secretsmanager', 'DescribeSecret', { SecretId });
  };

  it('is decided by the policies of resources alone', async () => {
    await assert.rejects(describe(), { code: 'AccessDeniedException' });
    const Condition = { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:us-east-1:123456789012:rule/r' } };
    const ResourcePolicy = policyOfStatements({
      Action: 'secretsmanager:DescribeSecret',
      Principal: { Service: PRINCIPAL },
      Condition,
    });
    await server.call('secretsmanager', 'PutResourcePolicy', { SecretId, ResourcePolicy });

    assert.equal((await describe('arn:aws:events:us-east-1:123456789012:rule/r')).Name, 'read');
    await assert.rejects(describe('arn:aws:events:us-east-1:123456789012:rule/other'), {
      code: 'AccessDeniedException',
    });
    await assert.rejects(describe(), { code: 'AccessDeniedException' });
  });

  it('is on record as the service’s, when it is refused, too', async () => {
    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'DescribeSecret' }],
    });
    const records = Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent) as Record<string, unknown>);

    assert.deepEqual(records.map(record => record['errorCode']).toSorted(), [
      'AccessDenied',
      'AccessDenied',
      'AccessDenied',
      undefined,
    ]);
    for (const { userIdentity, sourceIPAddress, userAgent, recipientAccountId } of records) {
      assert.deepEqual(userIdentity, { type: 'AWSService', invokedBy: PRINCIPAL });
      assert.deepEqual([sourceIPAddress, userAgent, recipientAccountId], [PRINCIPAL, PRINCIPAL, ACCOUNT]);
    }
  });
});
