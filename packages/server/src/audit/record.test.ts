import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderRecord } from './record.ts';
import { ACCOUNT, CLIENT, ROOT, sampleFact } from './sample-facts.test-support.ts';

const AT = Date.parse('2024-07-31T12:36:52.789Z');

describe('renderRecord', () => {
  it('renders a read as AWS does, in its order', () => {
    const fact = sampleFact(AT);

    const text = JSON.stringify(renderRecord(fact));

    assert.equal(
      text,
      JSON.stringify({
        eventVersion: '1.11',
        userIdentity: {
          type: 'Root',
          principalId: ACCOUNT,
          arn: 'arn:aws:iam::123456789012:root',
          accountId: ACCOUNT,
          accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        },
        eventTime: '2024-07-31T12:36:52Z',
        eventSource: 'secretsmanager.amazonaws.com',
        eventName: 'GetSecretValue',
        awsRegion: 'us-east-1',
        sourceIPAddress: '203.0.113.10',
        userAgent: CLIENT.userAgent,
        requestParameters: { secretId: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf' },
        responseElements: null,
        requestID: '8f3b2c1d-0000-4000-8000-0123456789ab',
        eventID: fact.eventId,
        readOnly: true,
        eventType: 'AwsApiCall',
        managementEvent: true,
        recipientAccountId: ACCOUNT,
        eventCategory: 'Management',
        tlsDetails: {
          tlsVersion: 'TLSv1.3',
          cipherSuite: 'TLS_AES_128_GCM_SHA256',
          clientProvidedHostHeader: 'secretsmanager.us-east-1.amazonaws.com',
        },
      }),
    );
  });

  it('names the service that called for the caller, and nothing of the connection', () => {
    const record = renderRecord(
      sampleFact(AT, {
        service: 'kms',
        name: 'Decrypt',
        invokedBy: 'secretsmanager.amazonaws.com',
        resources: [{ type: 'AWS::KMS::Key', arn: 'arn:aws:kms:us-east-1:210987654321:key/1' }],
      }),
    );

    assert.equal(record['sourceIPAddress'], 'secretsmanager.amazonaws.com');
    assert.equal(record['userAgent'], 'secretsmanager.amazonaws.com');
    assert.deepEqual(record['userIdentity'], { ...ROOT, invokedBy: 'secretsmanager.amazonaws.com' });
    assert.deepEqual(record['resources'], [
      { accountId: '210987654321', type: 'AWS::KMS::Key', ARN: 'arn:aws:kms:us-east-1:210987654321:key/1' },
    ]);
    assert.ok(!('tlsDetails' in record));
  });

  it('names the VPC endpoint that the request came through, and nothing more of it', () => {
    const client = { ...CLIENT, endpoint: { id: 'vpce-1234a5678b9012c', vpcId: 'vpc-1a2b3c4d' } };

    const record = renderRecord(sampleFact(AT, { client }));

    const members = Object.keys(record);
    assert.equal(record['vpcEndpointId'], 'vpce-1234a5678b9012c');
    assert.equal(record['sourceIPAddress'], CLIENT.sourceIp);
    assert.equal(members[members.indexOf('recipientAccountId') + 1], 'vpcEndpointId');
    assert.doesNotMatch(JSON.stringify(record), /vpc-1a2b3c4d/);
    assert.ok(
      !('vpcEndpointId' in renderRecord(sampleFact(AT, { client, invokedBy: 'secretsmanager.amazonaws.com' }))),
    );
  });

  it('renders a service event without a caller', () => {
    const record = renderRecord(
      sampleFact(AT, {
        type: 'AwsServiceEvent',
        name: 'EndSecretVersionDelete',
        readOnly: false,
        caller: undefined,
        client: undefined,
        invokedBy: 'secretsmanager.amazonaws.com',
        parameters: null,
        additional: { SecretId: 'arn' },
      }),
    );

    assert.equal(record['eventVersion'], '1.08');
    assert.deepEqual(record['userIdentity'], { accountId: ACCOUNT, invokedBy: 'secretsmanager.amazonaws.com' });
    assert.equal(record['sourceIPAddress'], 'secretsmanager.amazonaws.com');
    assert.equal(record['requestParameters'], null);
    assert.deepEqual(record['additionalEventData'], { SecretId: 'arn' });
    assert.equal(record['eventType'], 'AwsServiceEvent');
  });

  it('calls a denial AccessDenied', () => {
    const record = renderRecord(sampleFact(AT, { errorCode: 'AccessDeniedException', errorMessage: 'User: …' }));

    assert.equal(record['errorCode'], 'AccessDenied');
    assert.equal(record['errorMessage'], 'User: …');
  });

  it('shows other error codes as they are, and no message where there is none', () => {
    const record = renderRecord(sampleFact(AT, { errorCode: 'UnknownOperationException', errorMessage: '' }));

    assert.equal(record['errorCode'], 'UnknownOperationException');
    assert.ok(!('errorMessage' in record));
  });
});
