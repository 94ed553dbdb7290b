import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { secretText, TestServer } from '../../testing/test-server.ts';
import { assertRefused, DELETED, makeSecret, MISSING_TOKEN, NOT_FOUND, putVersion, token, valueOf } from './testing.ts';

onBothEngines('UpdateSecret', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  const describe = (SecretId: string) => server.call('secretsmanager', 'DescribeSecret', { SecretId });

  it('changes the description and leaves the value as it is: an answer without VersionId', async () => {
    const ARN = await makeSecret(server, 'described');
    server.clock.advance(7);

    const answer = await server.call('secretsmanager', 'UpdateSecret', {
      SecretId: 'described',
      ClientRequestToken: token(2),
      Description: 'MyDescription',
    });

    assert.deepEqual(answer, { ARN, Name: 'described' });
    const { Description, LastChangedDate, VersionIdsToStages } = await describe('described');
    assert.equal(Description, 'MyDescription');
    assert.equal(LastChangedDate, server.clock.now());
    assert.deepEqual({ ...VersionIdsToStages }, { [token(1)]: ['AWSCURRENT'] });
    assert.equal(await valueOf(server, 'described'), 'v1');
  });

  it('keeps what a request does not name, and takes away what it names empty', async () => {
    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'kept',
      ClientRequestToken: token(1),
      Description: 'a',
      KmsKeyId: 'alias/aws/secretsmanager',
      Type: 'T',
    });
    await server.call('secretsmanager', 'UpdateSecret', { SecretId: 'kept', ClientRequestToken: token(2) });
    const kept = await describe('kept');

    const empty = { SecretId: 'kept', ClientRequestToken: token(3), Description: '', KmsKeyId: '' };
    await server.call('secretsmanager', 'UpdateSecret', empty);

    assert.deepEqual([kept.Description, kept.KmsKeyId, kept.Type], ['a', 'alias/aws/secretsmanager', 'T']);
    const { Description, KmsKeyId, Type } = await describe('kept');
    assert.deepEqual([Description, KmsKeyId, Type], [undefined, undefined, 'T']);
  });

  it('makes a value the current version, and answers its id', async () => {
    const ARN = await makeSecret(server, 'valued');

    const answer = await server.call('secretsmanager', 'UpdateSecret', {
      SecretId: ARN,
      ClientRequestToken: token(2),
      SecretString: secretText('new'),
      Description: 'both',
    });

    assert.deepEqual(answer, { ARN, Name: 'valued', VersionId: token(2) });
    const { Description, VersionIdsToStages } = await describe('valued');
    assert.equal(Description, 'both');
    assert.deepEqual({ ...VersionIdsToStages }, { [token(1)]: ['AWSPREVIOUS'], [token(2)]: ['AWSCURRENT'] });
    assert.equal(await valueOf(server, 'valued'), 'new');
  });

  it('stores nothing new for a retry, and refuses another value under its token', async () => {
    const ARN = await makeSecret(server, 'retried');
    const input = { SecretId: 'retried', ClientRequestToken: token(1) };

    const answer = await server.call('secretsmanager', 'UpdateSecret', { ...input, SecretString: secretText('v1') });

    assert.equal(answer.VersionId, token(1));
    await assertRefused(server, 'UpdateSecret', { ...input, SecretString: 'v2', Description: 'not this' }, [
      'ResourceExistsException',
      `You can't use ClientRequestToken ${token(1)} because that value is already in use for a version of secret ${ARN}.`,
    ]);
    assert.equal((await describe('retried')).Description, undefined);
  });

  it('moves no label when a retry comes late: the version of its token stays previous', async () => {
    await makeSecret(server, 'late');
    await putVersion(server, 'late', 2);
    const { VersionIdsToStages } = await describe('late');

    const input = { SecretId: 'late', ClientRequestToken: token(1), SecretString: secretText('v1') };
    const answer = await server.call('secretsmanager', 'UpdateSecret', input);

    assert.equal(answer.VersionId, token(1));
    assert.deepEqual((await describe('late')).VersionIdsToStages, VersionIdsToStages);
    assert.equal(await valueOf(server, 'late'), 'v2');
  });

  it('refuses two values, a missing token, a secret that is not there, and one marked for deletion', async () => {
    await makeSecret(server, 'refused');
    const base = { SecretId: 'refused', ClientRequestToken: token(2) };
    await assertRefused(server, 'UpdateSecret', { ...base, SecretString: 'v', SecretBinary: 'dg==' }, [
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    ]);
    await assertRefused(server, 'UpdateSecret', { SecretId: 'refused', Description: 'd' }, [
      'InvalidRequestException',
      MISSING_TOKEN,
    ]);
    await assertRefused(server, 'UpdateSecret', { ...base, SecretId: 'nowhere' }, [
      'ResourceNotFoundException',
      NOT_FOUND,
    ]);
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'refused' });
    await assertRefused(server, 'UpdateSecret', base, ['InvalidRequestException', DELETED]);
  });
});
