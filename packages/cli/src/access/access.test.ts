/** The commands against a real server: what they tell is what the server does. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { zipSync } from 'fflate';
import type { ServerFolder } from '../testing.ts';
import { runCli, serverFolder } from '../testing.ts';

const ACCOUNT = '123456789012';
const GET = 'secretsmanager:GetSecretValue';

let running: ServerFolder;
let secret: string;
before(async () => {
  running = await serverFolder();
  secret = await must(
    'secretsmanager',
    'create-secret',
    '--name',
    'prod/db',
    '--secret-string',
    'v',
    '--query',
    'ARN',
    '--output',
    'text',
  );
});
after(() => running[Symbol.asyncDispose]());

/** Runs a command as the administrator unless somebody else is named; gives what it prints, without the last line break. */
async function mustAs(env: NodeJS.ProcessEnv, ...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(argv, { cwd: running.folder, env });
  assert.equal(code, 0, stderr);
  return stdout.trimEnd();
}

function must(...argv: readonly string[]): Promise<string> {
  return mustAs({}, ...argv);
}

async function refused(env: NodeJS.ProcessEnv, ...argv: readonly string[]) {
  const { code, stdout, stderr } = await runCli(argv, { cwd: running.folder, env });
  assert.equal(stdout, '');
  return { code, stderr };
}

