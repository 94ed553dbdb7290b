import { after, before, describe, it } from 'node:test';
import { TestServer } from '../../testing/test-server.ts';
import { assertRefused, DELETED, INVALID_NAME, makeSecret, MISSING_TOKEN, NOT_FOUND, token } from './testing.ts';

const ELSEWHERE = 'arn:aws:secretsmanager:us-east-1:999999999999:secret:x-AbCdEf';

/** AWS: types, then authorization, then bounds, then what the request alone tells, then what is known of the secret. */
describe('The order of checks', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open();
    await makeSecret(server, 'deleted');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'deleted' });
  });
  after(() => server[Symbol.asyncDispose]());

  const detected = (text: string) => `1 validation error detected: ${text}`;

  it('begins with the JSON types', async () => {
    const wrong: readonly (readonly [body: string, message?: string])[] = [
      ['{"SecretId":{},"ClientRequestToken":"short"}', 'Start of structure or map found where not expected.'],
      [`{"SecretId":"${ELSEWHERE}","SecretString":{"a":"b"}}`, 'Start of structure or map found where not expected.'],
      ['{"SecretId":"x","VersionStages":"AWSCURRENT"}', 'Expected list or null'],
      ['{"SecretId":1}', 'NUMBER_VALUE can not be converted to a String'],
      ['{"SecretId":"x","SecretBinary":"%%%"}', 'STRING_VALUE can not be converted to a Blob'],
      ['[]', 'Start of list found where not expected'],
      ['{"SecretId":"x"'],
      ['\ufeff{}'],
    ];

    for (const [body, message] of wrong) {
      await assertRefused(
        server,
        'PutSecretValue',
        body,
        message === undefined ? ['SerializationException'] : ['SerializationException', message],
      );
    }
  });

  it('goes on with authorization, whatever the bounds say', async () => {
    await assertRefused(
      server,
      'PutSecretValue',
      { SecretId: ELSEWHERE, ClientRequestToken: 'short', SecretString: '' },
      [
        'AccessDeniedException',
        'User: arn:aws:iam::123456789012:root is not authorized to perform: secretsmanager:PutSecretValue on resource: ' +
          `${ELSEWHERE} because no resource-based policy allows the secretsmanager:PutSecretValue action`,
      ],
    );
  });

  it('then holds the bounds of the model, in the words recorded from AWS, under `message`', async () => {
    const length = 'failed to satisfy constraint: Member must have length';
    const cases: readonly (readonly [operation: string, input: object, text: string])[] = [
      [
        'PutSecretValue',
        { ClientRequestToken: 'short' },
        `Value 'short' at 'clientRequestToken' ${length} greater than or equal to 32`,
      ],
      ['PutSecretValue', { SecretString: '' }, `Value at 'secretString' ${length} greater than or equal to 1`],
      ['PutSecretValue', { VersionStages: [] }, `Value '[]' at 'versionStages' ${length} greater than or equal to 1`],
      [
        'PutSecretValue',
        { VersionStages: [''] },
        "Value '[]' at 'versionStages' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 1]",
      ],
      ['GetSecretValue', { VersionId: 'short' }, `Value 'short' at 'versionId' ${length} greater than or equal to 32`],
    ];
    for (const [operation, more, text] of cases) {
      // A SecretId that is bad too: it is looked at later.
      const input = { SecretId: 'bad name', ...more };
      await assertRefused(server, operation, input, ['ValidationException', detected(text), 'message']);
    }
    await assertRefused(server, 'GetSecretValue', { SecretId: null }, [
      'ValidationException',
      detected("Value null at 'secretId' failed to satisfy constraint: Member must not be null"),
      'message',
    ]);
    await assertRefused(server, 'GetSecretValue', '', [
      'ValidationException',
      detected("Value null at 'secretId' failed to satisfy constraint: Member must not be null"),
      'message',
    ]);
  });

  it('then reads the name, then misses the token, then looks for the secret, then sees that it is deleted', async () => {
    const value = { SecretString: 'v' };
    for (const operation of ['PutSecretValue', 'UpdateSecret']) {
      await assertRefused(server, operation, { SecretId: 'bad name', ...value }, [
        'ValidationException',
        INVALID_NAME,
        'message',
      ]);
      for (const SecretId of ['nowhere', 'deleted']) {
        const input = { SecretId, ...value };
        await assertRefused(server, operation, input, ['InvalidRequestException', MISSING_TOKEN]);
      }
      const whole = { ClientRequestToken: token(7), KmsKeyId: 'not-a-key', ...value };
      await assertRefused(server, operation, { SecretId: 'nowhere', ...whole }, [
        'ResourceNotFoundException',
        NOT_FOUND,
      ]);
      await assertRefused(server, operation, { SecretId: 'deleted', ...whole }, ['InvalidRequestException', DELETED]);
    }
  });

  it('ignores members that the model does not know, and takes null for absent', async () => {
    const body = { SecretId: 'nowhere', Unknown: { a: [1] }, VersionStage: null, ['__proto__']: 1 };

    await assertRefused(server, 'GetSecretValue', body, ['ResourceNotFoundException', NOT_FOUND]);
  });
});
