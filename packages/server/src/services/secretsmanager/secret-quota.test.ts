import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { makeQuotas } from '../../quotas/quotas.ts';
import { onBothEngines, TestServer } from '../../testing/index.ts';
import { hasSecrets } from './store.ts';
import { assertRefused, makeSecret, recordsNamed, token, valueOf } from './testing.ts';

const FULL = 'You exceeded the maximum number of secrets allowed in a Region.';

onBothEngines('the number of secrets', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine, options: { regions: ['us-east-1', 'eu-west-1'] } });
    for (const name of ['a', 'b', 'c']) await makeSecret(server, name);
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'c' });
    // The line of a server whose quota is within a test's reach.
    Object.assign(server.parts.line, { quotas: { secretsPerRegion: 4 } });
  });
  after(() => server[Symbol.asyncDispose]());

  it('is asked for by account and region, those that wait for deletion among them', async () => {
    const { reader } = server.parts.line;
    const place = { accountId: '123456789012', region: 'us-east-1' };
    const has = (changes: Partial<typeof place>, count: number) => hasSecrets(reader, { ...place, ...changes }, count);

    assert.deepEqual([await has({}, 1), await has({}, 3), await has({}, 4)], [true, true, false]);
    assert.equal(await has({ region: 'eu-west-1' }, 1), false);
    assert.equal(await has({ accountId: '999999999999' }, 1), false);
  });

  it('is refused above the quota, and one that goes makes room for another', async () => {
    const create = { Name: 'e', ClientRequestToken: token(1), SecretString: 'v1' };
    await makeSecret(server, 'd');

    await assertRefused(server, 'CreateSecret', create, ['LimitExceededException', FULL]);
    const refused = (await recordsNamed(server, 'CreateSecret')).at(-1);
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'd', ForceDeleteWithoutRecovery: true });
    await makeSecret(server, 'e');

    assert.deepEqual([refused?.['errorCode'], refused?.['errorMessage']], ['LimitExceededException', FULL]);
    assert.equal(await valueOf(server, 'e'), 'v1');
  });

  it('does not stand in the way of a request that comes again, of a taken name or of another region', async () => {
    const inIreland = { Name: 'e', ClientRequestToken: token(1) };

    await makeSecret(server, 'a');
    await assertRefused(server, 'CreateSecret', { Name: 'a', ClientRequestToken: token(2), SecretString: 'v2' }, [
      'ResourceExistsException',
      'The operation failed because the secret a already exists.',
    ]);
    await server.call('secretsmanager', 'CreateSecret', inIreland, 'eu-west-1');
  });
});

it("AWS's number is 500,000, and without quotas there is none", () => {
  assert.equal(makeQuotas('aws').secretsPerRegion, 500_000);
  assert.equal(makeQuotas('none').secretsPerRegion, undefined);
});
