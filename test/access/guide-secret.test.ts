/** The user guide's policies on secrets, in force on requests: as they are printed, and repaired where they are broken. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { makeUser, policyOfStatements, type TestStatement } from '../../packages/server/src/access/testing.ts';
import { makeCustomerKey } from '../../packages/server/src/services/kms/testing.ts';
import { otherAccount } from '../../packages/server/src/services/secretsmanager/isolation.test-support.ts';
import { secretText, TestServer } from '../../packages/server/src/testing/index.ts';
import { assumeRole } from './assume-role.ts';
import { type Input, send } from './send.ts';
import { ACCOUNT, trusting } from './world.ts';

const OTHER = '210987654321';
const GET = 'secretsmanager:GetSecretValue';
const READ: TestStatement = { Action: GET };
const CURRENT = { VersionStage: 'AWSCURRENT' };
const STAGED = { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } };
const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };

describe('The guide’s policies of secrets', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open();
    await makeCustomerKey(server, 'alias/customer');
    await otherAccount(server, OTHER);
  });
  after(() => server[Symbol.asyncDispose]());

  /** A secret with this policy; gives its ARN. */
  async function secretWith(statements: readonly TestStatement[], more: object = {}): Promise<string> {
    const input = { Name: `s-${randomUUID()}`, ClientRequestToken: randomUUID(), SecretString: secretText('v') };
    const { ARN = '' } = await server.call('secretsmanager', 'CreateSecret', { ...input, ...more });
    if (statements.length > 0) await put(ARN, policyOfStatements(...statements));
    return ARN;
  }

  function put(SecretId: string, ResourcePolicy: string) {
    return server.call('secretsmanager', 'PutResourcePolicy', { SecretId, ResourcePolicy });
  }

  function user(accountId: string, ...statements: readonly TestStatement[]) {
    const policies = statements.length === 0 ? [] : [policyOfStatements(...statements)];
    return makeUser(server, `user-${randomUUID()}`, { accountId, policies });
  }

  /** `ok`, or how the refusal ends. */
  async function ask(
    as: TestServer,
    SecretId: string,
    more: Input = {},
    operation = 'GetSecretValue',
  ): Promise<string> {
    const { code, message = '' } = await send(as, 'secretsmanager', operation, { SecretId, ...more });
    return code === undefined ? 'ok' : (/ (?:because|with an) .*$/.exec(message)?.[0] ?? message);
  }
  const NO_IDENTITY = / because no identity-based policy allows /;
  const NO_RESOURCE = / because no resource-based policy allows /;
  const DENIED_HERE = / with an explicit deny in a resource-based policy$/;

  it('22: what the identity and the secret say together, in nine rows', async () => {
    const deny = { Effect: 'Deny' } as const;
    const says = { allows: [READ], 'says nothing': [{ Action: 's3:GetObject' }], denies: [{ ...READ, ...deny }] };
    const allowed: string[] = [];
    for (const [of, identity] of Object.entries(says)) {
      for (const [on, resource] of Object.entries(says)) {
        const { arn, server: as } = await user(ACCOUNT, ...identity);
        const about = resource.map(each => Object.assign({}, each, { Action: GET, Principal: { AWS: arn } }));
        const secret = await secretWith(on === 'says nothing' ? [] : about);
        if ((await ask(as, secret)) === 'ok') allowed.push(`identity ${of}, secret ${on}`);
      }
    }

    assert.deepEqual(allowed, [
      'identity allows, secret allows',
      'identity allows, secret says nothing',
      'identity says nothing, secret allows',
    ]);
  });

  it('23: the account with a stage delegates, and restricts nobody of its own', async () => {
    const secret = await secretWith([{ ...READ, Principal: ROOT, Condition: STAGED }]);
    const [bare, backed] = [await user(ACCOUNT), await user(ACCOUNT, READ)];

    assert.match(await ask(bare.server, secret, CURRENT), NO_IDENTITY);
    assert.equal(await ask(backed.server, secret), 'ok');
    const key = { KmsKeyId: 'alias/customer' };
    const Principal = { AWS: `arn:aws:iam::${OTHER}:root` };
    const shared = await secretWith([{ ...READ, Principal, Condition: STAGED }], key);
    const stranger = await user(OTHER, READ);
    // Its key lets nobody of the other account in: the right to the secret is there.
    assert.equal(await ask(stranger.server, shared, CURRENT), 'Access to KMS is not allowed');
    assert.match(await ask(stranger.server, shared), NO_RESOURCE);
  });

  it('24: a user whom the secret names may do everything with it, and an identity’s Deny beats that', async () => {
    const { arn, server: anaya } = await user(ACCOUNT);
    const named = { Action: 'secretsmanager:*', Principal: { AWS: arn } };
    const [secret, another] = [await secretWith([named]), await secretWith([])];

    for (const operation of ['GetSecretValue', 'DescribeSecret', 'ListSecretVersionIds', 'GetResourcePolicy']) {
      assert.equal(await ask(anaya, secret, {}, operation), 'ok');
      assert.match(await ask(anaya, another, {}, operation), NO_IDENTITY);
    }
    assert.equal((await send(anaya, 'secretsmanager', 'ListSecrets', {})).code, 'AccessDeniedException');
    const denied = await user(ACCOUNT, { ...READ, Effect: 'Deny' });
    const own = await secretWith([{ ...named, Principal: { AWS: denied.arn } }]);
    assert.match(await ask(denied.server, own), /explicit deny in an identity-based policy$/);
  });

  it('25, 32: a user of another account needs both policies, and a key of one’s own', async () => {
    const [mateo, bare] = [await user(OTHER, READ, { Action: 'kms:*' }), await user(OTHER)];
    const Principal = { AWS: [mateo.arn, bare.arn] };
    const [byDefault, unnamed] = [await secretWith([{ ...READ, Principal }]), await secretWith([])];

    assert.match(await ask(mateo.server, byDefault), /encrypt the secret with the default KMS service key\.$/);
    assert.match(await ask(bare.server, byDefault), NO_IDENTITY);
    assert.match(await ask(mateo.server, unnamed), NO_RESOURCE);
    assert.match(await ask(mateo.server, byDefault, { SecretString: 'v' }, 'PutSecretValue'), NO_RESOURCE);
  });

  it('26, 29: a role that the secret names reads the current stage, unless a session policy leaves that out', async () => {
    const chief = await makeUser(server, `chief-${randomUUID()}`, { managed: ['AdministratorAccess'] });
    const makeRole = async (RoleName: string) => {
      await server.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: trusting(chief.arn) });
      return `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
    };
    const [role, another] = [await makeRole('EncryptionApp'), await makeRole('AnotherApp')];
    const secret = await secretWith([{ ...READ, Principal: { AWS: role }, Condition: STAGED }]);
    const as = (arn: string, Policy?: string) =>
      assumeRole(chief.server, arn, 'session', Policy === undefined ? {} : { Policy });

    assert.equal(await ask(await as(role), secret, CURRENT), 'ok');
    for (const asked of [{}, { VersionStage: 'AWSPREVIOUS' }]) {
      assert.match(await ask(await as(role), secret, asked), NO_IDENTITY);
    }
    assert.match(await ask(await as(another), secret, CURRENT), NO_IDENTITY);
    const describing = policyOfStatements({ Action: 'secretsmanager:DescribeSecret' });
    assert.match(await ask(await as(role, describing), secret, CURRENT), / because no session policy allows /);
  });

  it('28: Sids with blanks are taken, and List* on a secret lists no secrets', async () => {
    const Action = ['secretsmanager:List*', 'secretsmanager:Describe*', 'secretsmanager:Get*'];
    const { arn, server: as } = await user(ACCOUNT);
    const secret = await secretWith([{ Sid: 'Allow all Get, List', Action, Principal: { AWS: arn } }]);

    assert.equal(await ask(as, secret), 'ok');
    assert.equal((await send(as, 'secretsmanager', 'ListSecrets', {})).code, 'AccessDeniedException');
  });

  it('30, 31, 34, 35: what is broken as printed is refused', async () => {
    const secret = await secretWith([]);
    const whole = (principal: string) =>
      `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":${principal},"Action":"${GET}","Resource":"*"}]}`;
    const arn = `arn:aws:iam::${ACCOUNT}:user/x`;
    for (const principal of [
      `{"AWS":${arn}}`,
      `[{"AWS":"${arn}"},{"AWS":"${arn}"}]`,
      `{"AWS":"${arn}","${arn}"}`,
      `{"AWS":"arn:aws:iam::${ACCOUNT}:group/x"}`,
      `{"AWS":"arn:aws:iam:${ACCOUNT}:root"}`,
    ]) {
      const input = { SecretId: secret, ResourcePolicy: whole(principal) };
      const { code } = await send(server, 'secretsmanager', 'PutResourcePolicy', input);
      assert.equal(code, 'MalformedPolicyDocumentException', principal);
    }
  });

  it('31: only the user and the role that are named, and not those who are made again', async () => {
    const one = await user(ACCOUNT);
    const name = one.arn.slice(one.arn.lastIndexOf('/') + 1);
    const secret = await secretWith([{ ...READ, Principal: { AWS: [one.arn] } }]);
    assert.equal(await ask(one.server, secret), 'ok');
    assert.match(await ask((await user(ACCOUNT)).server, secret), NO_IDENTITY);

    await server.call('iam', 'DeleteAccessKey', { UserName: name, AccessKeyId: one.accessKeyId });
    await server.call('iam', 'DeleteUser', { UserName: name });
    const again = await makeUser(server, name);
    const { ResourcePolicy = '' } = await server.call('secretsmanager', 'GetResourcePolicy', { SecretId: secret });

    assert.match(await ask(again.server, secret), NO_IDENTITY);
    assert.ok(ResourcePolicy.includes(one.id) && !ResourcePolicy.includes(one.arn), ResourcePolicy);
  });

  it('33: a role in the secret’s account reads under the default key for users of another', async () => {
    const RoleName = `reader-${randomUUID()}`;
    const AssumeRolePolicyDocument = trusting(`arn:aws:iam::${OTHER}:root`);
    await server.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument });
    await server.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument: policyOfStatements(READ) });
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
    const [may, mayNot] = [await user(OTHER, { Action: 'sts:AssumeRole' }), await user(OTHER)];

    assert.equal(await ask(await assumeRole(may.server, RoleArn, 'session'), await secretWith([])), 'ok');
    const refused = await send(mayNot.server, 'sts', 'AssumeRole', { RoleArn, RoleSessionName: 'session' });
    assert.equal(refused.code, 'AccessDenied');
  });

  it('36: a Deny outside of a VPC endpoint stops everybody who comes from elsewhere, root too', async () => {
    const Condition = { StringNotEquals: { 'aws:sourceVpce': 'vpce-1a2b3c4d' } };
    const secret = await secretWith([{ ...READ, Effect: 'Deny', Principal: '*', Condition }]);
    const { server: as } = await user(ACCOUNT, { Action: 'secretsmanager:*' });

    for (const caller of [as, server]) {
      assert.match(await ask(caller, secret), DENIED_HERE);
      assert.equal(await ask(caller, secret, {}, 'DescribeSecret'), 'ok');
    }
  });

  it('38: a Deny for the account stops every principal of it, administrators and root', async () => {
    const secret = await secretWith([{ Effect: 'Deny', Action: 'secretsmanager:DeleteSecret', Principal: ROOT }]);
    const admin = await makeUser(server, `admin-${randomUUID()}`, { managed: ['AdministratorAccess'] });

    for (const caller of [admin.server, server]) {
      assert.match(await ask(caller, secret, {}, 'DeleteSecret'), DENIED_HERE);
      assert.equal(await ask(caller, secret), 'ok');
    }
  });
});
