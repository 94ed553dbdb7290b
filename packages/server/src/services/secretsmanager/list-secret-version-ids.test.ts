import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import { assertRefused, makeSecret, NOT_FOUND, putVersion, token } from './testing.ts';

onBothEngines('ListSecretVersionIds', engine => {
  let server: TestServer;
  let arn: string;
  before(async () => {
    server = await TestServer.open({ engine });
    arn = await makeSecret(server, 'five');
    for (const number of [2, 3, 4, 5]) {
      // Two of them at the same moment.
      server.clock.advance(number === 4 ? 0 : 1_000);
      await putVersion(server, 'five', number);
    }
  });
  after(() => server[Symbol.asyncDispose]());

  async function pages(SecretId: string, MaxResults: number, IncludeDeprecated: boolean) {
    const found: (readonly (string | undefined)[])[] = [];
    let NextToken: string | undefined;
    do {
      const input = { SecretId, MaxResults, IncludeDeprecated, ...(NextToken === undefined ? {} : { NextToken }) };
      const page = await server.call('secretsmanager', 'ListSecretVersionIds', input);
      found.push((page.Versions ?? []).map(version => version.VersionId));
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return found;
  }

  it('answers with the bytes that AWS sends: labelled versions, the newest first', async () => {
    const response = await server.send('secretsmanager', 'ListSecretVersionIds', '{"SecretId":"five"}');

    assert.equal(
      textOf(response),
      `{"ARN":"${arn}","Name":"five","Versions":[` +
        `{"CreatedDate":1.790450997123E9,"KmsKeyIds":["DefaultEncryptionKey"],"VersionId":"${token(5)}","VersionStages":["AWSCURRENT"]},` +
        `{"CreatedDate":1.790450996123E9,"KmsKeyIds":["DefaultEncryptionKey"],"VersionId":"${token(4)}","VersionStages":["AWSPREVIOUS"]}]}`,
    );
  });

  it('shows deprecated versions when they are asked for, then the oldest first', async () => {
    const { Versions = [] } = await server.call('secretsmanager', 'ListSecretVersionIds', {
      SecretId: 'five',
      IncludeDeprecated: true,
    });

    assert.deepEqual(
      Versions.map(version => version.VersionId),
      [1, 2, 3, 4, 5].map(token),
    );
    assert.deepEqual(
      Versions.map(version => version.VersionStages),
      [undefined, undefined, undefined, ['AWSPREVIOUS'], ['AWSCURRENT']],
    );
  });

  it('pages through both orders', async () => {
    assert.deepEqual(await pages('five', 2, true), [[1, 2].map(token), [3, 4].map(token), [5].map(token)]);
    assert.deepEqual(await pages('five', 1, false), [[token(5)], [token(4)]]);
    assert.deepEqual(await pages('five', 2, false), [[token(5), token(4)]]);
  });

  it('keeps its place while labels move', async () => {
    await makeSecret(server, 'moving');
    server.clock.advance(1);
    await putVersion(server, 'moving', 2);
    const first = await server.call('secretsmanager', 'ListSecretVersionIds', { SecretId: 'moving', MaxResults: 1 });
    server.clock.advance(1);
    await putVersion(server, 'moving', 3);

    const { Versions = [] } = await server.call('secretsmanager', 'ListSecretVersionIds', {
      SecretId: 'moving',
      NextToken: first.NextToken ?? '',
    });

    // The second version was seen; the first one lost its last label meanwhile.
    assert.deepEqual(first.Versions?.[0]?.VersionId, token(2));
    assert.deepEqual(Versions, []);
  });

  it('refuses tokens that are not its own, of another secret or another listing', async () => {
    await makeSecret(server, 'other');
    const input = { SecretId: 'five', MaxResults: 1 };
    const { NextToken = '' } = await server.call('secretsmanager', 'ListSecretVersionIds', input);
    const wrong = [
      { ...input, NextToken: `${NextToken}A` },
      { ...input, NextToken: 'nonsense' },
      { ...input, NextToken, SecretId: 'other' },
      { ...input, NextToken, IncludeDeprecated: true },
    ];

    for (const request of wrong) {
      await assertRefused(server, 'ListSecretVersionIds', request, [
        'InvalidNextTokenException',
        'The NextToken value is invalid.',
      ]);
    }
  });

  it('shows an empty list for a secret without versions, works for a deleted one, and says when there is none', async () => {
    const { ARN } = await server.call('secretsmanager', 'CreateSecret', { Name: 'none', ClientRequestToken: token(1) });
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'none' });

    const empty = await server.call('secretsmanager', 'ListSecretVersionIds', { SecretId: 'none' });

    assert.deepEqual(empty, { Versions: [], ARN, Name: 'none' });
    await assertRefused(server, 'ListSecretVersionIds', { SecretId: 'nowhere' }, [
      'ResourceNotFoundException',
      NOT_FOUND,
    ]);
  });
});
