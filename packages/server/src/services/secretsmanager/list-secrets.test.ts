import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { InputOf } from '@coffer/wire';
import type { secretsmanager } from '@coffer/wire/services';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import { assertRefused, makeSecret, putVersion, token, valueOf } from './testing.ts';

type Input = InputOf<(typeof secretsmanager)['operations']['ListSecrets']>;

onBothEngines('ListSecrets', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    for (const Name of ['B', 'a', 'C', 'd']) {
      await makeSecret(server, Name);
      server.clock.advance(1_000);
    }
    server.clock.advanceDays(1);
    await valueOf(server, 'C');
    await putVersion(server, 'a', 2);
    await makeSecret(server, 'deleted');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'deleted' });
  });
  after(() => server[Symbol.asyncDispose]());

  async function names(input: Partial<Input> = {}): Promise<readonly (string | undefined)[]> {
    const { SecretList = [] } = await server.call('secretsmanager', 'ListSecrets', input);
    return SecretList.map(secret => secret.Name);
  }

  it('shows an entry as AWS does: the label map is SecretVersionsToStages', async () => {
    const response = await server.send('secretsmanager', 'ListSecrets', '{"MaxResults":2}');

    const { ARN: b } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'B' });
    const { ARN: a } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'a' });
    const text = textOf(response);
    const { NextToken } = JSON.parse(text) as { NextToken: string };
    assert.equal(
      text,
      `{"NextToken":"${NextToken}","SecretList":[` +
        `{"ARN":"${b}","CreatedDate":1.790450994123E9,"LastChangedDate":1.790450994123E9,"Name":"B",` +
        `"SecretVersionsToStages":{"${token(1)}":["AWSCURRENT"]}},` +
        `{"ARN":"${a}","CreatedDate":1.790450995123E9,"LastChangedDate":1.790537398123E9,"Name":"a",` +
        `"SecretVersionsToStages":{"${token(1)}":["AWSPREVIOUS"],"${token(2)}":["AWSCURRENT"]}}]}`,
    );
  });

  it('sorts by the time of creation, or as the request says', async () => {
    assert.deepEqual(await names(), ['B', 'a', 'C', 'd']);
    assert.deepEqual(await names({ SortOrder: 'desc' }), ['d', 'C', 'a', 'B']);
    assert.deepEqual(await names({ SortBy: 'created-date', SortOrder: 'asc' }), ['B', 'a', 'C', 'd']);
    assert.deepEqual(await names({ SortBy: 'name' }), ['B', 'C', 'a', 'd']);
    assert.deepEqual(await names({ SortBy: 'name', SortOrder: 'desc' }), ['d', 'a', 'C', 'B']);
    assert.deepEqual((await names({ SortBy: 'last-accessed-date', SortOrder: 'desc' }))[0], 'C');
    assert.deepEqual(await names({ SortBy: 'last-changed-date' }), ['B', 'C', 'd', 'a']);
  });

  it('shows deleted secrets only when they are asked for', async () => {
    const all = await server.call('secretsmanager', 'ListSecrets', { IncludePlannedDeletion: true });

    const entry = all.SecretList?.find(secret => secret.Name === 'deleted');
    assert.equal(entry?.DeletedDate, server.clock.now());
    assert.equal((await names()).includes('deleted'), false);
  });

  it('pages: every page full but the last, which has no token', async () => {
    const pages: (readonly (string | undefined)[])[] = [];
    const input = { MaxResults: 3, IncludePlannedDeletion: true };
    let page: Partial<Input> = {};
    for (let more = true; more;) {
      const { SecretList = [], NextToken } = await server.call('secretsmanager', 'ListSecrets', { ...input, ...page });
      pages.push(SecretList.map(secret => secret.Name));
      more = NextToken !== undefined;
      if (NextToken !== undefined) page = { NextToken };
    }

    assert.deepEqual(pages, [
      ['B', 'a', 'C'],
      ['d', 'deleted'],
    ]);
  });

  it('gives no token behind a page that ends with the last secret', async () => {
    const { NextToken } = await server.call('secretsmanager', 'ListSecrets', { MaxResults: 4 });

    assert.equal(NextToken, undefined);
  });

  it('refuses tokens that were changed, made up, or made for another listing', async () => {
    const { NextToken = '' } = await server.call('secretsmanager', 'ListSecrets', { MaxResults: 1 });
    const middle = Math.floor(NextToken.length / 2);
    const flipped = NextToken[middle] === 'A' ? 'B' : 'A';
    const versions = await putVersion(server, 'd', 2).then(() =>
      server.call('secretsmanager', 'ListSecretVersionIds', { SecretId: 'd', MaxResults: 1 }),
    );
    const wrong: readonly object[] = [
      { NextToken: NextToken.slice(0, middle) + flipped + NextToken.slice(middle + 1) },
      { NextToken: NextToken.slice(0, -1) },
      { NextToken: `${NextToken}=` },
      { NextToken: 'AAAA' },
      { NextToken: 'x'.repeat(4_096) },
      { NextToken: 'ü' },
      { NextToken: versions.NextToken },
      { NextToken, SortOrder: 'desc' },
      { NextToken, SortBy: 'name' },
      { NextToken, IncludePlannedDeletion: true },
      { NextToken, Filters: [{ Key: 'name', Values: ['B'] }] },
    ];

    for (const input of wrong) {
      await assertRefused(server, 'ListSecrets', input, [
        'InvalidNextTokenException',
        'The NextToken value is invalid.',
      ]);
    }
    assert.deepEqual(await names({ NextToken, MaxResults: 100 }), ['a', 'C', 'd']);
  });

  it('keeps its place when the secret that a page ended with is gone', async () => {
    await makeSecret(server, 'x1');
    server.clock.advance(1);
    await makeSecret(server, 'x2');
    const filter = { Filters: [{ Key: 'name', Values: ['x'] }], MaxResults: 1 } as const;
    const { NextToken = '' } = await server.call('secretsmanager', 'ListSecrets', filter);

    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'x1', ForceDeleteWithoutRecovery: true });

    assert.deepEqual(await names({ ...filter, NextToken }), ['x2']);
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'x2', ForceDeleteWithoutRecovery: true });
  });

  it('refuses pages of no or of more than 100 entries', async () => {
    const bound = (value: number, text: string) =>
      `1 validation error detected: Value '${value}' at 'maxResults' failed to satisfy constraint: Member must have value ${text}`;

    for (const [MaxResults, text] of [
      [0, 'greater than or equal to 1'],
      [101, 'less than or equal to 100'],
    ] as const) {
      await assertRefused(server, 'ListSecrets', { MaxResults }, [
        'ValidationException',
        bound(MaxResults, text),
        'message',
      ]);
    }
  });
});
