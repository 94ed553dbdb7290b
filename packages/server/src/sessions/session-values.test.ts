import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { ManualClock } from '../testing/manual-clock.ts';
import { TestServer, secretText } from '../testing/test-server.ts';
import { makeLambdaRole, ROLE_ARN } from '../services/lambda/testing.ts';
import { callAsService } from '../pipeline/service-call.ts';
import { SessionValues } from './session-values.ts';

describe('values that sessions of functions fetched', () => {
  const texts = (values: SessionValues, id: string) => values.of(id).map(value => value.unwrap());

  it('are kept for watched sessions alone, each once, and until their credentials end', () => {
    const clock = new ManualClock();
    const values = new SessionValues(clock);
    values.watch('ASIA1', clock.now() + 1_000);
    for (const text of ['a', 'b', 'a']) values.remember('ASIA1', new Redacted(text));
    values.remember('ASIA2', new Redacted('c'));

    assert.deepEqual([texts(values, 'ASIA1'), texts(values, 'ASIA2')], [['b', 'a'], []]);
    clock.advance(1_000);
    values.watch('ASIA3', clock.now() + 1_000);
    assert.deepEqual([texts(values, 'ASIA1'), values.isWatched('ASIA1')], [[], false]);
  });

  it('are bounded: the oldest go first', () => {
    const clock = new ManualClock();
    const values = new SessionValues(clock);
    values.watch('A', clock.now() + 1);
    for (let i = 0; i < 600; i++) values.remember('A', new Redacted(`value ${i}`));
    const many = texts(values, 'A');
    values.remember('A', new Redacted('x'.repeat(2_097_150)));

    assert.deepEqual([many.length, many[0], many.at(-1)], [512, 'value 88', 'value 599']);
    assert.equal(texts(values, 'A').length, 1);
    for (let i = 0; i < 1_024; i++) values.watch(`B${i}`, clock.now() + 1);
    assert.deepEqual([values.isWatched('A'), values.isWatched('B0')], [false, true]);
  });

  describe('by requests', () => {
    let server: TestServer;
    before(async () => {
      server = await TestServer.open();
    });
    after(() => server[Symbol.asyncDispose]());

    before(async () => {
      await makeLambdaRole(server);
      const statement = { Effect: 'Allow', Action: ['secretsmanager:*', 'ssm:*', 'kms:*'], Resource: '*' };
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      await server.call('iam', 'PutRolePolicy', { RoleName: 'runs', PolicyName: 'p', PolicyDocument });
    });

    async function openSession(name: string) {
      const by = { principal: 'lambda.amazonaws.com', accountId: '123456789012', region: 'us-east-1' };
      const input = { RoleArn: ROLE_ARN, RoleSessionName: name };
      const { Credentials } = await callAsService(server.parts.line, by, 'sts', 'AssumeRole', input);
      if (Credentials === undefined) throw new Error('no credentials');
      const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken } = Credentials;
      const session = server.as({ accessKeyId, secretAccessKey, sessionToken: new Redacted(SessionToken) });
      return { session, accessKeyId, expiresAt: Credentials.Expiration };
    }

    it('are those of GetSecretValue, of a batch and of GetRandomPassword', async () => {
      const ClientRequestToken = '11111111-2222-4333-8444-555555555555';
      await server.call('secretsmanager', 'CreateSecret', {
        Name: 'a',
        ClientRequestToken,
        SecretString: secretText('va'),
      });
      const SecretBinary = new Redacted(Buffer.from('vb'));
      await server.call('secretsmanager', 'CreateSecret', { Name: 'b', ClientRequestToken, SecretBinary });
      const { session, accessKeyId, expiresAt } = await openSession('secrets');
      const { fetched } = server.parts.line;

      await session.call('secretsmanager', 'GetSecretValue', { SecretId: 'a' });
      const unwatched = texts(fetched, accessKeyId);
      fetched.watch(accessKeyId, expiresAt);
      await server.call('secretsmanager', 'GetSecretValue', { SecretId: 'a' });
      await session.refused('secretsmanager', 'GetSecretValue', { SecretId: 'none' });
      const ofOthers = texts(fetched, accessKeyId);
      await session.call('secretsmanager', 'BatchGetSecretValue', { SecretIdList: ['a', 'b'] });
      const { RandomPassword } = await session.call('secretsmanager', 'GetRandomPassword', {});

      assert.deepEqual([unwatched, ofOthers], [[], []]);
      assert.deepEqual(
        texts(fetched, accessKeyId).toSorted(),
        ['va', 'vb', 'dmI=', '7662', '76 62', RandomPassword?.unwrap() ?? ''].toSorted(),
      );
    });

    it('are decrypted parameters and secrets that Parameter Store hands out, and no other parameters', async () => {
      for (const [Name, Type] of [
        ['/app/host', 'String'],
        ['/app/one', 'SecureString'],
        ['/app/two', 'SecureString'],
        ['/app/three', 'SecureString'],
        ['/app/four', 'SecureString'],
        ['/app/locked', 'SecureString'],
      ] as const) {
        await server.call('ssm', 'PutParameter', { Name, Type, Value: secretText(`value of ${Name}`) });
      }
      await server.call('ssm', 'PutParameter', { Name: '/path/a', Type: 'SecureString', Value: secretText('by path') });
      const ClientRequestToken = '11111111-2222-4333-8444-555555555555';
      const SecretString = secretText('by reference');
      await server.call('secretsmanager', 'CreateSecret', { Name: 'c', ClientRequestToken, SecretString });
      const { session, accessKeyId, expiresAt } = await openSession('parameters');
      const { fetched } = server.parts.line;
      fetched.watch(accessKeyId, expiresAt);
      const WithDecryption = true;

      await session.call('ssm', 'GetParameter', { Name: '/app/one', WithDecryption });
      await session.call('ssm', 'GetParameter', { Name: '/app/locked' });
      await session.call('ssm', 'GetParameters', { Names: ['/app/host', '/app/two', '/app/three'], WithDecryption });
      await session.call('ssm', 'GetParameterHistory', { Name: '/app/four', WithDecryption });
      await session.call('ssm', 'GetParametersByPath', { Path: '/path', WithDecryption });
      await session.call('ssm', 'GetParameter', { Name: '/aws/reference/secretsmanager/c', WithDecryption });

      const values = ['/app/one', '/app/two', '/app/three', '/app/four'].map(name => `value of ${name}`);
      assert.deepEqual(texts(fetched, accessKeyId).toSorted(), [...values, 'by path', 'by reference'].toSorted());
    });

    it('are plaintexts that KMS gives the function, and not the data keys of services', async () => {
      const { KeyMetadata } = await server.call('kms', 'CreateKey', {});
      const KeyId = KeyMetadata?.KeyId ?? '';
      const Plaintext = new Redacted(Buffer.from(`it's "opened"\n\u00e9`));
      const { CiphertextBlob = Buffer.of() } = await server.call('kms', 'Encrypt', { KeyId, Plaintext });
      const { session, accessKeyId, expiresAt } = await openSession('keys');
      const { fetched } = server.parts.line;
      fetched.watch(accessKeyId, expiresAt);

      await session.call('kms', 'Decrypt', { CiphertextBlob });
      assert.deepEqual(texts(fetched, accessKeyId), [
        `it's "opened"\n\u00e9`,
        Buffer.from(`it's "opened"\n\u00e9`).toString('base64'),
        Buffer.from(`it's "opened"\n\u00e9`).toString('hex'),
        '69 74 27 73 20 22 6f 70 65 6e 65 64 22 0a c3 a9',
        String.raw`it\'s "opened"\n\xc3\xa9`,
      ]);
      const made = [
        (await session.call('kms', 'GenerateDataKey', { KeyId, KeySpec: 'AES_256' })).Plaintext,
        (await session.call('kms', 'GenerateRandom', { NumberOfBytes: 20 })).Plaintext,
        (await session.call('kms', 'GenerateDataKeyPair', { KeyId, KeyPairSpec: 'ECC_NIST_P256' })).PrivateKeyPlaintext,
      ];
      const known = new Set(texts(fetched, accessKeyId));
      for (const bytes of made) assert.ok(known.has(Buffer.from(bytes?.unwrap() ?? []).toString('base64')));
      await session.call('secretsmanager', 'GetSecretValue', { SecretId: 'c' });

      assert.deepEqual(texts(fetched, accessKeyId).slice(known.size), ['by reference']);
    });
  });
});
