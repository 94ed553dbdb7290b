import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { ARN, put, recordsNamed } from './testing.ts';

onBothEngines('The audit records of Parameter Store', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function last(name: string) {
    const record = (await recordsNamed(server, name)).at(-1);
    return [record?.['requestParameters'], record?.['responseElements'], record?.['errorCode']];
  }

  it('show what was asked for and answered, and no value', async () => {
    await put(server, '/audit/one', 'hidden-value', { Type: 'SecureString', Tags: [{ Key: 'k', Value: 't' }] });
    assert.deepEqual(await last('PutParameter'), [
      {
        name: '/audit/one',
        tags: [{ key: 'k', value: 't' }],
        type: 'SecureString',
        value: 'HIDDEN_DUE_TO_SECURITY_REASONS',
      },
      { tier: 'Standard', version: 1 },
      undefined,
    ]);

    await server.call('ssm', 'GetParameter', { Name: '/audit/one', WithDecryption: true });
    assert.deepEqual(await last('GetParameter'), [{ name: '/audit/one', withDecryption: true }, null, undefined]);

    await server.call('ssm', 'LabelParameterVersion', { Name: '/audit/one', Labels: ['a', '1'] });
    assert.deepEqual(await last('LabelParameterVersion'), [
      { labels: ['a', '1'], name: '/audit/one' },
      { invalidLabels: ['1'], parameterVersion: 1 },
      undefined,
    ]);

    await server.refused('ssm', 'PutParameter', { Name: '/audit/two', Type: 'String', Value: '{{hidden-value}}' });
    assert.deepEqual((await last('PutParameter'))[2], 'ValidationException');
    await server.call('ssm', 'DeleteParameters', { Names: ['/audit/one', '/audit/two'] });
    assert.deepEqual(await last('DeleteParameters'), [
      { names: ['/audit/one', '/audit/two'] },
      { deletedParameters: ['/audit/one'], invalidParameters: ['/audit/two'] },
      undefined,
    ]);

    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {});
    assert.ok(Events.length > 5);
    assert.doesNotMatch(JSON.stringify(Events), /hidden-value/);
  });

  it('are found by the parameter’s ARN, and stand beside those of KMS', async () => {
    await put(server, '/audit/found', 'v', { Type: 'SecureString' });

    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: `${ARN}/audit/found` }],
    });
    const encryption = (await recordsNamed(server, 'Encrypt')).at(-1);

    assert.deepEqual(
      Events.map(({ EventName }) => EventName),
      ['PutParameter'],
    );
    assert.deepEqual(
      [encryption?.['requestParameters'], encryption?.['sourceIPAddress']],
      [{ keyId: 'alias/aws/ssm', encryptionContext: { PARAMETER_ARN: `${ARN}/audit/found` } }, 'ssm.amazonaws.com'],
    );
  });
});
