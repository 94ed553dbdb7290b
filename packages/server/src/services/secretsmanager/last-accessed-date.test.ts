import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { makeSecret, putVersion, token, valueOf } from './testing.ts';

const DAY_MS = 86_400_000;

onBothEngines('LastAccessedDate', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function accessed(SecretId: string): Promise<number | undefined> {
    return (await server.call('secretsmanager', 'DescribeSecret', { SecretId })).LastAccessedDate;
  }

  it('is absent before the first read, and then midnight of the day, of the secret and of the version', async () => {
    await makeSecret(server, 'read');
    await putVersion(server, 'read', 2);
    assert.equal(await accessed('read'), undefined);

    await valueOf(server, 'read');

    const today = Math.floor(server.clock.now() / DAY_MS) * DAY_MS;
    assert.equal(await accessed('read'), today);
    const { Versions = [] } = await server.call('secretsmanager', 'ListSecretVersionIds', { SecretId: 'read' });
    const dates = Object.fromEntries(Versions.map(version => [version.VersionId, version.LastAccessedDate]));
    assert.deepEqual(dates, { [token(1)]: undefined, [token(2)]: today });
    const { SecretList = [] } = await server.call('secretsmanager', 'ListSecrets', {});
    assert.equal(SecretList.find(secret => secret.Name === 'read')?.LastAccessedDate, today);
  });

  it('moves with the first read of a later day, also through a change of the value', async () => {
    await makeSecret(server, 'daily');
    await valueOf(server, 'daily');
    const first = await accessed('daily');
    server.clock.advanceDays(1);
    await putVersion(server, 'daily', 2);
    assert.equal(await accessed('daily'), first);

    await valueOf(server, 'daily', { VersionStage: 'AWSPREVIOUS' });

    assert.equal(await accessed('daily'), (first ?? 0) + DAY_MS);
  });

  it('does not move by a read that fails, nor by anything but a read of the value', async () => {
    await makeSecret(server, 'unread');

    await server.refused('secretsmanager', 'GetSecretValue', { SecretId: 'unread', VersionStage: 'NONE' });
    await server.call('secretsmanager', 'ListSecretVersionIds', { SecretId: 'unread' });

    assert.equal(await accessed('unread'), undefined);
  });

  it('is set once by many first reads at the same time', async () => {
    await makeSecret(server, 'crowded');

    const values = await Promise.all(Array.from({ length: 20 }, () => valueOf(server, 'crowded')));

    assert.deepEqual(new Set(values), new Set(['v1']));
    assert.equal(await accessed('crowded'), Math.floor(server.clock.now() / DAY_MS) * DAY_MS);
  });
});
