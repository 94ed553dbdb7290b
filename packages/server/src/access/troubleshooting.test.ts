/**
 * The table of docs/access.md, with what the guide's "Troubleshooting" says of access (124 of its examples): each
 * situation gets the message that stands there, and the fix heals it.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, it, test } from 'node:test';
import { parsePolicy } from '@coffer/policy';
import { Redacted } from '@coffer/wire';
import { signRequest } from '@coffer/wire/sigv4';
import { insertAccount } from '../accounts/account-store.ts';
import { onBothEngines } from '../testing/engines.ts';
import { secretText, TestServer, textOf } from '../testing/test-server.ts';
import { makeUser, policyOfStatements, putPolicy } from './testing.ts';

const ACCOUNT = '123456789012';
const OTHER = '999999999999';
const GET = 'secretsmanager:GetSecretValue';
const READ = policyOfStatements({ Action: GET });
const ask = { SecretId: 'prod/db' };
/** Of a GetSecretValue that is not signed. */
const HEADERS = Object.entries({
  Host: 'secretsmanager.us-east-1.amazonaws.com',
  'Content-Type': 'application/x-amz-json-1.1',
  'X-Amz-Target': 'secretsmanager.GetSecretValue',
}).flat();

const page = readFileSync(new URL('../../../../docs/access.md', import.meta.url), 'utf8');
/** The table, without marks. */
const table = page.split('\n## Troubleshooting')[1]?.replaceAll('`', '');

function assertTold(...texts: readonly string[]): void {
  for (const text of texts) assert.ok(table?.includes(text), `docs/access.md does not tell: ${text}`);
}

test('every policy of docs/access.md is one', () => {
  const documents = [...page.matchAll(/```json\n(.*?)```/gs), ...page.matchAll(/-policy-document '(.*?)'/gs)];

  assert.ok(documents.length >= 5);
  for (const [, document = ''] of documents) {
    const kind = document.includes('"sts:AssumeRole')
      ? 'trust'
      : document.includes('"Principal"')
        ? 'resource'
        : 'inline';
    const parsed = parsePolicy(document, kind);
    assert.ok(parsed.ok, `${document}\n${parsed.ok ? '' : parsed.errors[0].message}`);
  }
});