function document(...statements: readonly object[]): string {
  const Statement = statements.map(each => Object.assign({ Effect: 'Allow', Action: GET, Resource: '*' }, each));
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** Makes a user with an inline policy; resolves to the environment in which commands run as it. */
async function makeUser(name: string, policy?: string): Promise<NodeJS.ProcessEnv> {
  await must('iam', 'create-user', '--user-name', name);
  if (policy !== undefined)
    await must('iam', 'put-user-policy', '--user-name', name, '--policy-name', 'own', '--policy-document', policy);
  const { AccessKey } = JSON.parse(await must('iam', 'create-access-key', '--user-name', name));
  return { AWS_ACCESS_KEY_ID: AccessKey.AccessKeyId, AWS_SECRET_ACCESS_KEY: AccessKey.SecretAccessKey };
}

function arnOf(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:${name}`;
}

test('whoami tells who the server takes you for, whatever you may do', async () => {
  const nobody = await makeUser('nobody');

  const admin = await must('whoami');
  const bare = JSON.parse(await mustAs(nobody, 'whoami', '--output', 'json'));
  const wrong = await refused({ ...nobody, AWS_SECRET_ACCESS_KEY: 'x' }, 'whoami');

  assert.match(
    admin,
    new RegExp(
      `^${arnOf('user/admin')}\naccount\t${ACCOUNT}\nid\tAIDA[A-Z2-7]{17}\nserver\t${running.server.file.https}$`,
    ),
  );
  assert.deepEqual([bare.Arn, bare.Account], [arnOf('user/nobody'), ACCOUNT]);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /^coffer: SignatureDoesNotMatch: /);
});

test('explain tells what the server does: for users, roles, groups and policies on the secret', async () => {
  const Condition = { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } };
  const ana = await makeUser('ana', document({ Condition, Sid: 'OnlyCurrent' }));
  const explain = (...more: readonly string[]) =>
    must('access', 'explain', '--principal', arnOf('user/ana'), '--action', GET, '--resource', secret, ...more);
  const get = ['secretsmanager', 'get-secret-value', '--secret-id', secret];

  const without = await explain();
  const withStage = await explain('--context', 'secretsmanager:VersionStage=AWSCURRENT');

  const denied = await refused(ana, ...get);
  await mustAs(ana, ...get, '--version-stage', 'AWSCURRENT');
  const sentence = /DENIED: (.*)\n/.exec(without)?.[1] ?? 'none';
  assert.ok(denied.stderr.includes(sentence), `${denied.stderr}\n${sentence}`);
  assert.match(without, /Statement\[0\] "OnlyCurrent" of inline policy own of user ana: its condition does not hold/);
  assert.match(withStage, /^ALLOWED: .*\n\ndecided by:\n {2}Allow, identity-based: Statement\[0\] "OnlyCurrent" of/);
});

test('explain takes names of secrets, the caller as the principal, roles with sessions, and their trust policies', async () => {
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ACCOUNT } },
  });
  await must('iam', 'create-role', '--role-name', 'App', '--assume-role-policy-document', trust);
  await must('iam', 'put-role-policy', '--role-name', 'App', '--policy-name', 'own', '--policy-document', document({}));
  const explain = async (...more: readonly string[]) =>
    JSON.parse(await must('access', 'explain', '--output', 'json', ...more));

  const self = await explain('--action', 'DescribeSecret', '--resource', 'prod/db');
  const session = `arn:aws:sts::${ACCOUNT}:assumed-role/App/me`;
  const role = await explain('--principal', session, '--action', GET, '--resource', 'prod/db');
  const assume = await explain('--action', 'sts:AssumeRole', '--resource', arnOf('role/App'));
  const future = await explain('--action', 'CreateSecret', '--resource', secret.replace('prod/db', 'new'));

  assert.deepEqual([self.decision, self.principal, self.resource], ['allowed', arnOf('user/admin'), secret]);
  assert.equal(self.decidedBy[0].policy, 'arn:aws:iam::aws:policy/AdministratorAccess');
  assert.deepEqual([role.decision, role.decidedBy[0].policy], ['allowed', 'inline policy own of role App']);
  assert.deepEqual(
    assume.decidedBy.map(({ kind }: { kind: string }) => kind),
    ['identity-based', 'role-trust'],
  );
  assert.deepEqual([future.decision, future.notes.length], ['allowed', 1]);
});

test('who-can lists everybody who can, and nobody else', async () => {
  await makeUser('carlos', document({ Effect: 'Deny' }));
  await makeUser('bob', document({ Action: 'secretsmanager:*', Resource: `${secret.slice(0, -6)}??????` }));
  const policy = document({ Principal: { AWS: [arnOf('user/nobody'), arnOf('user/carlos')] } });
  await must('secretsmanager', 'put-resource-policy', '--secret-id', 'prod/db', '--resource-policy', policy);

  const list = await must('access', 'who-can', 'GetSecretValue', 'prod/db');

  assert.deepEqual(
    list.split('\n').map(line => line.split('\t').slice(0, 2)),
    [
      [arnOf('root'), 'always'],
      [arnOf('user/admin'), 'always'],
      [arnOf('user/ana'), 'sometimes'],
      [arnOf('user/bob'), 'always'],
      [arnOf('user/nobody'), 'always'],
      [arnOf('role/App'), 'always'],
    ],
  );
  const delete_ = JSON.parse(
    await must('access', 'who-can', 'secretsmanager:DeleteSecret', secret, '--output', 'json'),
  );
  assert.deepEqual(
    delete_.map(({ principal }: { principal: string }) => principal),
    [arnOf('root'), arnOf('user/admin'), arnOf('user/bob')],
  );
});

test('explain and who-can tell what the server does with a key, whose policy alone lets people in', async () => {
  const all = document({ Action: 'kms:*' });
  const [ina, joe] = [await makeUser('ina', all), await makeUser('joe', all)];
  const keyId = await must('kms', 'create-key', '--query', 'KeyMetadata.KeyId', '--output', 'text');
  await must('kms', 'create-alias', '--alias-name', 'alias/app', '--target-key-id', keyId);
  const explain = async (name: string, resource: string, action = 'kms:DescribeKey') => {
    const of = ['--principal', arnOf(`user/${name}`), '--action', action, '--resource', resource];
    return JSON.parse(await must('access', 'explain', '--output', 'json', ...of));
  };
  const describe = ['kms', 'describe-key', '--key-id', keyId];

  const delegated = [await explain('ina', 'alias/app'), await explain('joe', keyId)];
  await mustAs(joe, ...describe);
  const Condition = { StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:KeySpec': 'SYMMETRIC_DEFAULT' } };
  const policy = document(
    { Action: ['kms:*'], Principal: { AWS: arnOf('user/admin') } },
    { Action: ['kms:DescribeKey'], Principal: { AWS: arnOf('user/ina') }, Sid: 'OnlyIna', Condition },
  );
  await must('kms', 'put-key-policy', '--key-id', keyId, '--policy-name', 'default', '--policy', policy);
  const named = [await explain('ina', keyId), await explain('joe', 'alias/app')];
  const who = await must('access', 'who-can', 'kms:DescribeKey', 'alias/app');
  const why = await must(
    'access',
    'explain',
    '--principal',
    arnOf('root'),
    '--action',
    'kms:Decrypt',
    '--resource',
    keyId,
  );

  await mustAs(ina, ...describe);
  const denied = await refused(joe, ...describe);
  assert.deepEqual(
    delegated.map(each => each.decision),
    ['allowed', 'allowed'],
  );
  assert.match(named[0].resource, /:key\/[0-9a-f-]{36}$/);
  assert.deepEqual(
    named.map(each => [each.decision, each.decidedBy[0]?.sid]),
    [
      ['allowed', 'OnlyIna'],
      ['implicitDeny', undefined],
    ],
  );
  assert.ok(denied.stderr.includes(named[1].message), `${denied.stderr}\n${named[1].message}`);
  assert.deepEqual(
    who.split('\n').map(line => line.split('\t').slice(0, 2)),
    [
      [arnOf('user/admin'), 'always'],
      [arnOf('user/ina'), 'always'],
    ],
  );
  assert.match(why, /^DENIED: .*:root is not authorized to perform: kms:Decrypt /);
});

test('explain and who-can tell what the server does with grants on a key and with the policy of a function', async () => {
  const uma = await makeUser('uma', document({ Action: 'kms:ListKeys' }));
  const keyId = await must('kms', 'create-key', '--query', 'KeyMetadata.KeyId', '--output', 'text');
  const context = ['--encryption-context', 'team=red'];
  const encrypt = ['kms', 'encrypt', '--key-id', keyId, '--plaintext', 'eA==', ...context];
  const encrypted = await must(...encrypt, '--query', 'CiphertextBlob', '--output', 'text');
  const grantee = ['--grantee-principal', arnOf('user/uma'), '--operations', 'Decrypt'];
  const constraints = ['--constraints', '{"EncryptionContextEquals":{"team":"red"}}'];
  const given = await must('kms', 'create-grant', '--key-id', keyId, ...grantee, ...constraints, '--query', 'GrantId');
  const grant: string = JSON.parse(given);
  const code = ['--runtime', 'nodejs22.x', '--handler', 'i.h', '--zip-file', 'fileb://code.zip'];
  writeFileSync(join(running.folder, 'code.zip'), zipSync({ 'i.mjs': Buffer.from('export const h = () => 1;') }));
  await must('lambda', 'create-function', '--function-name', 'f', '--role', await functionRole(), ...code);
  const permission = [
    '--statement-id',
    'uma',
    '--action',
    'lambda:GetFunctionConfiguration',
    '--principal',
    arnOf('user/uma'),
  ];
  await must('lambda', 'add-permission', '--function-name', 'f', ...permission);
  const explain = async (action: string, resource: string, ...more: readonly string[]) => {
    const of = ['--principal', arnOf('user/uma'), '--action', action, '--resource', resource, '--output', 'json'];
    return JSON.parse(await must('access', 'explain', ...of, ...more));
  };

  const decrypt = ['kms', 'decrypt', '--ciphertext-blob', encrypted, ...context];
  await mustAs(uma, ...decrypt, '--query', 'KeyId');
  const withContext = await explain('kms:Decrypt', keyId, '--context', 'kms:EncryptionContext:team=red');
  const without = await explain('kms:Decrypt', keyId);
  const who = await must('access', 'who-can', 'kms:Decrypt', keyId);
  const get = ['lambda', 'get-function-configuration', '--function-name', 'f'];
  await mustAs(uma, ...get, '--query', 'FunctionName');
  const named = await explain('lambda:GetFunctionConfiguration', 'f');
  const invoke = await explain('lambda:InvokeFunction', named.resource);
  const readers = await must('access', 'who-can', 'lambda:GetFunctionConfiguration', 'f');
  const invokers = await must('access', 'who-can', 'lambda:InvokeFunction', named.resource);

  assert.deepEqual(
    [withContext, named].map(each => [each.decision, each.reason, each.decidedBy[0].policy]),
    [
      ['allowed', 'grant', grant],
      ['allowed', 'resource-based', 'the policy of the function'],
    ],
  );
  assert.deepEqual([without.decision, invoke.decision], ['implicitDeny', 'implicitDeny']);
  const uses = ['lambda', 'invoke', '--function-name', 'f', 'out'];
  assert.ok((await refused(uma, ...uses)).stderr.includes(invoke.message));
  assert.match(who, new RegExp(`user/uma\tsometimes\tgrant ${grant}; only if EncryptionContextEquals`));
  assert.match(readers, /user\/uma\talways\tStatement\[0\] "uma" of the policy of the function/);
  assert.ok(!invokers.includes('user/uma'));
});

async function functionRole(): Promise<string> {
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
  });
  const make = ['iam', 'create-role', '--role-name', 'Fn', '--assume-role-policy-document', trust];
  return must(...make, '--query', 'Role.Arn', '--output', 'text');
}

test('who may not read the account’s policies learns nothing, not even whether a secret exists', async () => {
  const env = await makeUser('curious', document({ Action: 'secretsmanager:*' }));
  const reader = await makeUser('reader', document({ Action: 'iam:GetAccountAuthorizationDetails' }));

  for (const name of ['prod/db', 'not/there']) {
    const who = await refused(env, 'access', 'who-can', 'GetSecretValue', name);
    const why = await refused(env, 'access', 'explain', '--action', GET, '--resource', name);
    const unread = await refused(reader, 'access', 'who-can', 'GetSecretValue', name);

    for (const { code, stderr } of [who, why]) {
      assert.equal(code, 1);
      assert.match(
        stderr,
        /^coffer: GetAccountAuthorizationDetails: AccessDenied: User: .*user\/curious is not authorized to perform: iam:GetAccountAuthorizationDetails/,
      );
    }
    assert.match(
      unread.stderr,
      /^coffer: DescribeSecret: AccessDeniedException: User: .*user\/reader is not authorized/,
    );
  }
});

test('what cannot be answered is refused with a sentence', async () => {
  const explain = ['access', 'explain', '--action', GET, '--resource'];
  const cases = [
    [
      ['access', 'who-can', 'GetSecretValue', 'not/there'],
      1,
      /^coffer: there is no secret `not\/there` in us-east-1\n$/,
    ],
    [
      ['access', 'who-can', 'ListSecrets', 'prod/db'],
      2,
      /`secretsmanager:ListSecrets` is not about one secret, key or function/,
    ],
    [['access', 'who-can', 'secretsmanager:*', 'prod/db'], 2, /is not one action/],
    [['access', 'who-can', 'GetSecretValue'], 2, /`RESOURCE` is missing/],
    [['access', 'explain', '--action', GET], 2, /`--resource` is missing/],
    [
      [...explain, 'prod/db', '--principal', arnOf('user/gone')],
      1,
      /there is no `arn:aws:iam::123456789012:user\/gone`/,
    ],
    [[...explain, 'prod/db', '--principal', arnOf('group/g')], 2, /a group is no principal/],
    [[...explain, 'prod/db', '--context', 'x'], 2, /`--context`: a condition key is written `KEY=VALUE`/],
    [
      ['access', 'explain', '--action', 'kms:Decrypt', '--resource', `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`],
      1,
      /^coffer: DescribeKey: NotFoundException: /,
    ],
    [['access', 'explain', '--action', 'kms:ListKeys', '--resource', 'alias/x'], 2, /`kms:ListKeys` is about no key/],
    [['access', 'who-can', 'kms:CreateKey', 'alias/x'], 2, /`kms:CreateKey` is not about one secret, key or function/],
    [['access', 'explain', '--action', 'sts:AssumeRole', '--resource', arnOf('role/x')], 1, /there is no role/],
  ] as const;

  for (const [argv, code, message] of cases) {
    const { code: found, stderr } = await refused({}, ...argv);
    assert.deepEqual([found, message.test(stderr)], [code, true], stderr);
  }
});

test('the root user of another account sees its own account, and nothing of this one', async () => {
  await must('account', 'create', '--account-id', '222222222222');
  const { stdout } = await runCli(['env', '--account-id', '222222222222', '--root'], {
    cwd: running.folder,
    env: { PATH: '' },
  });
  const env = Object.fromEntries(
    [...stdout.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name = '', value]) => [name, value]),
  );
  await mustAs(env, 'secretsmanager', 'create-secret', '--name', 'theirs');

  const self = await mustAs(env, 'access', 'explain', '--action', GET, '--resource', 'theirs');
  const who = await mustAs(env, 'access', 'who-can', 'GetSecretValue', 'theirs');
  const ours = await refused(env, 'access', 'explain', '--action', GET, '--resource', secret);

  assert.match(self, /^ALLOWED: arn:aws:iam::222222222222:root may perform/);
  assert.deepEqual(
    who.split('\n').map(line => line.split('\t')[0]),
    ['arn:aws:iam::222222222222:root', 'arn:aws:iam::222222222222:user/admin'],
  );
  assert.match(ours.stderr, /^coffer: DescribeSecret: AccessDeniedException: /);
});
