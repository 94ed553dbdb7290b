/** Rows of recorded behaviour that belong to no one operation (`test/conformance/behaviour-rows.ts` names them). */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines, secretText, TestServer } from '@coffer/server/testing';
import { versionId } from './steps.ts';

onBothEngines('Recorded of AWS', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  function create(Name: string, more: object = {}) {
    const input = { Name, ClientRequestToken: versionId(1), SecretString: secretText('v'), ...more };
    return server.call('secretsmanager', 'CreateSecret', input);
  }

  it('labels may contain slashes, colons and points', async () => {
    await create('labels');
    const VersionStages = ['team/blue', 'release:1.2', '.'];

    const input = {
      SecretId: 'labels',
      ClientRequestToken: versionId(2),
      SecretString: secretText('v2'),
      VersionStages,
    };
    const put = await server.call('secretsmanager', 'PutSecretValue', input);

    assert.deepEqual(put.VersionStages?.toSorted(), VersionStages.toSorted());
    for (const VersionStage of VersionStages) {
      const found = await server.call('secretsmanager', 'GetSecretValue', { SecretId: 'labels', VersionStage });
      assert.equal(found.VersionId, versionId(2));
    }
  });

  it('the alias of the default key is echoed where it was given, and else left out', async () => {
    await create('named-key', { KmsKeyId: 'alias/aws/secretsmanager' });
    await create('unnamed-key');

    const named = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'named-key' });
    const unnamed = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'unnamed-key' });

    assert.equal(named.KmsKeyId, 'alias/aws/secretsmanager');
    assert.ok(!('KmsKeyId' in unnamed));
  });
});
