import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import {
  LOCKED_OUT_SENTENCE,
  LOCKING,
  policyText,
  PUBLIC,
  PUBLIC_SENTENCE,
  SYNTAX_SENTENCE,
  UNSUPPORTED_PRINCIPAL_SENTENCE,
} from './resource-policy.test-support.ts';
import { assertRefused, DELETED, INVALID_NAME, makeSecret, NOT_FOUND, recordsNamed } from './testing.ts';

const PUBLIC_ERROR = { CheckName: 'BlockPublicPolicyCheck', ErrorMessage: PUBLIC_SENTENCE };
const LOCK_OUT_ERROR = { CheckName: 'LockOutCheck', ErrorMessage: LOCKED_OUT_SENTENCE };

onBothEngines('ValidateResourcePolicy', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await makeSecret(server, 'judged');
  });
  after(() => server[Symbol.asyncDispose]());

  /** The answer's bytes. */
  async function judged(statement: object, SecretId?: string): Promise<string> {
    const body = JSON.stringify({ SecretId, ResourcePolicy: policyText(statement) });
    return textOf(await server.send('secretsmanager', 'ValidateResourcePolicy', body));
  }

  it('recorded: passes what lets nobody unknown in, with an empty list of errors', async () => {
    const passed = '{"PolicyValidationPassed":true,"ValidationErrors":[]}';

    assert.equal(await judged({}, 'judged'), passed);
    assert.equal(await judged({}), passed);
  });

  it('recorded: BlockPublicPolicyCheck, also without SecretId', async () => {
    const failed = JSON.stringify({ PolicyValidationPassed: false, ValidationErrors: [PUBLIC_ERROR] });

    assert.equal(await judged(PUBLIC, 'judged'), failed);
    assert.equal(await judged(PUBLIC), failed);
  });

  it('recorded: LockOutCheck', async () => {
    const failed = JSON.stringify({ PolicyValidationPassed: false, ValidationErrors: [LOCK_OUT_ERROR] });

    assert.equal(await judged(LOCKING, 'judged'), failed);
    assert.equal(await judged(LOCKING), failed);
  });

  it('tells everything that is wrong', async () => {
    const statements = [PUBLIC, LOCKING].map(each => JSON.parse(policyText(each)).Statement[0]);
    const ResourcePolicy = JSON.stringify({ Version: '2012-10-17', Statement: statements });

    const answer = await server.call('secretsmanager', 'ValidateResourcePolicy', { ResourcePolicy });

    assert.deepEqual(answer, { PolicyValidationPassed: false, ValidationErrors: [PUBLIC_ERROR, LOCK_OUT_ERROR] });
  });

  it('stores nothing', async () => {
    await judged({}, 'judged');

    const got = await server.call('secretsmanager', 'GetResourcePolicy', { SecretId: 'judged' });

    assert.equal(got.ResourcePolicy, undefined);
  });

  it('recorded: a document that is none is an error of the request', async () => {
    const nobody = policyText({ Principal: { AWS: 'arn:aws:iam::123456789012:user/invaliduser' } });
    const malformed = (message: string) => ['MalformedPolicyDocumentException', message] as const;

    for (const SecretId of ['judged', undefined]) {
      const cases = [
        [{ SecretId, ResourcePolicy: 'not json' }, malformed(SYNTAX_SENTENCE)],
        [{ SecretId, ResourcePolicy: nobody }, malformed(UNSUPPORTED_PRINCIPAL_SENTENCE)],
      ] as const;
      for (const [input, error] of cases) await assertRefused(server, 'ValidateResourcePolicy', input, error);
    }
  });

  it('refuses a secret that is not there or was deleted', async () => {
    await makeSecret(server, 'deleted');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'deleted' });
    const ResourcePolicy = policyText();

    const cases = [
      ['unknown', ['ResourceNotFoundException', NOT_FOUND]],
      ['a b', ['ValidationException', INVALID_NAME, 'message']],
      ['deleted', ['InvalidRequestException', DELETED]],
    ] as const;
    for (const [SecretId, error] of cases) {
      await assertRefused(server, 'ValidateResourcePolicy', { SecretId, ResourcePolicy }, error);
    }
  });

  it('leaves a record with the document and without an answer', async () => {
    const ResourcePolicy = policyText();
    await server.call('secretsmanager', 'ValidateResourcePolicy', { SecretId: 'judged', ResourcePolicy });

    const record = (await recordsNamed(server, 'ValidateResourcePolicy')).at(-1);

    assert.deepEqual(record?.['requestParameters'], { secretId: 'judged', resourcePolicy: ResourcePolicy });
    assert.equal(record['responseElements'], null);
    assert.equal(record['readOnly'], true);
  });
});
