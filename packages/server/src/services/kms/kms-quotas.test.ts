import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { KMS_RATES } from '../../quotas/kms-rates.ts';
import { makeRateLimiter } from '../../quotas/rate-limiter.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';

const ROOT = 'arn:aws:iam::123456789012:root';

onBothEngines('Quotas of KMS', engine => {
  let server: TestServer;
  let keys: readonly string[];
  before(async () => {
    server = await TestServer.open({ engine, options: { regions: ['us-east-1', 'eu-west-1'] } });
    // The line of a server whose quotas are within a test's reach.
    Object.assign(server.parts.line, { quotas: { kms: { keysPerRegion: 2, aliasesPerKey: 2, grantsPerKey: 2 } } });
    keys = [await createKey(), await createKey()];
  });
  after(() => server[Symbol.asyncDispose]());

  async function createKey(region?: string): Promise<string> {
    return (await server.call('kms', 'CreateKey', {}, region)).KeyMetadata?.Arn ?? '';
  }

  it('are of the keys of a region, those of AWS not counted', async () => {
    assert.equal((await server.refused('kms', 'CreateKey', {})).code, 'LimitExceededException');

    await createKey('eu-west-1');
  });

  it('are of the aliases of a key', async () => {
    const [KeyId = '', other = ''] = keys;
    const alias = (name: string, TargetKeyId: string) => ({ AliasName: `alias/${name}`, TargetKeyId });
    for (const name of ['a', 'b']) await server.call('kms', 'CreateAlias', alias(name, KeyId));
    await server.call('kms', 'CreateAlias', alias('c', other));

    for (const [operation, name] of [
      ['CreateAlias', 'd'],
      ['UpdateAlias', 'c'],
    ] as const) {
      assert.equal((await server.refused('kms', operation, alias(name, KeyId))).code, 'LimitExceededException');
    }
    await server.call('kms', 'UpdateAlias', alias('a', KeyId));
    await server.call('kms', 'UpdateAlias', alias('a', other));
    await server.call('kms', 'CreateAlias', alias('d', KeyId));
  });

  it('are of the grants of a key; one that is there already is no other', async () => {
    const [KeyId = ''] = keys;
    const input = { KeyId, GranteePrincipal: ROOT, Operations: ['Decrypt' as const] };
    const { GrantId } = await server.call('kms', 'CreateGrant', { ...input, Name: 'named' });
    const { GrantId: second = '' } = await server.call('kms', 'CreateGrant', input);

    assert.equal((await server.refused('kms', 'CreateGrant', input)).code, 'LimitExceededException');

    assert.equal((await server.call('kms', 'CreateGrant', { ...input, Name: 'named' })).GrantId, GrantId);
    await server.call('kms', 'RevokeGrant', { KeyId, GrantId: second });
    await server.call('kms', 'CreateGrant', input);
  });

  it('are of requests: what does cryptography with symmetric keys shares one rate', async () => {
    const take = makeRateLimiter(KMS_RATES);
    const request = { service: 'kms', accountId: '123456789012', region: 'us-east-1', now: server.clock.now() };
    for (let i = 0; i < 10_000; i++) take({ ...request, operation: i % 2 === 0 ? 'Decrypt' : 'GenerateDataKey' });

    assert.equal(take({ ...request, operation: 'Encrypt' }), false);
    assert.equal(take({ ...request, operation: 'Sign' }), true);
    assert.equal(take({ ...request, operation: 'DescribeKey' }), true);
  });
});
