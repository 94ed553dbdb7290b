/** The user guide's policies on secrets, with what each of them lets through. A owns the secret. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PolicySet } from '../evaluate/decide.ts';
import type { Principal } from '../evaluate/request.ts';
import {
  A,
  ask,
  type Ask,
  B,
  compiled,
  isAllowed,
  policy,
  refusal,
  ROOT,
  secret,
  SECRET,
  session,
  user,
} from '../testing/fixtures.ts';

const GET = 'secretsmanager:GetSecretValue';
const EVERYTHING = policy('inline', {});
const CURRENT = { 'secretsmanager:VersionStage': ['AWSCURRENT'] };
const PREVIOUS = { 'secretsmanager:VersionStage': ['AWSPREVIOUS'] };
const ONLY_CURRENT = { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } };
const UNSUPPORTED = 'This resource policy contains an unsupported principal.';

type Element = Readonly<Record<string, unknown>>;

function on(...statements: Element[]): PolicySet['resource'] & object {
  const whole = statements.map(each => Object.assign({ Effect: 'Allow', Resource: '*' }, each));
  return compiled({ Version: '2012-10-17', Statement: whole }, 'resource');
}

function bare(resource: PolicySet['resource'] & object, as: Principal, more: Ask = {}): boolean {
  return isAllowed({ resource }, { as, ...more });
}

function backed(resource: PolicySet['resource'] & object, as: Principal, more: Ask = {}): boolean {
  return isAllowed({ resource, identity: [EVERYTHING] }, { as, ...more });
}

test('the account’s root with a stage: it delegates, and restricts nobody of its own', () => {
  for (const Resource of [SECRET, '*']) {
    const resource = on({
      Principal: { AWS: `arn:aws:iam::${A}:root` },
      Action: GET,
      Resource,
      Condition: ONLY_CURRENT,
    });
    assert.ok(!bare(resource, user('ana'), { context: CURRENT }));
    assert.ok(backed(resource, user('ana'), { context: PREVIOUS }));
  }
  const other = on({ Principal: { AWS: `arn:aws:iam::${B}:root` }, Action: GET, Condition: ONLY_CURRENT });
  assert.ok(backed(other, user('mateo', B), { context: CURRENT }));
  assert.ok(!backed(other, user('mateo', B), { context: PREVIOUS }));
  assert.ok(!backed(other, user('mateo', B)));
});

test('anaya may do everything with this secret and nothing else', () => {
  const resource = on({ Principal: { AWS: user('anaya').arn }, Action: 'secretsmanager:*' });
  const anaya = user('anaya');

  assert.ok(bare(resource, anaya));
  assert.ok(bare(resource, anaya, { action: 'secretsmanager:DeleteSecret' }));
  assert.ok(!isAllowed({}, { as: anaya, resource: secret('other-a1b2c3') }));
  assert.ok(!isAllowed({}, { as: anaya, resource: '*', action: 'secretsmanager:ListSecrets' }));
  assert.ok(!bare(resource, user('bob')));
  const denying = policy('inline', { Effect: 'Deny' });
  assert.equal(ask({ resource, identity: [denying] }, { as: anaya }).reason, 'identity-based');
});

test('mateo of another account needs his account’s leave too', () => {
  const resource = on({ Principal: { AWS: user('mateo', B).arn }, Action: GET });

  assert.ok(backed(resource, user('mateo', B), { context: { 'secretsmanager:VersionId': 'v' } }));
  assert.ok(!bare(resource, user('mateo', B)));
  assert.ok(!backed(resource, user('mateo', B), { action: 'secretsmanager:PutSecretValue' }));
  assert.ok(!bare(resource, user('mateo', A)));
});

test('read-only access of a role: the stage must be named, and a session policy must not leave it out', () => {
  const as = session('EC2RoleToAccessSecrets');
  const resource = on({ Principal: { AWS: as.roleArn }, Action: GET, Condition: ONLY_CURRENT });

  assert.ok(bare(resource, as, { context: CURRENT }));
  assert.ok(!bare(resource, as));
  assert.ok(!bare(resource, as, { context: PREVIOUS }));
  assert.ok(!bare(resource, session('other'), { context: CURRENT }));
  const without = policy('session', { Action: 's3:*' });
  assert.equal(ask({ resource, session: [without] }, { as, context: CURRENT }).reason, 'session');
});

test('Ana reads secret 2, Bob both, Carlos none', () => {
  const second = on({ Principal: { AWS: [user('ana').arn, user('carlos').arn] }, Action: GET });
  const identities = new Map([
    ['ana', []],
    ['bob', [EVERYTHING]],
    ['carlos', [policy('inline', { Effect: 'Deny' })]],
  ]);
  const reads = [...identities].map(([name, identity]) => [
    name,
    isAllowed({ identity }, { as: user(name) }),
    isAllowed({ identity, resource: second }, { as: user(name) }),
  ]);

  assert.deepEqual(reads, [
    ['ana', false, true],
    ['bob', true, true],
    ['carlos', false, false],
  ]);
});

test('read access delegated to an account: a Sid with blanks is accepted', () => {
  const Action = ['secretsmanager:List*', 'secretsmanager:Describe*', 'secretsmanager:Get*'];
  const Sid = 'Allow users or roles in account 123456789012 who are delegated access to have read access to the secret';
  const resource = on({ Sid, Principal: { AWS: `arn:aws:iam::${A}:root` }, Action });

  assert.ok(!bare(resource, user('ana')));
  assert.ok(isAllowed({ resource, identity: [policy('inline', { Action: GET })] }));
  assert.ok(!isAllowed({}, { resource: '*', action: 'secretsmanager:ListSecrets' }));
});

test('an application’s role reads the current version only', () => {
  const as = session('EncryptionApp');
  const Sid = 'Allow an app associated with a role to only read the current version of a secret';
  const resource = on({ Sid, Principal: { AWS: as.roleArn }, Action: [GET], Condition: ONLY_CURRENT });

  assert.ok(bare(resource, as, { context: CURRENT }));
  assert.ok(!bare(resource, as));
  assert.ok(!bare(resource, as, { action: 'secretsmanager:DescribeSecret', context: CURRENT }));
});

test('another account by its root: its administrator decides, within what the secret grants', () => {
  const resource = on({ Principal: { AWS: `arn:aws:iam::${B}:root` }, Action: GET });

  for (const as of [user('mateo', B), session('app', B)]) {
    assert.ok(!bare(resource, as));
    assert.ok(backed(resource, as));
    assert.ok(!backed(resource, as, { action: 'secretsmanager:DeleteSecret' }));
  }
  const unquoted = `{"Statement":{"Effect":"Allow","Principal":{"AWS":arn:aws:iam::${B}:root},"Action":"*","Resource":"*"}}`;
  assert.equal(refusal(unquoted, 'resource'), 'This resource policy contains a syntax error.');
});

test('exact users and roles: refused as a list of objects, right as a list of names', () => {
  const role = session('MyCrossAccountRole', B);
  const printed = [{ AWS: role.roleArn }, { AWS: user('MyUserName', B).arn }];
  const statement = { Effect: 'Allow', Principal: printed, Action: GET, Resource: '*' };
  assert.equal(refusal({ Statement: statement }, 'resource'), UNSUPPORTED);

  const Principal = { AWS: [role.roleArn, user('MyUserName', B).arn] };
  const uniqueIds = new Map([[role.roleArn, role.roleId]]);
  const resource = compiled({ Statement: { ...statement, Principal } }, 'resource', { uniqueIds });
  assert.ok(backed(resource, role));
  assert.ok(backed(resource, user('MyUserName', B)));
  assert.ok(!backed(resource, user('Other', B)));
  // Deleted and created again under the same name.
  assert.ok(!backed(resource, { ...role, roleId: 'AROANEWEXAMPLE' }));
});

test('across accounts by a role in the secret’s account', () => {
  const trust = policy('trust', { Principal: { AWS: `arn:aws:iam::${B}:root` }, Action: 'sts:AssumeRole' });
  const assume = { action: 'sts:AssumeRole', resource: `arn:aws:iam::${A}:role/reader`, as: user('mateo', B) };
  const leave = policy('inline', { Action: 'sts:AssumeRole' });

  assert.ok(isAllowed({ resource: trust, identity: [leave] }, assume));
  assert.equal(ask({ resource: trust }, assume).reason, 'identity-based');
  assert.ok(!isAllowed({ resource: trust, identity: [leave] }, { ...assume, as: user('carlos') }));
  assert.ok(isAllowed({ identity: [policy('inline', { Action: GET })] }, { as: session('reader') }));
});

test('a group is no principal', () => {
  const Principal = { AWS: `arn:aws:iam::${A}:group/admins` };

  assert.equal(
    refusal({ Statement: { Effect: 'Allow', Principal, Action: GET, Resource: '*' } }, 'resource'),
    UNSUPPORTED,
  );
});

test('a retrieved policy: refused with two texts after AWS, right as a list; GetSecret has no effect', () => {
  const names = [`"arn:aws:iam::${B}:root"`, '"arn:aws:iam::444455556666:root"'];
  const text = (aws: string): string =>
    `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":${aws}},` +
    `"Action":["secretsmanager:GetSecret","${GET}"],"Resource":"*"}]}`;

  assert.equal(refusal(text(names.join(',')), 'resource'), 'This resource policy contains a syntax error.');
  const resource = compiled(text(`[${names.join(',')}]`), 'resource');
  assert.ok(backed(resource, user('mateo', B)));
  assert.ok(backed(resource, user('x', '444455556666')));
  assert.ok(!backed(resource, user('x', '555566667777')));
  assert.ok(!backed(resource, user('mateo', B), { action: 'secretsmanager:DescribeSecret' }));
});

test('only through one VPC endpoint: a request without an endpoint is denied, the root user too', () => {
  const resource = on(
    {
      Sid: 'Enable Secrets Manager permissions to principals in account 123456789012',
      Principal: { AWS: [A] },
      Action: ['secretsmanager:*'],
    },
    {
      Sid: 'Restrict GetSecretValue operation to only my VPC endpoint',
      Effect: 'Deny',
      Principal: '*',
      Action: [GET],
      Condition: { StringNotEquals: { 'aws:sourceVpce': 'vpce-1234a5678b9012c' } },
    },
  );
  const through = { context: { 'aws:SourceVpce': 'vpce-1234a5678b9012c' } };

  assert.ok(backed(resource, user('ana'), through));
  assert.ok(!backed(resource, user('ana'), { context: { 'aws:SourceVpce': 'vpce-other' } }));
  assert.ok(!backed(resource, user('ana')));
  assert.ok(!bare(resource, ROOT));
  assert.ok(bare(resource, ROOT, through));
  assert.ok(backed(resource, user('ana'), { action: 'secretsmanager:DescribeSecret' }));
  const denied = ask({ resource, identity: [EVERYTHING] });
  assert.deepEqual(
    [denied.isExplicit, denied.statement?.sid],
    [true, 'Restrict GetSecretValue operation to only my VPC endpoint'],
  );
});

test('management through one VPC, values from another: it limits strangers, not the account’s own', () => {
  const from = (vpc: string): Element => ({ StringEquals: { 'aws:sourceVpc': vpc } });
  const resource = on(
    {
      Principal: { AWS: A },
      Action: ['secretsmanager:Create*', 'secretsmanager:Put*', 'secretsmanager:TagResource'],
      Condition: from('vpc-12345678'),
    },
    { Principal: { AWS: B }, Action: [GET], Condition: from('vpc-2b2b2b2b') },
    { Principal: { AWS: B }, Action: ['secretsmanager:Describe*', 'secretsmanager:List*', 'kms:GetRandomPassword'] },
  );
  const mateo = user('mateo', B);

  assert.ok(backed(resource, mateo, { context: { 'aws:SourceVpc': 'vpc-2b2b2b2b' } }));
  assert.ok(!backed(resource, mateo, { context: { 'aws:SourceVpc': 'vpc-12345678' } }));
  assert.ok(!backed(resource, mateo));
  assert.ok(backed(resource, mateo, { action: 'secretsmanager:DescribeSecret' }));
  assert.ok(!backed(resource, mateo, { action: 'secretsmanager:PutSecretValue' }));
  assert.ok(backed(resource, user('ana')));
});

test('nobody of the account deletes the secret; with one colon less the principal is unsupported', () => {
  const deny = (arn: string): Element => ({
    Effect: 'Deny',
    Principal: { AWS: arn },
    Action: 'secretsmanager:DeleteSecret',
    Resource: '*',
  });
  const action = 'secretsmanager:DeleteSecret';
  const resource = on(deny(`arn:aws:iam::${A}:root`));

  for (const as of [user('admin'), session('admin'), ROOT]) {
    assert.ok(!backed(resource, as, { action }), as.type);
    assert.ok(backed(resource, as), as.type);
  }
  assert.equal(refusal({ Statement: [deny(`arn:aws:iam:${A}:root`)] }, 'resource'), UNSUPPORTED);
});

test('a policy that denies its author the next PutResourcePolicy can be seen before it is stored', () => {
  const action = 'secretsmanager:PutResourcePolicy';
  const lockOut = on({ Effect: 'Deny', Principal: '*', Action: action });

  assert.ok(!backed(lockOut, user('admin'), { action }));
  assert.ok(!backed(lockOut, ROOT, { action }));
});
