import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { assertRefused, DELETED, makeSecret, NOT_FOUND, putVersion, token, valueOf } from './testing.ts';

onBothEngines('UpdateSecretVersionStage', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function labels(SecretId: string): Promise<object> {
    const { VersionIdsToStages } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    return { ...VersionIdsToStages };
  }

  it('moves AWSCURRENT: AWSPREVIOUS follows, AWSPENDING stays, and reads see it at once', async () => {
    const ARN = await makeSecret(server, 'move');
    await putVersion(server, 'move', 2, ['AWSPENDING']);
    server.clock.advance(9);

    const answer = await server.call('secretsmanager', 'UpdateSecretVersionStage', {
      SecretId: 'move',
      VersionStage: 'AWSCURRENT',
      RemoveFromVersionId: token(1),
      MoveToVersionId: token(2),
    });

    assert.deepEqual(answer, { ARN, Name: 'move' });
    assert.deepEqual(await labels('move'), { [token(1)]: ['AWSPREVIOUS'], [token(2)]: ['AWSCURRENT', 'AWSPENDING'] });
    assert.equal(await valueOf(server, 'move'), 'v2');
    const { LastChangedDate } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'move' });
    assert.equal(LastChangedDate, server.clock.now());
  });

  it('removes a label: a version without one is gone from Describe and readable by its id', async () => {
    await makeSecret(server, 'remove');
    await putVersion(server, 'remove', 2);

    await server.call('secretsmanager', 'UpdateSecretVersionStage', {
      SecretId: 'remove',
      VersionStage: 'AWSPREVIOUS',
      RemoveFromVersionId: token(1),
    });

    assert.deepEqual(await labels('remove'), { [token(2)]: ['AWSCURRENT'] });
    assert.equal(await valueOf(server, 'remove', { VersionId: token(1) }), 'v1');
  });

  it('attaches a new label without RemoveFromVersionId, also to a deprecated version', async () => {
    await makeSecret(server, 'attach');
    await putVersion(server, 'attach', 2);
    await putVersion(server, 'attach', 3);

    await server.call('secretsmanager', 'UpdateSecretVersionStage', {
      SecretId: 'attach',
      VersionStage: 'KEEP',
      MoveToVersionId: token(1),
    });

    assert.equal(await valueOf(server, 'attach', { VersionStage: 'KEEP' }), 'v1');
  });

  it("refuses in AWS's words what the labels do not allow, and changes nothing", async () => {
    await makeSecret(server, 'strict');
    await putVersion(server, 'strict', 2);
    const unchanged = await labels('strict');
    const base = { SecretId: 'strict', VersionStage: 'AWSCURRENT' };
    const refusals: readonly (readonly [input: object, code: string, message: string])[] = [
      [
        { ...base, MoveToVersionId: token(1) },
        'InvalidParameterException',
        `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${token(2)}, so you must explicitly reference that version in RemoveFromVersionId.`,
      ],
      [
        { ...base, MoveToVersionId: token(1), RemoveFromVersionId: token(1) },
        'InvalidParameterException',
        'When you move staging label AWSCURRENT, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label AWSCURRENT.',
      ],
      [
        { ...base, RemoveFromVersionId: token(2) },
        'InvalidParameterException',
        'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
      ],
      [
        { ...base, VersionStage: 'NONE', RemoveFromVersionId: token(2) },
        'InvalidParameterException',
        `Staging label NONE is not attached to version ${token(2)}.`,
      ],
      [
        base,
        'InvalidParameterException',
        'You must provide a value for RemoveFromVersionId, MoveToVersionId, or both.',
      ],
      [
        { ...base, MoveToVersionId: token(9) },
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for VersionId: ${token(9)}`,
      ],
    ];

    for (const [input, code, message] of refusals) {
      await assertRefused(server, 'UpdateSecretVersionStage', input, [code, message]);
    }

    assert.deepEqual(await labels('strict'), unchanged);
  });

  it('refuses secrets that are not there or marked for deletion', async () => {
    await makeSecret(server, 'deleted');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'deleted' });
    const input = { VersionStage: 'X', MoveToVersionId: token(1) };

    await assertRefused(server, 'UpdateSecretVersionStage', { ...input, SecretId: 'nowhere' }, [
      'ResourceNotFoundException',
      NOT_FOUND,
    ]);
    await assertRefused(server, 'UpdateSecretVersionStage', { ...input, SecretId: 'deleted' }, [
      'InvalidRequestException',
      DELETED,
    ]);
  });
});
