import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { secretText, TestServer, textOf } from '../../testing/test-server.ts';
import { assertRefused, DELETED, makeSecret, putVersion, token, valueOf } from './testing.ts';

const TOKEN = '11111111-2222-4333-8444-555555555555';
const OTHER = '22222222-2222-4333-8444-555555555555';

onBothEngines('GetSecretValue', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  it('answers with the bytes that AWS sends: alphabetical keys, dates as Java doubles', async () => {
    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'exact',
      ClientRequestToken: TOKEN,
      SecretString: secretText('{"a":"ü"}'),
    });

    const response = await server.send('secretsmanager', 'GetSecretValue', '{"SecretId":"exact"}');

    const { ARN } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'exact' });
    assert.equal(
      textOf(response),
      `{"ARN":"${ARN}","CreatedDate":1.790450994123E9,"Name":"exact","SecretString":"{\\"a\\":\\"ü\\"}",` +
        `"VersionId":"${TOKEN}","VersionStages":["AWSCURRENT"]}`,
    );
  });

  it('finds a secret by name, full ARN and partial ARN', async () => {
    const { ARN = '' } = await server.call('secretsmanager', 'CreateSecret', {
      Name: 'path/found',
      ClientRequestToken: TOKEN,
      SecretString: secretText('v'),
    });

    for (const SecretId of ['path/found', ARN, ARN.slice(0, -'-abcdef'.length)]) {
      const { SecretString } = await server.call('secretsmanager', 'GetSecretValue', { SecretId });
      assert.equal(SecretString?.unwrap(), 'v', SecretId);
    }
  });

  it('says which label or version is not there', async () => {
    await server.call('secretsmanager', 'CreateSecret', { Name: 'empty', ClientRequestToken: TOKEN });
    const notFound = { status: 400, code: 'ResourceNotFoundException' };

    assert.deepEqual(await server.refused('secretsmanager', 'GetSecretValue', { SecretId: 'empty' }), {
      ...notFound,
      message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    });
    assert.deepEqual(
      await server.refused('secretsmanager', 'GetSecretValue', { SecretId: 'empty', VersionId: OTHER }),
      {
        ...notFound,
        message: `Secrets Manager can't find the specified secret value for VersionId: ${OTHER}`,
      },
    );
    assert.deepEqual(await server.refused('secretsmanager', 'GetSecretValue', { SecretId: 'none' }), {
      ...notFound,
      message: "Secrets Manager can't find the specified secret.",
    });
  });

  it('gives the version of a label or an id, and refuses the two when they do not belong together', async () => {
    await makeSecret(server, 'versions');
    await putVersion(server, 'versions', 2);
    await putVersion(server, 'versions', 3, ['BLUE/1.0:x', 'GREEN']);

    assert.equal(await valueOf(server, 'versions'), 'v2');
    assert.equal(await valueOf(server, 'versions', { VersionStage: 'AWSCURRENT' }), 'v2');
    assert.equal(await valueOf(server, 'versions', { VersionStage: 'AWSPREVIOUS' }), 'v1');
    assert.equal(await valueOf(server, 'versions', { VersionStage: 'BLUE/1.0:x' }), 'v3');
    assert.equal(await valueOf(server, 'versions', { VersionId: token(1) }), 'v1');
    assert.equal(await valueOf(server, 'versions', { VersionId: token(3), VersionStage: 'GREEN' }), 'v3');
    for (const VersionStage of ['AWSCURRENT', 'NOBODY']) {
      const input = { SecretId: 'versions', VersionId: token(3), VersionStage };
      await assertRefused(server, 'GetSecretValue', input, [
        'InvalidRequestException',
        'You provided a VersionStage that is not associated to the provided VersionId.',
      ]);
    }
    await assertRefused(server, 'GetSecretValue', { SecretId: 'versions', VersionStage: 'NOBODY' }, [
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for staging label: NOBODY",
    ]);
  });

  it('reads a deprecated version by its id, without VersionStages', async () => {
    await makeSecret(server, 'deprecated');
    await putVersion(server, 'deprecated', 2);
    await putVersion(server, 'deprecated', 3);

    const found = await server.call('secretsmanager', 'GetSecretValue', {
      SecretId: 'deprecated',
      VersionId: token(1),
    });

    assert.deepEqual(Object.keys(found).toSorted(), ['ARN', 'CreatedDate', 'Name', 'SecretString', 'VersionId']);
  });

  it('reads the same again and again', async () => {
    await makeSecret(server, 'again');

    const values = [await valueOf(server, 'again'), await valueOf(server, 'again'), await valueOf(server, 'again')];

    assert.deepEqual(values, ['v1', 'v1', 'v1']);
  });

  it('lists labels in the order that AWS sends', async () => {
    await makeSecret(server, 'labels');
    const labels = ['REPLAY', 'AWSCURRENT', 'AWSPENDING', 'GREEN', 'AWSPREVIOUS'];

    assert.deepEqual(await putVersion(server, 'labels', 2, labels), ['REPLAY', 'AWSCURRENT', 'GREEN', 'AWSPENDING']);
  });

  it('gives the time at which the value of the version was stored', async () => {
    await makeSecret(server, 'dated');
    server.clock.advance(1_001);
    await putVersion(server, 'dated', 2);

    const old = await server.call('secretsmanager', 'GetSecretValue', { SecretId: 'dated', VersionId: token(1) });
    const current = await server.call('secretsmanager', 'GetSecretValue', { SecretId: 'dated' });

    assert.equal(current.CreatedDate, server.clock.now());
    assert.equal(old.CreatedDate, server.clock.now() - 1_001);
  });

  it('refuses a secret whose deletion is scheduled', async () => {
    await makeSecret(server, 'gone');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'gone' });

    await assertRefused(server, 'GetSecretValue', { SecretId: 'gone' }, ['InvalidRequestException', DELETED]);
  });
});
