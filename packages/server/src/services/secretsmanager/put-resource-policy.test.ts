import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { deleteRoleRow, insertRole } from '../../identities/role-store.ts';
import { roleRow, userRow } from '../../identities/testing.ts';
import { insertUser } from '../../identities/user-store.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { secretText, TestServer, textOf } from '../../testing/test-server.ts';
import {
  LOCKED_OUT_SENTENCE,
  LOCKING,
  policyText,
  PUBLIC,
  PUBLIC_SENTENCE,
  SYNTAX_SENTENCE,
  UNSUPPORTED_PRINCIPAL_SENTENCE,
} from './resource-policy.test-support.ts';
import { findSecret } from './store.ts';
import { assertRefused, DELETED, INVALID_NAME, makeSecret, NOT_FOUND, recordsNamed, token } from './testing.ts';

onBothEngines('PutResourcePolicy', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  function put(SecretId: string, statement: object, BlockPublicPolicy?: boolean) {
    const input = { SecretId, ResourcePolicy: policyText(statement) };
    return server.call('secretsmanager', 'PutResourcePolicy', {
      ...input,
      ...(BlockPublicPolicy && { BlockPublicPolicy }),
    });
  }

  async function actionOf(SecretId: string): Promise<unknown> {
    const { ResourcePolicy } = await server.call('secretsmanager', 'GetResourcePolicy', { SecretId });
    return ResourcePolicy === undefined ? undefined : JSON.parse(ResourcePolicy).Statement[0].Action;
  }

  function refused(
    input: object,
    ...error: readonly [code: string, message: string, key?: 'Message' | 'message']
  ): Promise<void> {
    return assertRefused(server, 'PutResourcePolicy', input, error);
  }

  it('test_resource_policy: answers ARN and Name, and a public policy is taken unless it is to be blocked', async () => {
    const arn = await makeSecret(server, 'answered');
    const ResourcePolicy = policyText(PUBLIC);

    const body = JSON.stringify({ SecretId: 'answered', ResourcePolicy });
    const response = await server.send('secretsmanager', 'PutResourcePolicy', body);

    assert.equal(textOf(response), `{"ARN":"${arn}","Name":"answered"}`);
    const got = await server.call('secretsmanager', 'GetResourcePolicy', { SecretId: arn });
    assert.deepEqual(JSON.parse(got.ResourcePolicy ?? ''), JSON.parse(ResourcePolicy));
  });

  it('changes LastChangedDate, and puts the policy in the place of the one before', async () => {
    await makeSecret(server, 'replaced');
    await put('replaced', {});
    server.clock.advance(1_000);

    await put('replaced', { Action: 'secretsmanager:DescribeSecret' });

    assert.equal(await actionOf('replaced'), 'secretsmanager:DescribeSecret');
    const { LastChangedDate } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'replaced' });
    assert.equal(LastChangedDate, server.clock.now());
  });

  it('stays when the secret gets values, labels, tags and a description, and is restored with it', async () => {
    await makeSecret(server, 'kept');
    await put('kept', {});
    const SecretId = 'kept';

    const value = { SecretId, ClientRequestToken: token(2), SecretString: secretText('v2') };
    await server.call('secretsmanager', 'PutSecretValue', value);
    const description = { SecretId, ClientRequestToken: token(3), Description: 'new' };
    await server.call('secretsmanager', 'UpdateSecret', description);
    await server.call('secretsmanager', 'TagResource', { SecretId, Tags: [{ Key: 'k', Value: 'v' }] });
    await server.call('secretsmanager', 'DeleteSecret', { SecretId });
    await server.call('secretsmanager', 'RestoreSecret', { SecretId });

    assert.equal(await actionOf('kept'), 'secretsmanager:GetSecretValue');
  });

  it('belongs to the secret, not to its name', async () => {
    await makeSecret(server, 'again');
    await put('again', {});
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'again', ForceDeleteWithoutRecovery: true });

    await makeSecret(server, 'again');

    assert.equal(await actionOf('again'), undefined);
  });

  it('recorded: refuses a public policy that is to be blocked with PublicPolicyException', async () => {
    await makeSecret(server, 'blocked');

    const input = { SecretId: 'blocked', ResourcePolicy: policyText(PUBLIC), BlockPublicPolicy: true };
    await refused(input, 'PublicPolicyException', PUBLIC_SENTENCE);

    assert.equal(await actionOf('blocked'), undefined);
    await put('blocked', {}, true);
    await put('blocked', { ...PUBLIC, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } } }, true);
  });

  it('refuses what would shut the caller out, the root user too', async () => {
    await makeSecret(server, 'locked');

    for (const statement of [LOCKING, { ...LOCKING, Action: 'secretsmanager:*' }]) {
      const input = { SecretId: 'locked', ResourcePolicy: policyText(statement) };
      await refused(input, 'AccessDeniedException', LOCKED_OUT_SENTENCE);
    }

    assert.equal(await actionOf('locked'), undefined);
    await put('locked', { Effect: 'Deny', Principal: '*', Action: 'secretsmanager:DeleteSecret' });
  });

  it('looks at the tags of the secret for that', async () => {
    await makeSecret(server, 'tagged');
    await server.call('secretsmanager', 'TagResource', { SecretId: 'tagged', Tags: [{ Key: 'team', Value: 'red' }] });
    const only = (team: string) => ({ ...LOCKING, Condition: { StringEquals: { 'aws:ResourceTag/team': team } } });

    await put('tagged', only('blue'));
    const input = { SecretId: 'tagged', ResourcePolicy: policyText(only('red')) };
    await refused(input, 'AccessDeniedException', LOCKED_OUT_SENTENCE);
  });

  it('recorded: refuses what is not JSON with MalformedPolicyDocumentException', async () => {
    await makeSecret(server, 'malformed');

    const input = { SecretId: 'malformed', ResourcePolicy: 'not json' };
    await refused(input, 'MalformedPolicyDocumentException', SYNTAX_SENTENCE);
  });

  it('refuses principals who do not exist, and trusts other accounts to know theirs', async () => {
    await makeSecret(server, 'named');
    const nobody = [
      'arn:aws:iam::123456789012:user/invaliduser',
      'arn:aws:iam::123456789012:role/app',
      'arn:aws:sts::123456789012:assumed-role/app/session',
      'arn:aws-cn:iam::999999999999:user/ana',
      'AIDAQAAAAAAAMEZHRHAHY',
    ];

    for (const AWS of nobody) {
      const input = { SecretId: 'named', ResourcePolicy: policyText({ Principal: { AWS: ['123456789012', AWS] } }) };
      await refused(input, 'MalformedPolicyDocumentException', UNSUPPORTED_PRINCIPAL_SENTENCE);
    }
    const CanonicalUser = 'a'.repeat(64);
    const canonical = { SecretId: 'named', ResourcePolicy: policyText({ Principal: { CanonicalUser } }) };
    await refused(canonical, 'MalformedPolicyDocumentException', UNSUPPORTED_PRINCIPAL_SENTENCE);

    const AWS = ['999999999999', 'arn:aws:iam::999999999999:role/app', 'arn:aws:iam::123456789012:root'];
    await put('named', { Principal: { AWS, Service: 'lambda.amazonaws.com' } });
  });

  it('takes users, roles and sessions of roles of its own accounts, by their exact ARNs', async () => {
    await makeSecret(server, 'bound');
    await server.parts.line.database.write(async writer => {
      await insertUser(writer, userRow('ana', { path: '/team/' }));
      await insertRole(writer, roleRow('App'));
    });
    const here = 'arn:aws:iam::123456789012';
    const session = 'arn:aws:sts::123456789012:assumed-role/App/session';

    await put('bound', { Principal: { AWS: [`${here}:user/team/ana`, `${here}:role/App`, session] } });

    for (const AWS of [`${here}:user/ana`, `${here}:role/app`, session.replace('App', 'app')]) {
      const input = { SecretId: 'bound', ResourcePolicy: policyText({ Principal: { AWS } }) };
      await refused(input, 'MalformedPolicyDocumentException', UNSUPPORTED_PRINCIPAL_SENTENCE);
    }
  });

  it('means the one whom it named: made again under the same name it is somebody else, and shown by the old id', async () => {
    const arn = await makeSecret(server, 'meant');
    const AWS = 'arn:aws:iam::123456789012:role/Reader';
    const { database } = server.parts.line;
    await database.write(writer => insertRole(writer, roleRow('Reader', { id: 'AROAFIRSTFIRSTFIRST1' })));
    await put('meant', { Principal: { AWS: ['123456789012', AWS] } });

    await database.write(async writer => {
      await deleteRoleRow(writer, 'AROAFIRSTFIRSTFIRST1');
      await insertRole(writer, roleRow('Reader', { id: 'AROASECONDSECONDSEC2' }));
    });

    const { ResourcePolicy = '' } = await server.call('secretsmanager', 'GetResourcePolicy', { SecretId: arn });
    assert.deepEqual(JSON.parse(ResourcePolicy).Statement[0].Principal, {
      AWS: ['123456789012', 'AROAFIRSTFIRSTFIRST1'],
    });
    const named = { accountId: '123456789012', region: 'us-east-1', name: 'meant' };
    const row = await findSecret(server.parts.line.reader, named);
    assert.deepEqual(JSON.parse(row?.resource_policy_ids ?? ''), { [AWS]: 'AROAFIRSTFIRSTFIRST1' });
  });

  it('takes 20,480 characters and no more', async () => {
    await makeSecret(server, 'long');
    const room = 20_480 - policyText({ Sid: '' }).length;
    await put('long', { Sid: 'é'.repeat(room) });

    const input = JSON.stringify({ SecretId: 'long', ResourcePolicy: policyText({ Sid: 'x'.repeat(room + 1) }) });
    const { code, message } = await server.refused('secretsmanager', 'PutResourcePolicy', input);

    assert.equal(code, 'ValidationException');
    assert.match(message ?? '', /'resourcePolicy' .* Member must have length less than or equal to 20480$/);
  });

  it('looks at the request before the secret: its name, its document, then whether there is one', async () => {
    await makeSecret(server, 'marked');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'marked' });
    const ResourcePolicy = policyText();

    await refused({ SecretId: 'a b', ResourcePolicy: '{' }, 'ValidationException', INVALID_NAME, 'message');
    await refused({ SecretId: 'none', ResourcePolicy: '{' }, 'MalformedPolicyDocumentException', SYNTAX_SENTENCE);
    await refused({ SecretId: 'none', ResourcePolicy }, 'ResourceNotFoundException', NOT_FOUND);
    await refused({ SecretId: 'marked', ResourcePolicy }, 'InvalidRequestException', DELETED);
  });

  it('leaves a record with the document and the ARN', async () => {
    const arn = await makeSecret(server, 'recorded');
    const ResourcePolicy = policyText();
    await server.call('secretsmanager', 'PutResourcePolicy', {
      SecretId: arn,
      ResourcePolicy,
      BlockPublicPolicy: true,
    });

    const record = (await recordsNamed(server, 'PutResourcePolicy')).at(-1);

    assert.deepEqual(record?.['requestParameters'], {
      secretId: arn,
      resourcePolicy: ResourcePolicy,
      blockPublicPolicy: true,
    });
    assert.deepEqual(record['responseElements'], { arn });
    assert.equal(record['readOnly'], false);
  });
});
