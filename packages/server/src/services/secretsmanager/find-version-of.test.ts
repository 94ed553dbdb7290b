import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Stale } from '../../pipeline/operation.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { findVersionOf, listVersionsOf } from './find-version-of.ts';
import type { SecretRow } from './rows.ts';
import { findSecret } from './store.ts';
import { makeSecret, putVersion, token } from './testing.ts';

const HOME = { accountId: '123456789012', region: 'us-east-1' };

onBothEngines('A version of a secret that was loaded', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function load(name: string): Promise<SecretRow> {
    await makeSecret(server, name);
    const secret = await findSecret(server.parts.line.reader, { ...HOME, name });
    assert.ok(secret !== undefined);
    return secret;
  }
  const find = (secret: SecretRow, number: number) => findVersionOf(server.parts.line.reader, secret, token(number));

  it('is not there where the secret is as it was', async () => {
    const secret = await load('same');

    assert.equal((await find(secret, 1))?.version_id, token(1));
    assert.equal(await find(secret, 2), undefined);
  });

  for (const [what, change] of [
    ['deleted', async () => {}],
    ['deleted and made again', (name: string) => makeSecret(server, name)],
  ] as const) {
    it(`sends the request back when the secret was ${what} meanwhile`, async () => {
      const secret = await load(what.replaceAll(' ', '-'));
      await server.call('secretsmanager', 'DeleteSecret', { SecretId: secret.name, ForceDeleteWithoutRecovery: true });
      await change(secret.name);

      await assert.rejects(find(secret, 1), Stale);
      await assert.rejects(listVersionsOf(server.parts.line.reader, secret), Stale);
    });
  }

  it('is one of none where the secret never had a value', async () => {
    await server.call('secretsmanager', 'CreateSecret', { Name: 'empty', ClientRequestToken: token(1) });
    const secret = await findSecret(server.parts.line.reader, { ...HOME, name: 'empty' });
    assert.ok(secret !== undefined);

    assert.deepEqual(await listVersionsOf(server.parts.line.reader, secret), []);
    // As where a replica stands for itself whose primary had only reserved a version.
    const labelled = { ...secret, stages: JSON.stringify([{ versionId: token(7), stages: ['AWSPENDING'] }]) };
    assert.deepEqual(await listVersionsOf(server.parts.line.reader, labelled), []);
  });

  it('sends the request back when the secret was changed meanwhile: it may have been removed', async () => {
    const secret = await load('changed');
    await putVersion(server, 'changed', 2);

    await assert.rejects(find(secret, 3), Stale);
  });
});
