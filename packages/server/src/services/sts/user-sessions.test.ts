import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import type { TestUser } from '../../access/testing.ts';
import { updateKeyStatus } from '../../identities/access-key-store.ts';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import { insertMfaDevice } from '../../identities/mfa-store.ts';
import { loadTotp, newSeed, sealSeed, stepOf } from '../../identities/totp.ts';
import { onBothEngines, TestServer } from '../../testing/index.ts';
import { ACCOUNT, assume, asSession, makeRole, makeSecret, ROOT, trust } from './testing.ts';

const READ = policyOfStatements({ Action: 'secretsmanager:GetSecretValue' });
const EVERYTHING = policyOfStatements({ Action: '*' });
const INVALID_CODE = 'MultiFactorAuthentication failed with invalid MFA one time pass code.';

/** Gives a user a virtual device; what it shows at a moment. */
async function makeDevice(server: TestServer, user: TestUser) {
  const { database, keyring } = server.parts;
  const { seed } = newSeed(randomBytes);
  const SerialNumber = `arn:aws:iam::${ACCOUNT}:mfa/phone`;
  const codeAt = await loadTotp();
  await database.write(writer =>
    insertMfaDevice(
      writer,
      {
        serial_number: SerialNumber,
        account_id: ACCOUNT,
        created_at: 1,
        seed: sealSeed(keyring, SerialNumber, seed),
        owner_id: user.id,
        enabled_at: 1,
        last_step: null,
        drift: 0,
        tags: '[]',
      },
      'phone',
    ),
  );
  return () => ({ SerialNumber, TokenCode: codeAt(seed, stepOf(server.clock.now())) });
}

/** A code that is not the device's. */
function wrong({ SerialNumber, TokenCode }: { readonly SerialNumber: string; readonly TokenCode: string }) {
  return { SerialNumber, TokenCode: TokenCode === '000000' ? '000001' : '000000' };
}

onBothEngines('GetSessionToken', engine => {
  test('gives the user’s own rights, which end with the access key', async () => {
    await using server = await TestServer.open({ engine });
    await makeSecret(server, 's');
    const alice = await makeUser(server, 'alice', { policies: [READ] });

    const answer = await alice.server.call('sts', 'GetSessionToken', {});
    const session = asSession(server, answer);

    const expected = Math.floor(server.clock.now() / 1000) * 1000 + 43_200_000;
    assert.equal(answer.Credentials?.Expiration, expected);
    const identity = await session.call('sts', 'GetCallerIdentity', {});
    assert.deepEqual({ ...identity }, { UserId: alice.id, Account: ACCOUNT, Arn: alice.arn });
    await session.call('secretsmanager', 'GetSecretValue', { SecretId: 's' });
    assert.match((await session.refused('iam', 'GetUser', {})).code, /^InvalidClientTokenId$/);

    await server.parts.database.write(async writer => {
      await beginIdentityChange(writer, ACCOUNT);
      await updateKeyStatus(writer, { userId: alice.id, accessKeyId: alice.accessKeyId }, 'Inactive');
    });
    const { code } = await session.refused('secretsmanager', 'GetSecretValue', { SecretId: 's' });
    assert.equal(code, 'UnrecognizedClientException');
  });

  test('with an MFA device says so in conditions and records, once for each code', async () => {
    await using server = await TestServer.open({ engine });
    await makeSecret(server, 's');
    const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    const policy = policyOfStatements({ Action: 'secretsmanager:GetSecretValue', Condition });
    const alice = await makeUser(server, 'alice', { policies: [policy] });
    const code = await makeDevice(server, alice);

    const plain = asSession(server, await alice.server.call('sts', 'GetSessionToken', {}));
    const proven = asSession(server, await alice.server.call('sts', 'GetSessionToken', code()));
    const again = await alice.server.refused('sts', 'GetSessionToken', code());

    assert.equal(
      (await plain.refused('secretsmanager', 'GetSecretValue', { SecretId: 's' })).code,
      'AccessDeniedException',
    );
    await proven.call('secretsmanager', 'GetSecretValue', { SecretId: 's' });
    assert.deepEqual(again, { status: 403, code: 'AccessDenied', message: INVALID_CODE });
    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'GetSecretValue' }],
    });
    assert.match(Events[0]?.CloudTrailEvent ?? '', /"mfaAuthenticated":"true"/);
    assert.match(Events[1]?.CloudTrailEvent ?? '', /"mfaAuthenticated":"false"/);
  });
});