onBothEngines('124: Troubleshooting', engine => {
  let server: TestServer;
  let arn: string;
  before(async () => {
    server = await TestServer.open({ engine });
    const input = { Name: 'prod/db', ClientRequestToken: 'x'.repeat(32), SecretString: secretText('v') };
    arn = (await server.call('secretsmanager', 'CreateSecret', input)).ARN ?? '';
    await server.parts.database.write(writer =>
      insertAccount(writer, { account_id: OTHER, name: null, aws_partition: 'aws', is_first: 0, created_at: 1 }),
    );
  });
  after(() => server[Symbol.asyncDispose]());

  async function mayRead(caller: TestServer, SecretId = 'prod/db'): Promise<void> {
    const { SecretString } = await caller.call('secretsmanager', 'GetSecretValue', { SecretId });
    assert.equal(SecretString?.unwrap(), 'v');
  }

  async function assertRefused(
    caller: TestServer,
    code: string,
    message: string,
    input: { readonly SecretId: string } = ask,
    region?: string,
  ): Promise<void> {
    const refusal = await caller.refused('secretsmanager', 'GetSecretValue', input, region);
    assert.equal(refusal.code, code);
    assert.ok(refusal.message?.includes(message), `${refusal.message}`);
  }

  async function putOnSecret(Principal: unknown): Promise<void> {
    const ResourcePolicy = policyOfStatements({ Action: GET, Principal });
    await server.call('secretsmanager', 'PutResourcePolicy', { ...ask, ResourcePolicy });
  }

  /** A role that this user may assume, with this policy, and the server as a session of it. */
  async function makeRole(name: string, user: string, policy?: string) {
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: user } },
    });
    await server.call('iam', 'CreateRole', { RoleName: name, AssumeRolePolicyDocument });
    const give = (PolicyDocument: string) =>
      server.call('iam', 'PutRolePolicy', { RoleName: name, PolicyName: 'own', PolicyDocument });
    if (policy !== undefined) await give(policy);
    const assume = async (caller: TestServer, more: object = {}): Promise<TestServer> => {
      const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${name}`;
      const { Credentials } = await caller.call('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'me', ...more });
      assert.ok(Credentials !== undefined);
      const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials;
      const sessionToken = new Redacted(SessionToken);
      return server.as({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken });
    };
    return { give, assume };
  }

  it('an unsigned request: sign it', async () => {
    const answer = await server.deliver({ method: 'POST', target: '/', rawHeaders: HEADERS, body: Buffer.from('{}') });

    assert.match(textOf(answer), /"MissingAuthenticationTokenException".*"Missing Authentication Token"/);
    assertTold('MissingAuthenticationTokenException: Missing Authentication Token');
    await mayRead(server);
  });

  it('a wrong secret access key, a wrong clock, another region: the right ones', async () => {
    const user = await makeUser(server, 'signer', { policies: [READ] });
    const wrong = server.as({ accessKeyId: user.accessKeyId, secretAccessKey: new Redacted('wrong') });
    const credentials = { accessKeyId: user.accessKeyId, secretAccessKey: new Redacted('any') };
    const unsigned = {
      method: 'POST',
      target: '/',
      rawHeaders: HEADERS,
      body: Buffer.from('{}'),
    };
    const place = { credentials, service: 'secretsmanager', region: 'us-east-1' };
    const late = signRequest(unsigned, { ...place, now: server.clock.now() - 6 * 60_000 });

    await assertRefused(wrong, 'InvalidSignatureException', 'The request signature we calculated does not match');
    const scope = 'Credential should be scoped to a valid region.';
    await assertRefused(user.server, 'InvalidSignatureException', scope, ask, 'eu-west-1');
    const expired = textOf(await server.deliver({ ...unsigned, rawHeaders: late }));

    assert.match(expired, /"InvalidSignatureException".*"Signature expired: \w+ is now earlier than \w+ /);
    assertTold('SignatureDoesNotMatch): The request signature we calculated does not match', scope);
    assertTold('InvalidSignatureException: Signature expired: ... is now earlier than ...');
    await mayRead(user.server);
  });

  it('a key that is switched off: another one, or on again', async () => {
    const user = await makeUser(server, 'switched', { policies: [READ] });
    const key = { UserName: 'switched', AccessKeyId: user.accessKeyId };
    const told = 'The security token included in the request is invalid.';
    await server.call('iam', 'UpdateAccessKey', { ...key, Status: 'Inactive' });

    await assertRefused(user.server, 'UnrecognizedClientException', told);
    await server.call('iam', 'UpdateAccessKey', { ...key, Status: 'Active' });

    await mayRead(user.server);
    assertTold(`(InvalidClientTokenId): ${told}`);
  });

  it('a session that is over: another one', async () => {
    const user = await makeUser(server, 'sleeper', {
      policies: [policyOfStatements({ Action: 'sts:AssumeRole' })],
    });
    const role = await makeRole('Reader', user.arn, READ);
    const session = await role.assume(user.server);
    await mayRead(session);
    const told = 'The security token included in the request is expired';

    server.clock.advance(3_601_000);

    await assertRefused(session, 'ExpiredTokenException', told);
    await mayRead(await role.assume(user.server));
    assertTold(`ExpiredTokenException (ExpiredToken): ${told}`);
  });

  it('no policy allows, a condition fails, or a statement denies: change the policy, or the request', async () => {
    const user = await makeUser(server, 'asker');
    const none = 'because no identity-based policy allows the secretsmanager:GetSecretValue action';
    const at = (ms: number) => new Date(server.clock.now() + ms).toISOString().replace(/\.\d+/, '');
    const conditions = {
      none: {},
      'not yet': { DateGreaterThan: { 'aws:CurrentTime': at(60_000) } },
      elsewhere: { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } },
      'another stage': { StringEquals: { 'secretsmanager:VersionStage': 'AWSPREVIOUS' } },
    };

    await assertRefused(user.server, 'AccessDeniedException', none);
    for (const [why, Condition] of Object.entries(conditions).slice(1)) {
      await putPolicy(server, user, 'policy-0', policyOfStatements({ Action: GET, Condition }));
      await assertRefused(user.server, 'AccessDeniedException', none);
      if (why !== 'not yet') continue;
      server.clock.advance(61_000);
      await mayRead(user.server);
    }
    const here = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
    await putPolicy(server, user, 'policy-0', policyOfStatements({ Action: GET, Condition: here }));
    await mayRead(user.server);
    await putPolicy(server, user, 'deny', policyOfStatements({ Effect: 'Deny', Action: GET }));
    await assertRefused(user.server, 'AccessDeniedException', 'with an explicit deny in an identity-based policy');
    await putPolicy(server, user, 'deny', READ);
    await mayRead(user.server);
    assertTold(
      'because no identity-based policy allows the ... action',
      'with an explicit deny in a(n) identity-based',
    );
  });

  it('a boundary: widen it', async () => {
    const boundary = policyOfStatements({ Action: 'secretsmanager:DescribeSecret' });
    const user = await makeUser(server, 'bounded', { policies: [READ], boundary });
    const told = 'because no permissions boundary allows the secretsmanager:GetSecretValue action';

    await assertRefused(user.server, 'AccessDeniedException', told);
    await server.call('iam', 'DeleteUserPermissionsBoundary', { UserName: 'bounded' });

    await mayRead(user.server);
    assertTold('because no permissions boundary (no session policy) allows the ... action');
  });

  it('a session may not what its user may, or less than its role: the role and the session policy count', async () => {
    const user = await makeUser(server, 'able', {
      policies: [READ, policyOfStatements({ Action: 'sts:AssumeRole' })],
    });
    const role = await makeRole('Unable', user.arn);
    const Policy = policyOfStatements({ Action: 'secretsmanager:DescribeSecret' });

    await mayRead(user.server);
    const told = 'assumed-role/Unable/me is not authorized';
    await assertRefused(await role.assume(user.server), 'AccessDeniedException', told);
    await role.give(READ);

    await mayRead(await role.assume(user.server));
    const narrow = 'because no session policy allows the secretsmanager:GetSecretValue action';
    await assertRefused(await role.assume(user.server, { Policy }), 'AccessDeniedException', narrow);
    assertTold('because no session policy allows', 'assumed-role');
  });

  it('another account: its policy, a key of its own, or a role in it', async () => {
    const assumes = policyOfStatements({ Action: 'sts:AssumeRole' });
    const far = await makeUser(server, 'far', { accountId: OTHER, policies: [READ, assumes] });
    const key =
      "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.";
    const none = 'because no resource-based policy allows the secretsmanager:GetSecretValue action';
    const byArn = { SecretId: arn };

    await assertRefused(far.server, 'AccessDeniedException', none, byArn);
    await putOnSecret({ AWS: far.arn });
    await assertRefused(far.server, 'InvalidRequestException', key, byArn);
    const role = await makeRole('Across', far.arn, READ);

    await mayRead(await role.assume(far.server));
    assertTold('because no resource-based policy allows the ... action', `InvalidRequestException: ${key}`);
    await server.call('secretsmanager', 'DeleteResourcePolicy', ask);
  });

  it('a secret that may not be read and one that is not there look alike', async () => {
    const { server: nobody } = await makeUser(server, 'nobody');
    const refusal = async (SecretId: string) => {
      const { code, message } = await nobody.refused('secretsmanager', 'GetSecretValue', { SecretId });
      return `${code} ${message?.replace(SecretId, 'X')}`;
    };

    assert.equal(await refusal('prod/db'), await refusal('not/there'));
    assertTold('who may not read a secret is not told whether it exists');
  });

  it('policies on secrets that AWS refuses: name those who are there, not everybody, and not yourself', async () => {
    const put = async (statement: object, more: object = {}) => {
      const ResourcePolicy = policyOfStatements({ Action: 'secretsmanager:*', ...statement });
      const { code, message } = await server.refused('secretsmanager', 'PutResourcePolicy', {
        ...ask,
        ResourcePolicy,
        ...more,
      });
      return `${code}: ${message}`;
    };
    const refusals = [
      await put({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/gone` } }),
      await put({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:group/g` } }),
      await put({ Effect: 'Deny', Principal: '*' }),
      await put({ Principal: '*' }, { BlockPublicPolicy: true }),
    ];

    assertTold(...refusals);
    await putOnSecret({ AWS: `arn:aws:iam::${ACCOUNT}:root` });
    await mayRead(server);
  });

  it('the root user and roles: the administrator may', async () => {
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/Reader`;

    const { code, message } = await server.refused('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'me' });

    assertTold(`${code}: ${message}`);
  });
});
