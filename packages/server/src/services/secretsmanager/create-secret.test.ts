import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { secretText, TestServer } from '../../testing/test-server.ts';
import { assertRefused, INVALID_NAME, makeSecret, MISSING_TOKEN, token, valueOf } from './testing.ts';

onBothEngines('CreateSecret', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  it('makes a secret with a first version that is AWSCURRENT', async () => {
    const input = { Name: 'with-value', ClientRequestToken: token(1), SecretString: secretText('v') };

    const created = await server.call('secretsmanager', 'CreateSecret', input);

    assert.match(created.ARN ?? '', /^arn:aws:secretsmanager:us-east-1:123456789012:secret:with-value-[A-Za-z0-9]{6}$/);
    assert.deepEqual({ ...created, ARN: '' }, { ARN: '', Name: 'with-value', VersionId: token(1) });
    const described = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'with-value' });
    assert.deepEqual({ ...described.VersionIdsToStages }, { [token(1)]: ['AWSCURRENT'] });
  });

  it('makes a secret without a value: no version, and nothing but what was given', async () => {
    const created = await server.call('secretsmanager', 'CreateSecret', {
      Name: 'empty',
      ClientRequestToken: token(1),
      Description: '',
    });

    assert.deepEqual(Object.keys(created), ['ARN', 'Name']);
    const now = server.clock.now();
    assert.deepEqual(await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'empty' }), {
      ARN: created.ARN,
      CreatedDate: now,
      LastChangedDate: now,
      Name: 'empty',
    });
  });

  it('stores binary values byte for byte', async () => {
    const SecretBinary = Buffer.from([0, 1, 2, 255, 254, 13, 10]).toString('base64');
    await server.send(
      'secretsmanager',
      'CreateSecret',
      JSON.stringify({ Name: 'bin', ClientRequestToken: token(1), SecretBinary }),
    );

    const found = await server.call('secretsmanager', 'GetSecretValue', { SecretId: 'bin' });

    assert.equal(Buffer.from(found.SecretBinary?.unwrap() ?? []).toString('base64'), SecretBinary);
    assert.equal(found.SecretString, undefined);
  });

  it('answers the same again to a retry, and refuses another value under its token', async () => {
    const input = { Name: 'again', ClientRequestToken: token(1), SecretString: 'v' };
    const first = await server.send('secretsmanager', 'CreateSecret', JSON.stringify(input));
    const { ARN } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'again' });

    const second = await server.send('secretsmanager', 'CreateSecret', JSON.stringify(input));

    assert.equal(second.status, 200);
    assert.equal(second.body, first.body);
    await assertRefused(server, 'CreateSecret', { ...input, SecretString: 'other' }, [
      'ResourceExistsException',
      `You can't use ClientRequestToken ${token(1)} because that value is already in use for a version of secret ${ARN}.`,
    ]);
    await assertRefused(server, 'CreateSecret', { ...input, ClientRequestToken: token(2) }, [
      'ResourceExistsException',
      'The operation failed because the secret again already exists.',
    ]);
    assert.equal(await valueOf(server, 'again'), 'v');
  });

  it('refuses the name of a secret whose deletion is scheduled, and takes it when it was forced: a new suffix', async () => {
    const ARN = await makeSecret(server, 'reborn');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'reborn' });
    const input = { Name: 'reborn', ClientRequestToken: token(1), SecretString: 'v1' };

    await assertRefused(server, 'CreateSecret', input, [
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    ]);
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: ARN, ForceDeleteWithoutRecovery: true });
    const successor = await makeSecret(server, 'reborn');

    assert.notEqual(successor, ARN);
    await assertRefused(server, 'GetSecretValue', { SecretId: ARN }, [
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret.",
    ]);
  });

  it('shows what was set, and keeps the order of tags', async () => {
    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'full',
      ClientRequestToken: token(1),
      Description: 'a text',
      KmsKeyId: 'alias/aws/secretsmanager',
      Type: 'SalesforceClientSecret',
      Tags: [
        { Key: 'b', Value: '2' },
        { Key: 'A', Value: '' },
      ],
    });

    const described = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'full' });

    assert.deepEqual(described.Tags, [
      { Key: 'b', Value: '2' },
      { Key: 'A', Value: '' },
    ]);
    assert.equal(described.Description, 'a text');
    assert.equal(described.KmsKeyId, 'alias/aws/secretsmanager');
    assert.equal(described.Type, 'SalesforceClientSecret');
  });

  it('takes an empty KmsKeyId for the default key', async () => {
    await server.call('secretsmanager', 'CreateSecret', { Name: 'no-key', ClientRequestToken: token(1), KmsKeyId: '' });

    const described = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'no-key' });

    assert.equal(described.KmsKeyId, undefined);
  });

  it('refuses what the model leaves open', async () => {
    const base = { Name: 'refused', ClientRequestToken: token(1) };
    await assertRefused(server, 'CreateSecret', { ...base, SecretString: 'v', SecretBinary: 'dg==' }, [
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    ]);
    await assertRefused(server, 'CreateSecret', { Name: 'refused', SecretString: 'v' }, [
      'InvalidRequestException',
      MISSING_TOKEN,
    ]);
    for (const Name of ['Inv Name', ' Inv*Name? ', 'ü', 'a:b', '\u0000']) {
      await assertRefused(server, 'CreateSecret', { ...base, Name }, ['ValidationException', INVALID_NAME, 'message']);
    }
    await assertRefused(server, 'CreateSecret', { ...base, AddReplicaRegions: [{ Region: 'us-east-1' }] }, [
      'InvalidParameterException',
      'Invalid replica region.',
    ]);
    await assertRefused(server, 'DescribeSecret', { SecretId: 'refused' }, [
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret.",
    ]);
  });

  it('refuses tags that are too many, reserved, without key or given twice', async () => {
    const base = { Name: 'tagged', ClientRequestToken: token(1) };
    const refusals: readonly (readonly [Tags: readonly object[], message: string])[] = [
      [[{ Value: 'v' }], 'Every tag must have a key.'],
      [[{ Key: 'AWS:x' }], 'Tag keys that begin with aws: are reserved.'],
      [[{ Key: 'k' }, { Key: 'k' }], 'The tag key k appears more than once.'],
      [Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}` })), 'A secret can have at most 50 tags.'],
    ];

    for (const [Tags, message] of refusals) {
      await assertRefused(server, 'CreateSecret', { ...base, Tags }, ['InvalidParameterException', message]);
    }
  });

  it('holds the bounds of the quotas: 512 characters of name, 65,536 bytes of value', async () => {
    const Name = 'n'.repeat(512);
    await server.call('secretsmanager', 'CreateSecret', {
      Name,
      ClientRequestToken: token(1),
      SecretString: secretText('x'.repeat(65_536)),
    });

    assert.equal((await valueOf(server, Name))?.length, 65_536);
    const tooLong = [
      'ValidationException',
      "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
      'message',
    ] as const;
    for (const SecretString of ['x'.repeat(65_537), '\u{1F512}'.repeat(16_385), `\u00e9${'x'.repeat(65_535)}`]) {
      await assertRefused(server, 'CreateSecret', { Name: 'big', ClientRequestToken: token(1), SecretString }, tooLong);
      for (const operation of ['PutSecretValue', 'UpdateSecret']) {
        const input = { SecretId: Name, ClientRequestToken: token(2), SecretString };
        await assertRefused(server, operation, input, tooLong);
      }
    }
    await server.call('secretsmanager', 'PutSecretValue', {
      SecretId: Name,
      ClientRequestToken: token(3),
      SecretString: secretText('\u{1F512}'.repeat(16_384)),
    });
  });

  it('lets one of many that want a name at once have it; the same request twice has one answer', async () => {
    const race = (n: number) => ({ Name: 'raced', ClientRequestToken: token(n), SecretString: `v${n}` });
    const bodies = [1, 1, 2, 3, 4, 5, 1, 2].map(n => JSON.stringify(race(n)));

    const answers = await Promise.all(bodies.map(body => server.send('secretsmanager', 'CreateSecret', body)));

    const { VersionIdsToStages = {} } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'raced' });
    const [winner = ''] = Object.keys(VersionIdsToStages);
    assert.deepEqual({ ...VersionIdsToStages }, { [winner]: ['AWSCURRENT'] });
    for (const [i, answer] of answers.entries()) {
      assert.equal(answer.status, bodies[i]?.includes(winner) ? 200 : 400, String(answer.body));
    }
  });
});