describe('GetSessionToken', () => {
  test('is not for sessions', async () => {
    await using server = await TestServer.open();
    const session = asSession(server, await server.call('sts', 'GetSessionToken', {}));

    assert.deepEqual(await session.refused('sts', 'GetSessionToken', {}), {
      status: 403,
      code: 'AccessDenied',
      message: 'Cannot call GetSessionToken with session credentials',
    });
  });

  test('gives the root user an hour', async () => {
    await using server = await TestServer.open();

    const { Credentials } = await server.call('sts', 'GetSessionToken', { DurationSeconds: 43_200 });

    assert.equal(Credentials?.Expiration, Math.floor(server.clock.now() / 1000) * 1000 + 3_600_000);
  });

  test('slows down who guesses codes, and the operator’s log hears of it', async () => {
    await using server = await TestServer.open();
    const alice = await makeUser(server, 'alice');
    const code = await makeDevice(server, alice);

    for (let i = 0; i < 5; i++) {
      const { message } = await alice.server.refused('sts', 'GetSessionToken', wrong(code()));
      assert.equal(message, INVALID_CODE);
    }
    assert.equal((await alice.server.refused('sts', 'GetSessionToken', code())).code, 'Throttling');

    server.clock.advance(60_000);
    await alice.server.call('sts', 'GetSessionToken', code());
  });
});

describe('AssumeRole with an MFA device', () => {
  test('satisfies a trust policy that asks for it, and tells the role nothing of it', async () => {
    await using server = await TestServer.open();
    await makeSecret(server, 's');
    const alice = await makeUser(server, 'alice', { policies: [EVERYTHING] });
    const code = await makeDevice(server, alice);
    const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    const role = await makeRole(server, 'r', {
      trust: trust(ROOT, { Condition }),
      policies: [policyOfStatements({ Action: 'secretsmanager:GetSecretValue', Condition })],
    });
    const ask = { RoleArn: role.arn, RoleSessionName: 'x1' };

    const without = await alice.server.refused('sts', 'AssumeRole', ask);
    const half = await alice.server.refused('sts', 'AssumeRole', { ...ask, TokenCode: '123456' });
    const bad = await alice.server.refused('sts', 'AssumeRole', { ...ask, ...wrong(code()) });
    const session = await assume(alice.server, role, code());

    assert.match(without.message ?? '', /is not authorized to perform: sts:AssumeRole/);
    assert.equal(
      half.message,
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    );
    assert.equal(bad.message, INVALID_CODE);
    const { code: denied } = await session.refused('secretsmanager', 'GetSecretValue', { SecretId: 's' });
    assert.equal(denied, 'AccessDeniedException');
  });

  test('takes the place of a session’s own lack of it', async () => {
    await using server = await TestServer.open();
    const alice = await makeUser(server, 'alice', { policies: [EVERYTHING] });
    const code = await makeDevice(server, alice);
    const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'false' } };
    const denying = trust(ROOT).replace(
      '"Statement":[',
      `"Statement":[${JSON.stringify({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'sts:AssumeRole',
        Condition,
      })},`,
    );
    const role = await makeRole(server, 'r', { trust: denying });
    const session = asSession(server, await alice.server.call('sts', 'GetSessionToken', {}));

    const { code: denied } = await session.refused('sts', 'AssumeRole', { RoleArn: role.arn, RoleSessionName: 'x1' });
    await assume(session, role, code());

    assert.equal(denied, 'AccessDenied');
  });
});

