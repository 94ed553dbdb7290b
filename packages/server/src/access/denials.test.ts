/** A denial tells nobody whether what it is about is there, unless nothing but the resource's own policy is in the way. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { makeRole } from '../services/sts/testing.ts';
import { otherAccount, type TestAccount } from '../services/secretsmanager/isolation.test-support.ts';
import { token } from '../services/secretsmanager/testing.ts';
import { onBothEngines } from '../testing/engines.ts';
import { TestServer } from '../testing/test-server.ts';
import { makeUser, policyOfStatements, type TestStatement, type TestUser } from './testing.ts';

const OWNER = '123456789012';
const STRANGER = '222222222222';
const READ = 'secretsmanager:GetSecretValue';

onBothEngines('Denials', engine => {
  let server: TestServer;
  let stranger: TestAccount;
  let nobody: TestUser;
  before(async () => {
    server = await TestServer.open({ engine });
    stranger = await otherAccount(server, STRANGER);
    nobody = await makeUser(server, 'nobody');
  });
  after(() => server[Symbol.asyncDispose]());

  /** A secret with this policy and tag, and the ARN of one that is not there. */
  async function secret(Name: string, ...statements: readonly TestStatement[]) {
    const value = { SecretString: new Redacted('v'), ClientRequestToken: token(1) };
    const made = await server.call('secretsmanager', 'CreateSecret', {
      Name,
      ...value,
      Tags: [{ Key: 'Team', Value: 'blue' }],
    });
    const ResourcePolicy = policyOfStatements(...statements);
    if (statements.length > 0) {
      await server.call('secretsmanager', 'PutResourcePolicy', { SecretId: Name, ResourcePolicy });
    }
    const there = made.ARN ?? '';
    return { there, missing: there.replace(`${Name}-`, `no-${Name}-`) };
  }

  /** What both are answered, by the same name. */
  async function told(ask: (id: string) => Promise<object>, { there, missing }: { there: string; missing: string }) {
    const answers = [];
    for (const id of [there, missing]) answers.push(JSON.stringify(await ask(id)).replaceAll(id, 'ID'));
    return answers;
  }

  const readAs = (as: TestServer) => (SecretId: string) => as.refused('secretsmanager', 'GetSecretValue', { SecretId });

  it('tell another account nothing of a Deny in the policy of a secret', async () => {
    const ids = await secret('guarded', {
      Effect: 'Deny',
      Principal: '*',
      Action: READ,
      Condition: { StringNotEquals: { 'aws:PrincipalAccount': OWNER } },
    });
    const user = await makeUser(server, 'reader', {
      accountId: STRANGER,
      policies: [policyOfStatements({ Action: READ })],
    });

    const asUser = await told(readAs(user.server), ids);
    const asRoot = await told(id => stranger.refused('secretsmanager', 'GetSecretValue', { SecretId: id }), ids);

    for (const [there, missing] of [asUser, asRoot]) {
      assert.match(there ?? '', /because no resource-based policy allows the secretsmanager:GetSecretValue action"/);
      assert.equal(there, missing);
    }
  });

  it('tell another account nothing of tags, whatever policies it writes for its own users', async () => {
    const ids = await secret('tagged');
    const curious = await makeUser(server, 'curious', {
      accountId: STRANGER,
      policies: [
        policyOfStatements(
          { Action: READ },
          { Effect: 'Deny', Action: READ, Condition: { StringLike: { 'aws:ResourceTag/Team': 'b*' } } },
        ),
      ],
    });

    const [there, missing] = await told(readAs(curious.server), ids);

    assert.equal(there, missing);
  });

  it('say why to another account, or to somebody of it, whom the policy lets in', async () => {
    const account = await secret('shared', { Principal: { AWS: STRANGER }, Action: READ });
    const guest = await makeUser(server, 'guest', { accountId: STRANGER });
    const one = await secret('given', { Principal: { AWS: guest.arn }, Action: READ });

    for (const { there } of [account, one]) {
      const { message } = await readAs(guest.server)(there);
      assert.match(message ?? '', /because no identity-based policy allows the secretsmanager:GetSecretValue action$/);
    }
  });

  it('tell a user without rights nothing of a Deny on the secret, and a user with rights that there is one', async () => {
    const ids = await secret('denying', {
      Effect: 'Deny',
      Principal: '*',
      Action: READ,
      Condition: { Bool: { 'aws:SecureTransport': ['true', 'false'] } },
    });
    const { server: reader } = await makeUser(server, 'has-rights', {
      policies: [policyOfStatements({ Action: READ })],
    });

    const [there, missing] = await told(readAs(nobody.server), ids);
    const why = await readAs(reader)(ids.there);

    assert.match(there ?? '', /because no identity-based policy allows/);
    assert.equal(there, missing);
    assert.match(why.message ?? '', /with an explicit deny in a resource-based policy$/);
  });

  it('tell a user without rights nothing of a key whose policy leaves the account out', async () => {
    const Policy = policyOfStatements({
      Action: 'kms:*',
      Principal: { AWS: `arn:aws:iam::${OWNER}:root` },
      Condition: { StringEquals: { 'aws:username': 'admin' } },
    });
    const made = await server.call('kms', 'CreateKey', { Policy, BypassPolicyLockoutSafetyCheck: true });
    const there = made.KeyMetadata?.Arn ?? '';
    const ids = { there, missing: there.replace(/.{12}$/, '000000000000') };
    const describeAs = (as: TestServer) => (KeyId: string) => as.refused('kms', 'DescribeKey', { KeyId });
    const { server: reader } = await makeUser(server, 'describer', {
      policies: [policyOfStatements({ Action: 'kms:DescribeKey' })],
    });

    const [shown, missing] = await told(describeAs(nobody.server), ids);
    const why = await describeAs(reader)(there);

    assert.equal(shown, missing);
    assert.match(why.message ?? '', /because no resource-based policy allows the kms:DescribeKey action$/);
  });

  it('tell who may not retire a grant nothing of whether it is there', async () => {
    const made = await server.call('kms', 'CreateKey', {});
    const KeyId = made.KeyMetadata?.Arn ?? '';
    const Operations = ['Decrypt' as const];
    const { GrantId: there = '' } = await server.call('kms', 'CreateGrant', {
      KeyId,
      GranteePrincipal: nobody.arn,
      Operations,
    });
    const abroad = await makeUser(server, 'retirer', {
      accountId: STRANGER,
      policies: [policyOfStatements({ Action: 'kms:*' })],
    });

    for (const as of [nobody.server, abroad.server]) {
      const ask = (GrantId: string) => as.refused('kms', 'RetireGrant', { KeyId, GrantId });
      const [shown, missing] = await told(ask, { there, missing: '0'.repeat(64) });
      assert.match(shown ?? '', /AccessDeniedException/);
      assert.equal(shown, missing);
    }
  });

  it('tell who may not assume a role nothing of a Deny in its trust policy', async () => {
    const statement = { Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };
    const trust = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', ...statement }] });
    const { arn: there } = await makeRole(server, 'guarded', { trust });
    const ids = { there, missing: there.replace('guarded', 'nowhere') };
    const abroad = await makeUser(server, 'assumer', {
      accountId: STRANGER,
      policies: [policyOfStatements({ Action: 'sts:*' })],
    });

    for (const as of [nobody.server, abroad.server]) {
      const ask = (RoleArn: string) => as.refused('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'work' });
      const [shown, missing] = await told(ask, ids);
      assert.equal(shown, missing);
    }
  });
});
