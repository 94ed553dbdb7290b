import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { assertRefused, INVALID_NAME, makeSecret, NOT_FOUND, token, valueOf } from './testing.ts';

const REGIONS = ['us-east-1', 'cn-north-1'];

onBothEngines('A SecretId', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine, options: { regions: REGIONS } });
  });
  after(() => server[Symbol.asyncDispose]());

  const notFound = (SecretId: string) =>
    assertRefused(server, 'GetSecretValue', { SecretId }, ['ResourceNotFoundException', NOT_FOUND]);

  it('is a name, a full ARN or an ARN without its suffix', async () => {
    const arn = await makeSecret(server, 'team/db_+=.@!');

    for (const SecretId of ['team/db_+=.@!', arn, arn.slice(0, -7)])
      assert.equal(await valueOf(server, SecretId), 'v1');
  });

  it('minds the case, and the whole name', async () => {
    const arn = await makeSecret(server, 'Exact');

    for (const SecretId of ['exact', 'Exac', 'Exact/', arn.toLowerCase(), arn.slice(0, -1), `${arn}x`]) {
      await notFound(SecretId);
    }
  });

  it('never means the successor of a deleted secret by the ARN of the deleted one', async () => {
    const arn = await makeSecret(server, 'heir');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: arn, ForceDeleteWithoutRecovery: true });
    await makeSecret(server, 'heir');

    await notFound(arn);
    assert.equal(await valueOf(server, arn.slice(0, -7)), 'v1');
  });

  it('without a suffix does not find a name that itself ends in a hyphen and six characters (recorded)', async () => {
    const arn = await makeSecret(server, 'name-a1b2c3');

    await notFound(arn.slice(0, -7));
    assert.equal(await valueOf(server, arn), 'v1');
    assert.equal(await valueOf(server, 'name-a1b2c3'), 'v1');
    const near = await makeSecret(server, 'name-a1b2c3-');
    assert.equal(await valueOf(server, near.slice(0, -7)), 'v1');
  });

  it('finds nothing in another region or partition', async () => {
    const arn = await makeSecret(server, 'here');

    for (const [from, to] of [
      ['us-east-1', 'eu-west-1'],
      ['us-east-1', 'mars-north-99'],
      ['arn:aws:', 'arn:aws-cn:'],
      ['arn:aws:', 'arn:xyz:'],
    ] as const) {
      await notFound(arn.replace(from, to));
    }
  });

  it('keeps the regions of an account apart, each with its partition', async () => {
    await makeSecret(server, 'twin');
    const input = { Name: 'twin', ClientRequestToken: token(2) };
    const { ARN = '' } = await server.call('secretsmanager', 'CreateSecret', input, 'cn-north-1');

    assert.match(ARN, /^arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:twin-/);
    const { SecretList = [] } = await server.call('secretsmanager', 'ListSecrets', {}, 'cn-north-1');
    assert.deepEqual(
      SecretList.map(secret => secret.ARN),
      [ARN],
    );
    await notFound(ARN);
  });

  it("of another account is for that account's policies to allow", async () => {
    const arn = await makeSecret(server, 'mine');
    const SecretId = arn.replace('123456789012', '999999999999');

    await assertRefused(server, 'GetSecretValue', { SecretId }, [
      'AccessDeniedException',
      'User: arn:aws:iam::123456789012:root is not authorized to perform: secretsmanager:GetSecretValue on resource: ' +
        `${SecretId} because no resource-based policy allows the secretsmanager:GetSecretValue action`,
    ]);
    await assertRefused(server, 'DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true }, [
      'AccessDeniedException',
      'User: arn:aws:iam::123456789012:root is not authorized to perform: secretsmanager:DeleteSecret on resource: ' +
        `${SecretId} because no resource-based policy allows the secretsmanager:DeleteSecret action`,
    ]);
  });

  it('that can name nothing is refused by every operation', async () => {
    const operations: readonly (readonly [operation: string, more: object])[] = [
      ['DeleteSecret', {}],
      ['DeleteSecret', { ForceDeleteWithoutRecovery: true }],
      ['DescribeSecret', {}],
      ['GetSecretValue', {}],
      ['ListSecretVersionIds', {}],
      ['PutSecretValue', { SecretString: 'v' }],
      ['UpdateSecret', {}],
      ['RestoreSecret', {}],
      ['UpdateSecretVersionStage', { VersionStage: 'X', MoveToVersionId: token(1) }],
    ];
    for (const [operation, more] of operations) {
      for (const SecretId of [
        'Inv Name',
        '*',
        'arn:aws:secretsmanager:us-east-1:1:secret:x',
        'arn:aws:s3:::b',
        '\u0000',
      ]) {
        const input = { SecretId, ...more };
        await assertRefused(server, operation, input, ['ValidationException', INVALID_NAME, 'message']);
      }
    }
  });
});
