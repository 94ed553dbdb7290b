import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { onBothEngines } from '../testing/engines.ts';
import { testOptions } from '../testing/test-options.ts';
import { secretText, TestServer } from '../testing/test-server.ts';
import { accountCommands } from './account-commands.ts';
import { credentialsPath } from './credentials-file.ts';

const USER = { UserName: 'admin' };

onBothEngines('The first administrator', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  function file(): Promise<string> {
    return readFile(credentialsPath(server), 'utf8');
  }

  /** The server as whoever has these credentials calls it. */
  async function as(profile: 'default' | 'root'): Promise<TestServer> {
    const section = (await file()).split(`[${profile}]\n`)[1] ?? '';
    const [, accessKeyId = '', secret = ''] =
      /^aws_access_key_id = (.*)\naws_secret_access_key = (.*)\n/.exec(section) ?? [];
    return server.as({ accessKeyId, secretAccessKey: new Redacted(secret) });
  }

  async function reset(path = '/account/reset-admin', input = {}): Promise<Record<string, unknown>> {
    const command = accountCommands(server.parts, testOptions(server.dataDir)).get(path);
    assert.ok(command !== undefined);
    return { ...(await command(input)) };
  }

  async function keyIds(): Promise<(string | undefined)[]> {
    const { AccessKeyMetadata } = await server.call('iam', 'ListAccessKeys', USER);
    return AccessKeyMetadata.map(({ AccessKeyId }) => AccessKeyId);
  }

  it('is a user with AdministratorAccess and nothing else, made at the first start', async () => {
    const { Arn = '', UserId = '' } = (await server.call('iam', 'GetUser', USER)).User;
    const { AttachedPolicies } = await server.call('iam', 'ListAttachedUserPolicies', USER);

    assert.equal(Arn, 'arn:aws:iam::123456789012:user/admin');
    assert.match(UserId, /^AIDA[A-Z2-7]{17}$/);
    assert.deepEqual(AttachedPolicies, [
      { PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    ]);
    assert.deepEqual(await keyIds(), [/aws_access_key_id = (.*)/.exec(await file())?.[1]]);
  });

  it('may do everything, and what it does is recorded under its name', async () => {
    const admin = await as('default');

    await admin.call('secretsmanager', 'CreateSecret', {
      Name: 'by/admin',
      ClientRequestToken: 'x'.repeat(32),
      SecretString: secretText('v'),
    });
    await admin.call('iam', 'CreateUser', { UserName: 'made-by-admin' });

    const LookupAttributes = [{ AttributeKey: 'Username' as const, AttributeValue: 'admin' }];
    const { Events = [] } = await admin.call('cloudtrail', 'LookupEvents', { LookupAttributes });
    assert.ok(Events.some(({ EventName }) => EventName === 'CreateSecret'));
  });

  it('is an ordinary user: a policy that denies stops it', async () => {
    const admin = await as('default');
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Deny', Action: 'secretsmanager:ListSecrets', Resource: '*' },
    });
    await server.call('iam', 'PutUserPolicy', { ...USER, PolicyName: 'no', PolicyDocument });

    const { message } = await admin.refused('secretsmanager', 'ListSecrets', {});

    assert.match(message ?? '', /user\/admin is not authorized .* with an explicit deny in an identity-based policy$/);
    await server.call('iam', 'DeleteUserPolicy', { ...USER, PolicyName: 'no' });
  });

  it('has one new key after a reset, the old ones are gone, and the root user keeps its own', async () => {
    const [old, root] = [await as('default'), await as('root')];
    await old.call('secretsmanager', 'ListSecrets', {});
    await server.call('iam', 'CreateAccessKey', USER);

    const made = await reset();

    assert.deepEqual(await keyIds(), [made['accessKeyId']]);
    assert.deepEqual(made, { credentials: credentialsPath(server), accessKeyId: made['accessKeyId'] });
    assert.equal((await old.refused('secretsmanager', 'ListSecrets', {})).code, 'UnrecognizedClientException');
    await (await as('default')).call('secretsmanager', 'ListSecrets', {});
    await root.call('secretsmanager', 'ListSecrets', {});
    await (await as('root')).call('secretsmanager', 'ListSecrets', {});
  });

  it('is made again where somebody has deleted it, as another user of that name', async () => {
    const { UserId } = (await server.call('iam', 'GetUser', USER)).User;
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    for (const AccessKeyId of await keyIds())
      await server.call('iam', 'DeleteAccessKey', { ...USER, AccessKeyId: AccessKeyId ?? '' });
    await server.call('iam', 'DetachUserPolicy', { ...USER, PolicyArn });
    await server.call('iam', 'DeleteUser', USER);
    await rm(credentialsPath(server));

    await reset();

    assert.notEqual((await server.call('iam', 'GetUser', USER)).User.UserId, UserId);
    await (await as('default')).call('iam', 'ListUsers', {});
    assert.doesNotMatch(await file(), /\[root\]/);
  });

  it('gets its policy back with a reset, and stays within its boundary', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';
    await server.call('iam', 'DetachUserPolicy', { ...USER, PolicyArn });
    await server.call('iam', 'PutUserPermissionsBoundary', { ...USER, PermissionsBoundary });

    await reset();

    const admin = await as('default');
    await admin.call('iam', 'ListUsers', {});
    const { message } = await admin.refused('secretsmanager', 'ListSecrets', {});
    assert.match(message ?? '', /because no permissions boundary allows/);
    await server.call('iam', 'DeleteUserPermissionsBoundary', USER);
  });

  it('leaves its key in the file when the root user gets a new one', async () => {
    await reset('/account/reset-root');

    await (await as('default')).call('secretsmanager', 'ListSecrets', {});
    await (await as('root')).call('secretsmanager', 'ListSecrets', {});
  });

  it('is made for an account that is named, and for no other', async () => {
    const accountId = '310987654321';
    const made = await reset('/account/create', { accountId });
    const firsts = await file();

    const again = await reset('/account/reset-admin', { accountId });

    assert.equal(again['credentials'], made['credentials']);
    assert.equal(await server.parts.line.accessKeys.find(String(made['adminAccessKeyId'])), undefined);
    const { caller } = (await server.parts.line.accessKeys.find(String(again['accessKeyId']))) ?? {};
    assert.equal(caller?.arn, `arn:aws:iam::${accountId}:user/admin`);
    assert.equal(await file(), firsts);
    await assert.rejects(reset('/account/reset-admin', { accountId: '9'.repeat(12) }), /there is no account `9+`/);
  });

  it('leaves a record that holds no secret', async () => {
    const { accessKeyId } = await reset();
    const key = await server.parts.line.accessKeys.find(String(accessKeyId));

    const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: 'ResetAdministratorCredentials' }];
    const { Events = [] } = await (await as('default')).call('cloudtrail', 'LookupEvents', { LookupAttributes });

    const record = JSON.parse(Events[0]?.CloudTrailEvent ?? '');
    assert.deepEqual(record.additionalEventData, { userName: 'admin', accessKeyId });
    assert.deepEqual(record.userIdentity, { accountId: '123456789012', invokedBy: 'operator' });
    assert.ok(key !== undefined && !JSON.stringify(Events).includes(key.secretAccessKey.unwrap()));
  });
});
