import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import { assertRefused, makeSecret, NOT_FOUND, putVersion, token } from './testing.ts';

onBothEngines('DescribeSecret', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  it('answers with the bytes that AWS sends: versions sorted by id, and nothing that was never set', async () => {
    const ARN = await makeSecret(server, 'exact');
    await putVersion(server, 'exact', 3);
    await putVersion(server, 'exact', 2);

    const response = await server.send('secretsmanager', 'DescribeSecret', '{"SecretId":"exact"}');

    assert.equal(
      textOf(response),
      `{"ARN":"${ARN}","CreatedDate":1.790450994123E9,"LastChangedDate":1.790450994123E9,"Name":"exact",` +
        `"VersionIdsToStages":{"${token(2)}":["AWSCURRENT"],"${token(3)}":["AWSPREVIOUS"]}}`,
    );
  });

  it('never shows a value', async () => {
    await makeSecret(server, 'hidden');

    const response = await server.send('secretsmanager', 'DescribeSecret', '{"SecretId":"hidden"}');

    assert.doesNotMatch(textOf(response), /Secret(String|Binary)|"v1"/);
  });

  it('shows a secret whose deletion is scheduled, with the time of the call', async () => {
    await makeSecret(server, 'deleted');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'deleted' });

    const described = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'deleted' });

    assert.equal(described.DeletedDate, server.clock.now());
    assert.deepEqual({ ...described.VersionIdsToStages }, { [token(1)]: ['AWSCURRENT'] });
  });

  it('says when there is no such secret', async () => {
    await assertRefused(server, 'DescribeSecret', { SecretId: 'nowhere' }, ['ResourceNotFoundException', NOT_FOUND]);
  });
});
