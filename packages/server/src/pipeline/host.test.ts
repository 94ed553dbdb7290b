import assert from 'node:assert/strict';
import { it } from 'node:test';
import { awsHost } from './host.ts';

it("reads AWS's own host names: regional, FIPS, dual-stack, China, global, with a port, in any case", () => {
  const read = [
    ['secretsmanager.us-east-1.amazonaws.com', 'secretsmanager', 'us-east-1'],
    ['secretsmanager.us-east-1.amazonaws.com:8443', 'secretsmanager', 'us-east-1'],
    ['SecretsManager.US-EAST-1.AmazonAWS.com', 'secretsmanager', 'us-east-1'],
    ['secretsmanager-fips.us-gov-west-1.amazonaws.com', 'secretsmanager', 'us-gov-west-1'],
    ['secretsmanager.eu-central-1.api.aws', 'secretsmanager', 'eu-central-1'],
    ['kms.cn-north-1.amazonaws.com.cn', 'kms', 'cn-north-1'],
    ['iam.amazonaws.com', 'iam', undefined],
    ['vpce-1234a5678b9012c-12345678.secretsmanager.us-west-2.vpce.amazonaws.com', 'secretsmanager', 'us-west-2'],
    ['vpce-1234a5678b9012c-12345678-us-west-2a.kms.us-west-2.vpce.amazonaws.com:443', 'kms', 'us-west-2'],
  ] as const;

  for (const [host, endpointPrefix, region] of read) {
    assert.deepEqual(awsHost(host), { endpointPrefix, region }, host);
  }
});

it('says nothing of any other host', () => {
  const others = [
    'localhost',
    'localhost:8443',
    '127.0.0.1:443',
    '[::1]:443',
    '[::1]',
    '',
    'amazonaws.com',
    '.amazonaws.com',
    'secretsmanager.us-east-1.amazonaws.com.evil.example',
    'secretsmanager.nowhere.amazonaws.com',
    'a.secretsmanager.us-east-1.amazonaws.com',
    'a.secretsmanager.us-east-1.vpce.amazonaws.com',
    'vpce-1.secretsmanager.us-east-1.amazonaws.com',
    'vpce-1.a.secretsmanager.us-east-1.vpce.amazonaws.com',
    `${'a'.repeat(300)}.amazonaws.com`,
  ];

  for (const host of others) assert.equal(awsHost(host), undefined, host);
});
