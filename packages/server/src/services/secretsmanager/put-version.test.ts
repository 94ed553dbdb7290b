import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { refusal, rotate } from './rotation.test-support.ts';
import { assertRefused, makeSecret, putVersion, recordsNamed, token, valueOf } from './testing.ts';

onBothEngines('The versions of a secret', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function versionIds(SecretId: string): Promise<readonly (string | undefined)[]> {
    const input = { SecretId, IncludeDeprecated: true };
    const first = await server.call('secretsmanager', 'ListSecretVersionIds', input);
    const rest =
      first.NextToken === undefined
        ? { Versions: [] }
        : await server.call('secretsmanager', 'ListSecretVersionIds', { ...input, NextToken: first.NextToken });
    return [...(first.Versions ?? []), ...(rest.Versions ?? [])].map(version => version.VersionId);
  }

  it('are kept to 100: the oldest without a label go, but none younger than a day', async () => {
    const ARN = await makeSecret(server, 'many');
    await putVersion(server, 'many', 2, ['KEEP']);
    for (let number = 3; number <= 103; number++) await putVersion(server, 'many', number);
    assert.equal((await versionIds('many')).length, 103);

    server.clock.advanceDays(1);
    await putVersion(server, 'many', 104);

    const ids = await versionIds('many');
    assert.equal(ids.length, 100);
    assert.deepEqual(ids.slice(0, 2), [token(2), token(6)]);
    assert.equal(await valueOf(server, 'many', { VersionStage: 'KEEP' }), 'v2');
    await assertRefused(server, 'GetSecretValue', { SecretId: 'many', VersionId: token(1) }, [
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for VersionId: ${token(1)}`,
    ]);
    const removed = await recordsNamed(server, 'SecretVersionDeletion');
    assert.deepEqual(
      removed.map(event => event['additionalEventData']),
      [1, 3, 4, 5].map(number => ({ SecretId: ARN, SecretVersionId: token(number) })),
    );
  });

  it('are at most 200 within a day', async () => {
    await makeSecret(server, 'fast');
    for (let number = 2; number <= 200; number++) await putVersion(server, 'fast', number);

    const input = { SecretId: 'fast', ClientRequestToken: token(201), SecretString: 'v201' };
    const exceeded = [
      'LimitExceededException',
      'You exceeded the maximum number of versions allowed on a secret.',
    ] as const;
    await assertRefused(server, 'PutSecretValue', input, exceeded);
    await assert.rejects(rotate(server, { SecretId: 'fast', ClientRequestToken: token(201) }), refusal(...exceeded));

    assert.equal(await valueOf(server, 'fast'), 'v200');
    assert.deepEqual(await putVersion(server, 'fast', 200, ['RETRY']), ['AWSCURRENT', 'RETRY']);
  });
});