describe('GetFederationToken', () => {
  test('gives what both the user and the session’s policies allow', async () => {
    await using server = await TestServer.open();
    await makeSecret(server, 'a');
    await makeSecret(server, 'b');
    const alice = await makeUser(server, 'alice', { policies: [READ, policyOfStatements({ Action: 'sts:*' })] });

    const Policy = policyOfStatements({ Action: '*', Resource: 'arn:aws:secretsmanager:*:*:secret:a-*' });
    const answer = await alice.server.call('sts', 'GetFederationToken', { Name: 'guest', Policy });
    const nothing = asSession(server, await alice.server.call('sts', 'GetFederationToken', { Name: 'guest' }));
    const guest = asSession(server, answer);

    const arn = `arn:aws:sts::${ACCOUNT}:federated-user/guest`;
    assert.deepEqual(answer.FederatedUser, { FederatedUserId: `${ACCOUNT}:guest`, Arn: arn });
    assert.ok((answer.PackedPolicySize ?? 0) > 0);
    await guest.call('secretsmanager', 'GetSecretValue', { SecretId: 'a' });
    for (const [session, SecretId] of [
      [guest, 'b'],
      [nothing, 'a'],
    ] as const) {
      const { message } = await session.refused('secretsmanager', 'GetSecretValue', { SecretId });
      assert.match(message ?? '', new RegExp(`^User: ${arn} is not authorized .* because no session policy allows`));
    }
    assert.equal((await guest.refused('iam', 'GetUser', {})).code, 'InvalidClientTokenId');
    const identity = await guest.call('sts', 'GetCallerIdentity', {});
    assert.deepEqual({ ...identity }, { UserId: `${ACCOUNT}:guest`, Account: ACCOUNT, Arn: arn });
  });

  test('takes a permission, and no session', async () => {
    await using server = await TestServer.open();
    const alice = await makeUser(server, 'alice', { policies: [EVERYTHING] });
    const bob = await makeUser(server, 'bob');
    const session = asSession(server, await alice.server.call('sts', 'GetSessionToken', {}));

    const denied = await bob.server.refused('sts', 'GetFederationToken', { Name: 'guest' });
    const nested = await session.refused('sts', 'GetFederationToken', { Name: 'guest' });

    assert.equal(
      denied.message,
      `User: ${bob.arn} is not authorized to perform: sts:GetFederationToken on resource: ` +
        `arn:aws:sts::${ACCOUNT}:federated-user/guest because no identity-based policy allows the ` +
        'sts:GetFederationToken action',
    );
    assert.equal(nested.message, 'Cannot call GetFederationToken with session credentials');
  });
});

describe('GetAccessKeyInfo and GetCallerIdentity', () => {
  test('tell the account of long-term and of temporary keys', async () => {
    await using server = await TestServer.open();
    const alice = await makeUser(server, 'alice', { policies: [EVERYTHING] });
    const { Credentials } = await alice.server.call('sts', 'GetSessionToken', {});

    for (const AccessKeyId of [alice.accessKeyId, 'AKIAIOSFODNN7EXAMPLE', Credentials?.AccessKeyId ?? '']) {
      const { Account } = await alice.server.call('sts', 'GetAccessKeyInfo', { AccessKeyId });
      assert.equal(Account, ACCOUNT);
    }
    const unknown = await alice.server.refused('sts', 'GetAccessKeyInfo', { AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA' });
    assert.equal(unknown.code, 'ValidationError');
  });

  test('nobody can be kept from knowing who they are', async () => {
    await using server = await TestServer.open();
    const alice = await makeUser(server, 'alice', { policies: [policyOfStatements({ Effect: 'Deny', Action: '*' })] });

    const { UserId } = await alice.server.call('sts', 'GetCallerIdentity', {});

    assert.equal(UserId, alice.id);
    const { code } = await alice.server.refused('sts', 'GetAccessKeyInfo', { AccessKeyId: alice.accessKeyId });
    assert.equal(code, 'AccessDenied');
  });
});
