import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { makeUser, policyOfStatements, type TestUser } from '../../access/testing.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { otherAccount } from '../secretsmanager/isolation.test-support.ts';
import { token } from '../secretsmanager/testing.ts';
import * as ofServer from './grants.test-support.ts';
import { isDenied, open, OWNER, ROOT, STRANGER, TEXT } from './grants.test-support.ts';

onBothEngines('Grants', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await otherAccount(server, STRANGER);
  });
  after(() => server[Symbol.asyncDispose]());

  const createKey = () => ofServer.createKey(server);
  const seal = (KeyId: string, context?: Record<string, string>) => ofServer.seal(server, KeyId, context);
  const grantTo = (KeyId: string, grantee: string, more?: object) => ofServer.grantTo(server, KeyId, grantee, more);
  const makeGrantee = ofServer.granteeMaker(() => server);

  it('let their grantee do what they say, from one answer to the other', async () => {
    const KeyId = await createKey();
    const blob = await seal(KeyId);
    const [user, other] = [await makeGrantee(), await makeGrantee()];
    assert.ok(await isDenied(open(user.server, blob)));

    const { GrantId, GrantToken } = await grantTo(KeyId, user.arn);

    assert.match(GrantId, /^[0-9a-f]{64}$/);
    assert.match(GrantToken, /^[A-Za-z0-9+/]{100,}=*$/);
    assert.equal(await open(user.server, blob), TEXT);
    assert.ok(await isDenied(open(other.server, blob)));
    const encrypting = user.server.call('kms', 'Encrypt', { KeyId, Plaintext: new Redacted(Buffer.from('x')) });
    assert.ok(await isDenied(encrypting));
    await server.call('kms', 'RevokeGrant', { KeyId, GrantId });
    assert.ok(await isDenied(open(user.server, blob)));
  });

  it('with a constraint are for requests with this encryption context', async () => {
    const KeyId = await createKey();
    const context = { SecretARN: 'arn', SecretVersionId: '1' };
    const [blob, less, none] = [await seal(KeyId, context), await seal(KeyId, { SecretARN: 'arn' }), await seal(KeyId)];
    const [exact, atLeast] = [await makeGrantee(), await makeGrantee()];
    const Operations = ['Decrypt', 'DescribeKey'];
    await grantTo(KeyId, exact.arn, { Operations, Constraints: { EncryptionContextEquals: { SecretARN: 'arn' } } });
    await grantTo(KeyId, atLeast.arn, { Operations, Constraints: { EncryptionContextSubset: { SecretARN: 'arn' } } });

    const may = async (user: TestUser) => [
      !(await isDenied(open(user.server, blob, context))),
      !(await isDenied(open(user.server, less, { SecretARN: 'arn' }))),
      !(await isDenied(open(user.server, none))),
      !(await isDenied(user.server.call('kms', 'DescribeKey', { KeyId }))),
    ];

    assert.deepEqual(await may(exact), [false, true, false, true]);
    assert.deepEqual(await may(atLeast), [true, true, false, true]);
  });

  it('read a secret for who has no other right at its key', async () => {
    const KeyId = await createKey();
    const SecretString = new Redacted('hunter2');
    const secret = { Name: 'under-grant', KmsKeyId: KeyId, SecretString, ClientRequestToken: token(1) };
    const made = await server.call('secretsmanager', 'CreateSecret', secret);
    const SecretId = made.ARN ?? '';
    const user = await makeGrantee({ Action: 'secretsmanager:GetSecretValue' });
    const read = () => user.server.call('secretsmanager', 'GetSecretValue', { SecretId });
    await assert.rejects(read, /Access to KMS is not allowed/);

    const Constraints = { EncryptionContextSubset: { SecretARN: SecretId } };
    const { GrantId } = await grantTo(KeyId, user.arn, { Constraints });

    assert.equal((await read()).SecretString?.unwrap(), 'hunter2');
    await server.call('kms', 'RevokeGrant', { KeyId, GrantId });
    await assert.rejects(read, /Access to KMS is not allowed/);
  });

  it('do not outweigh a denial, and are nothing to a role or user who has the name later', async () => {
    const KeyId = await createKey();
    const blob = await seal(KeyId);
    const denied = await makeGrantee({ Effect: 'Deny', Action: 'kms:Decrypt' });
    await grantTo(KeyId, denied.arn);
    assert.ok(await isDenied(open(denied.server, blob)));
    const first = await makeUser(server, 'granted-and-gone');
    const { GrantId } = await grantTo(KeyId, first.arn, { RetiringPrincipal: first.arn });
    assert.equal(await open(first.server, blob), TEXT);
    await server.call('iam', 'DeleteAccessKey', { UserName: 'granted-and-gone', AccessKeyId: first.accessKeyId });
    await server.call('iam', 'DeleteUser', { UserName: 'granted-and-gone' });

    const second = await makeUser(server, 'granted-and-gone');

    assert.equal(second.arn, first.arn);
    assert.ok(await isDenied(open(second.server, blob)));
    assert.ok(await isDenied(second.server.call('kms', 'RetireGrant', { KeyId, GrantId })));
    const { Grants } = await server.call('kms', 'ListGrants', { KeyId, GrantId });
    assert.deepEqual([Grants?.[0]?.GranteePrincipal, Grants?.[0]?.RetiringPrincipal], [first.id, first.id]);
  });

  it('are for sessions of the role that they name', async () => {
    const KeyId = await createKey();
    const blob = await seal(KeyId);
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'sts:AssumeRole' }],
    });
    const { Role } = await server.call('iam', 'CreateRole', { RoleName: 'granted', AssumeRolePolicyDocument });
    const RoleArn = Role?.Arn ?? '';
    const user = await makeGrantee({ Action: 'sts:AssumeRole' });
    const { Credentials } = await user.server.call('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'here' });
    const session = server.as({
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: new Redacted(Credentials?.SecretAccessKey?.unwrap() ?? ''),
      sessionToken: new Redacted(Credentials?.SessionToken ?? ''),
    });
    assert.ok(await isDenied(open(session, blob)));

    await grantTo(KeyId, RoleArn);

    assert.equal(await open(session, blob), TEXT);
  });

  it('to an account leave it to the policies of its users, there too where it is another one', async () => {
    const KeyId = await createKey();
    const blob = await seal(KeyId);
    const accountId = STRANGER;
    const policies = [policyOfStatements({ Action: 'kms:Decrypt' })];
    const may = await makeUser(server, 'theirs-granted', { accountId, policies });
    const mayNot = await makeUser(server, 'theirs-not-granted', { accountId });
    assert.ok(await isDenied(open(may.server, blob)));

    await grantTo(KeyId, `arn:aws:iam::${STRANGER}:root`);

    assert.equal(await open(may.server, blob), TEXT);
    assert.ok(await isDenied(open(mayNot.server, blob)));
  });

  it('may let their grantee make others that are as narrow', async () => {
    const KeyId = await createKey();
    const blob = await seal(KeyId, { a: '1', b: '2' });
    const [maker, user] = [await makeGrantee(), await makeGrantee()];
    const Constraints = { EncryptionContextSubset: { a: '1' } };
    await grantTo(KeyId, maker.arn, { Operations: ['CreateGrant', 'Decrypt'], Constraints });
    const make = (input: object) =>
      maker.server.call('kms', 'CreateGrant', {
        KeyId,
        GranteePrincipal: user.arn,
        Operations: ['Decrypt'],
        Constraints: { EncryptionContextSubset: { a: '1', b: '2' } },
        ...input,
      });

    assert.ok(await isDenied(make({ Constraints: {} })));
    assert.ok(await isDenied(make({ Constraints: { EncryptionContextSubset: { b: '2' } } })));
    assert.ok(await isDenied(make({ Operations: ['Encrypt'] })));
    assert.ok(await isDenied(open(user.server, blob, { a: '1', b: '2' })));
    await make({});

    assert.equal(await open(user.server, blob, { a: '1', b: '2' }), TEXT);
  });

  it('have tokens that every operation takes, and what is none is refused', async () => {
    const KeyId = await createKey();
    const blob = Buffer.from(await seal(KeyId)).toString('base64');
    const user = await makeGrantee();
    const { GrantToken } = await grantTo(KeyId, user.arn);
    const inputs = [
      ['Encrypt', { KeyId, Plaintext: 'eA==' }],
      ['Decrypt', { CiphertextBlob: blob }],
      ['ReEncrypt', { CiphertextBlob: blob, DestinationKeyId: KeyId }],
      ['GenerateDataKey', { KeyId, KeySpec: 'AES_256' }],
      ['GenerateDataKeyWithoutPlaintext', { KeyId, KeySpec: 'AES_256' }],
      ['DescribeKey', { KeyId }],
    ] as const;

    for (const [operation, input] of inputs) {
      const taken = await server.send('kms', operation, JSON.stringify({ ...input, GrantTokens: [GrantToken] }));
      assert.equal(taken.status, 200, operation);
      const { code } = await server.refused(
        'kms',
        operation,
        JSON.stringify({ ...input, GrantTokens: [GrantToken, 'x'] }),
      );
      assert.equal(code, 'InvalidGrantTokenException', operation);
    }
    // A token is no right.
    const other = await makeGrantee();
    const denied = await other.server.refused(
      'kms',
      'Decrypt',
      JSON.stringify({ CiphertextBlob: blob, GrantTokens: [GrantToken] }),
    );
    assert.equal(denied.code, 'AccessDeniedException');
  });

  it('have condition keys of their own', async () => {
    const grantee = await makeGrantee();
    const retiring = await makeGrantee();
    const conditions: readonly (readonly [string, string, unknown, unknown])[] = [
      ['StringEquals', 'kms:GranteePrincipal', grantee.arn, retiring.arn],
      ['StringEquals', 'kms:RetiringPrincipal', retiring.arn, grantee.arn],
      ['StringEquals', 'kms:GrantConstraintType', 'EncryptionContextSubset', 'EncryptionContextEquals'],
      ['ForAllValues:StringEquals', 'kms:GrantOperations', ['Decrypt', 'Encrypt'], ['Encrypt']],
      ['Bool', 'kms:GrantIsForAWSResource', 'false', 'true'],
      ['StringEquals', 'kms:EncryptionContext:a', '1', '2'],
      ['ForAllValues:StringEquals', 'kms:EncryptionContextKeys', ['a'], ['b']],
      ['StringEquals', 'kms:CallerAccount', OWNER, STRANGER],
    ];

    for (const [operator, key, holds, fails] of conditions) {
      for (const [value, isAllowed] of [
        [holds, true],
        [fails, false],
      ] as const) {
        const Condition = { [operator]: { [key]: value } };
        const user = await makeGrantee({ Action: 'kms:CreateGrant', Condition });
        const made = user.server.call('kms', 'CreateGrant', {
          KeyId: await createKey(),
          GranteePrincipal: grantee.arn,
          RetiringPrincipal: retiring.arn,
          Operations: ['Decrypt'],
          Constraints: { EncryptionContextSubset: { a: '1' } },
        });
        assert.equal(!(await isDenied(made)), isAllowed, `${key} ${String(value)}`);
      }
    }
  });
});
