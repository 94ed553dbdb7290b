import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { secretText, TestServer } from '../../testing/test-server.ts';
import { assertRefused, DELETED, makeSecret, MISSING_TOKEN, NOT_FOUND, putVersion, token, valueOf } from './testing.ts';

onBothEngines('PutSecretValue', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function labels(SecretId: string): Promise<object> {
    const { VersionIdsToStages } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    return { ...VersionIdsToStages };
  }

  it('makes the new version current and the old one previous; the one before is deprecated', async () => {
    const ARN = await makeSecret(server, 'chain');
    server.clock.advance(5);

    const second = await server.call('secretsmanager', 'PutSecretValue', {
      SecretId: 'chain',
      ClientRequestToken: token(2),
      SecretString: secretText('v2'),
    });
    await putVersion(server, 'chain', 3);

    assert.deepEqual(second, { ARN, Name: 'chain', VersionId: token(2), VersionStages: ['AWSCURRENT'] });
    assert.deepEqual(await labels('chain'), { [token(2)]: ['AWSPREVIOUS'], [token(3)]: ['AWSCURRENT'] });
    const { LastChangedDate } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'chain' });
    assert.equal(LastChangedDate, server.clock.now());
  });

  it('gives the first version of an empty secret AWSCURRENT in addition', async () => {
    await server.call('secretsmanager', 'CreateSecret', { Name: 'empty', ClientRequestToken: token(1) });

    const stages = await putVersion(server, 'empty', 1, ['GREEN']);

    assert.deepEqual(stages, ['AWSCURRENT', 'GREEN']);
  });

  it('moves the labels that it names, and AWSPREVIOUS with AWSCURRENT alone', async () => {
    await makeSecret(server, 'named');
    await putVersion(server, 'named', 2, ['STAGE0', 'AWSPENDING']);
    await putVersion(server, 'named', 3, ['STAGE0']);

    assert.deepEqual(await labels('named'), {
      [token(1)]: ['AWSCURRENT'],
      [token(2)]: ['AWSPENDING'],
      [token(3)]: ['STAGE0'],
    });
  });

  it('stores nothing new for a retry, and attaches the labels that it names', async () => {
    await makeSecret(server, 'retry');
    const { CreatedDate } = await server.call('secretsmanager', 'GetSecretValue', { SecretId: 'retry' });
    server.clock.advance(60_000);

    assert.deepEqual(await putVersion(server, 'retry', 1, ['REPLAY']), ['REPLAY', 'AWSCURRENT']);

    const found = await server.call('secretsmanager', 'GetSecretValue', { SecretId: 'retry' });
    assert.equal(found.CreatedDate, CreatedDate);
  });

  it('does not make an old value current again when its request comes late', async () => {
    await makeSecret(server, 'late');
    await putVersion(server, 'late', 2);

    assert.deepEqual(await putVersion(server, 'late', 1), ['AWSPREVIOUS']);

    assert.equal(await valueOf(server, 'late'), 'v2');
  });

  it('refuses another value under a token that is in use, also binary for text of the same bytes', async () => {
    const ARN = await makeSecret(server, 'conflict');
    const message = `You can't use ClientRequestToken ${token(1)} because that value is already in use for a version of secret ${ARN}.`;

    for (const value of [{ SecretString: 'other' }, { SecretBinary: Buffer.from('v1').toString('base64') }]) {
      const input = { SecretId: 'conflict', ClientRequestToken: token(1), ...value };
      await assertRefused(server, 'PutSecretValue', input, ['ResourceExistsException', message]);
    }
  });

  it('refuses a request without a value, without a token, or with two values', async () => {
    await makeSecret(server, 'incomplete');
    const base = { SecretId: 'incomplete', ClientRequestToken: token(2) };

    for (const input of [base, { ...base, SecretString: null }]) {
      await assertRefused(server, 'PutSecretValue', input, [
        'InvalidRequestException',
        'You must provide either SecretString or SecretBinary.',
      ]);
    }
    await assertRefused(server, 'PutSecretValue', { SecretId: 'incomplete', SecretString: 'v' }, [
      'InvalidRequestException',
      MISSING_TOKEN,
    ]);
    await assertRefused(server, 'PutSecretValue', { ...base, SecretString: 'v', SecretBinary: 'dg==' }, [
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    ]);
  });

  it('refuses the 21st label, and changes nothing then', async () => {
    await makeSecret(server, 'many');
    await putVersion(
      server,
      'many',
      2,
      Array.from({ length: 18 }, (_, i) => `L${i}`),
    );
    const unchanged = await labels('many');

    await assertRefused(
      server,
      'PutSecretValue',
      { SecretId: 'many', ClientRequestToken: token(3), SecretString: 'v3', VersionStages: ['X', 'Y'] },
      ['LimitExceededException', 'You exceeded the maximum number of staging labels allowed on a secret.'],
    );

    assert.deepEqual(await labels('many'), unchanged);
    await assertRefused(server, 'GetSecretValue', { SecretId: 'many', VersionId: token(3) }, [
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for VersionId: ${token(3)}`,
    ]);
  });

  it('takes a RotationToken and does not show it', async () => {
    await makeSecret(server, 'rotated');
    const RotationToken = secretText('a'.repeat(36));

    const answer = await server.call('secretsmanager', 'PutSecretValue', {
      SecretId: 'rotated',
      ClientRequestToken: token(2),
      SecretString: secretText('v2'),
      RotationToken,
    });

    assert.deepEqual(Object.keys(answer), ['ARN', 'Name', 'VersionId', 'VersionStages']);
  });

  it('refuses secrets that are not there or marked for deletion', async () => {
    await makeSecret(server, 'deleted');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'deleted' });
    const input = { ClientRequestToken: token(2), SecretString: 'v' };

    await assertRefused(server, 'PutSecretValue', { ...input, SecretId: 'nowhere' }, [
      'ResourceNotFoundException',
      NOT_FOUND,
    ]);
    await assertRefused(server, 'PutSecretValue', { ...input, SecretId: 'deleted' }, [
      'InvalidRequestException',
      DELETED,
    ]);
  });
});
