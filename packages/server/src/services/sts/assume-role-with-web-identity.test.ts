import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { policyOfStatements } from '../../access/testing.ts';
import { insertOidcProvider } from '../../identities/oidc-provider-store.ts';
import { onBothEngines, TestServer, textOf } from '../../testing/index.ts';
import type { Issuer } from './oidc-issuer.test-support.ts';
import { startIssuer } from './oidc-issuer.test-support.ts';
import { ACCOUNT, asSession, askUnsigned, makeRole, makeSecret, trust } from './testing.ts';

const READ = policyOfStatements({ Action: 'secretsmanager:GetSecretValue' });
const ACTION = { Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'sts:SetSourceIdentity'] };

let issuer: Issuer;
before(async () => {
  issuer = await startIssuer();
});
after(() => issuer[Symbol.asyncDispose]());

function hostOf({ url }: Issuer): string {
  return url.slice('https://'.length);
}

function providerArn(): string {
  return `arn:aws:iam::${ACCOUNT}:oidc-provider/${hostOf(issuer)}`;
}

/** A server that has the issuer as a provider, and a role for those of its subjects that `condition` lets in. */
async function open(engine: 'sqlite' | 'postgres' = 'sqlite', condition?: object, trustCa?: null) {
  const options = trustCa === null ? {} : { trustCa: issuer.caFile };
  const server = await TestServer.open({ engine, options });
  await server.parts.database.write(writer =>
    insertOidcProvider(writer, {
      account_id: ACCOUNT,
      url: hostOf(issuer),
      created_at: 1,
      client_ids: JSON.stringify(['coffer', 'second']),
      thumbprints: '[]',
      tags: '[]',
    }),
  );
  const Condition = condition ?? { StringEquals: { [`${hostOf(issuer)}:sub`]: 'somebody' } };
  const role = await makeRole(server, 'web', {
    trust: trust({ Federated: providerArn() }, { ...ACTION, Condition }),
    policies: [READ],
  });
  const ask = (token: string, more: object = {}) =>
    askUnsigned(server, 'AssumeRoleWithWebIdentity', {
      RoleArn: role.arn,
      RoleSessionName: 'x1',
      WebIdentityToken: new Redacted(token),
      ...more,
    });
  return { server, role, ask, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

type Claims = Parameters<Issuer['sign']>[1];

onBothEngines('AssumeRoleWithWebIdentity', engine => {
  test('gives a role’s credentials for a token of a registered provider', async () => {
    await using opened = await open(engine);
    const { server, role, ask } = opened;
    await makeSecret(server, 's');

    const { answer } = await ask(await issuer.sign(server.clock.now(), { aud: ['other', 'second'] }));

    assert.ok(answer !== undefined);
    assert.equal(answer.SubjectFromWebIdentityToken, 'somebody');
    assert.equal(answer.Audience, 'second');
    assert.equal(answer.Provider, issuer.url);
    assert.equal(answer.AssumedRoleUser?.AssumedRoleId, `${role.id}:x1`);
    const session = asSession(server, answer);
    await session.call('secretsmanager', 'GetSecretValue', { SecretId: 's' });
    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {});
    const text = Events.find(({ EventName }) => EventName === 'AssumeRoleWithWebIdentity')?.CloudTrailEvent ?? '{}';
    const record = JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual(record['userIdentity'], {
      type: 'WebIdentityUser',
      principalId: `${providerArn()}:second:somebody`,
      userName: 'somebody',
      identityProvider: providerArn(),
    });
    assert.deepEqual(record['requestParameters'], { roleArn: role.arn, roleSessionName: 'x1' });
    const read = Events.find(({ EventName }) => EventName === 'GetSecretValue')?.CloudTrailEvent ?? '';
    assert.match(read, /"webIdFederationData":\{"federatedProvider":"arn:aws:iam::/);
  });
});

describe('AssumeRoleWithWebIdentity', () => {
  test('is decided by the trust policy alone', async () => {
    await using opened = await open();
    const { server, ask } = opened;
    const now = server.clock.now();

    const { error } = await ask(await issuer.sign(now, { sub: 'another' }));

    assert.deepEqual(error, [403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity']);
    const gone = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/gone` };
    assert.deepEqual((await ask(await issuer.sign(now), gone)).error, error);
  });

  test('conditions see audience and further claims, tags and source identity need their own permissions', async () => {
    const host = hostOf(issuer);
    await using opened = await open('sqlite', {
      StringEquals: { [`${host}:aud`]: 'coffer', [`${host}:repository`]: 'acme/app', 'aws:RequestTag/team': 'blue' },
      'ForAnyValue:StringEquals': { [`${host}:groups`]: ['admins'] },
    });
    const { server, ask } = opened;
    const good = {
      repository: 'acme/app',
      groups: ['users', 'admins'],
      'https://aws.amazon.com/tags': { principal_tags: { team: ['blue'] }, transitive_tag_keys: ['team'] },
      'https://aws.amazon.com/source_identity': 'alice',
    };
    const now = server.clock.now();

    const { answer } = await ask(await issuer.sign(now, good));
    const { error } = await ask(await issuer.sign(now, { ...good, repository: 'evil/app' }));
    const { error: untagged } = await ask(
      await issuer.sign(now, { ...good, 'https://aws.amazon.com/tags': undefined }),
    );

    assert.equal(answer?.SourceIdentity, 'alice');
    assert.deepEqual([error?.[1], untagged?.[1]], ['AccessDenied', 'AccessDenied']);
  });

  test('refuses tokens that are not for now, not for us, or of nobody we know', async () => {
    await using opened = await open();
    const { server, ask } = opened;
    const now = server.clock.now();
    const seconds = Math.floor(now / 1000);
    const refusals = async (claims: Claims) => (await ask(await issuer.sign(now, claims))).error;

    assert.deepEqual(await refusals({ aud: 'somebody else' }), [
      400,
      'InvalidIdentityToken',
      'Incorrect token audience',
    ]);
    assert.deepEqual(await refusals({ aud: 'coffer', azp: 'other' }), [
      400,
      'InvalidIdentityToken',
      'Incorrect token audience',
    ]);
    assert.deepEqual(await refusals({ exp: seconds - 10 }), [
      400,
      'ExpiredTokenException',
      `Token expired: current date/time ${seconds} must be before the expiration date/time ${seconds - 10}`,
    ]);
    assert.equal((await refusals({ nbf: seconds + 60 }))?.[1], 'IDPRejectedClaim');
    assert.equal((await refusals({ exp: undefined }))?.[1], 'InvalidIdentityToken');
    assert.equal((await refusals({ iat: undefined }))?.[1], 'InvalidIdentityToken');
    assert.equal((await refusals({ sub: undefined }))?.[1], 'InvalidIdentityToken');
    assert.deepEqual(await refusals({ iss: 'https://evil.example' }), [
      400,
      'InvalidIdentityToken',
      'No OpenIDConnect provider found in your account for https://evil.example',
    ]);
    assert.equal((await refusals({ iss: 'http://localhost' }))?.[1], 'InvalidIdentityToken');
  });

  test('refuses signatures that are not the provider’s', async () => {
    await using opened = await open();
    const { server, ask } = opened;
    const now = server.clock.now();
    const token = await issuer.sign(now);
    const { privateKey } = await generateKeyPair('ES256');
    const claims = { iss: issuer.url, sub: 'somebody', aud: 'coffer', iat: now / 1000, exp: now / 1000 + 60 };
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'key-0' }).sign(privateKey);
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'key-0' })
      .sign(Buffer.alloc(32));
    const [header = '', payload = '', signature = ''] = token.split('.');
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'admin' })).toString('base64url');

    for (const bad of [
      forged,
      symmetric,
      new UnsecuredJWT(claims).encode(),
      `${header}.${changed}.${signature}`,
      `${header}.${payload}.`,
      'not a token',
      `${token}x`,
    ]) {
      const { error } = await ask(bad);
      assert.deepEqual(error?.slice(0, 2), [400, 'InvalidIdentityToken'], bad);
    }
  });

  test('fetches the keys once, and anew when the provider has changed them', async () => {
    await using own = await startIssuer();
    const usual = issuer;
    issuer = own;
    try {
      await using opened = await open();
      const { server, ask } = opened;
      const now = () => server.clock.now();

      assert.ok((await ask(await own.sign(now()))).answer);
      assert.ok((await ask(await own.sign(now()))).answer);
      assert.deepEqual(own.asked, ['/.well-known/openid-configuration', '/keys']);

      await own.rotate();
      assert.equal((await ask(await own.sign(now()))).error?.[1], 'InvalidIdentityToken', 'asked a moment ago');
      server.clock.advance(31_000);
      assert.ok((await ask(await own.sign(now()))).answer);
      assert.equal(own.asked.length, 4);
    } finally {
      issuer = usual;
    }
  });

  test('says so when the keys cannot be had: status, redirect, length, another issuer’s document, an unknown CA', async () => {
    const jwks = '/keys';
    const discovery = '/.well-known/openid-configuration';
    for (const [path, other] of [
      [discovery, 500],
      [discovery, 302],
      [jwks, 404],
      [discovery, 'x'.repeat(300_000)],
      [discovery, JSON.stringify({ issuer: 'https://evil.example', jwks_uri: `${issuer.url}/keys` })],
      [discovery, JSON.stringify({ issuer: issuer.url, jwks_uri: 'http://localhost/keys' })],
    ] as const) {
      await using opened = await open();
      issuer.instead.set(path, other);
      const { error } = await opened.ask(await issuer.sign(opened.server.clock.now()));
      issuer.instead.clear();
      assert.deepEqual(error?.slice(0, 2), [400, 'IDPCommunicationError'], `${path} ${String(other).slice(0, 50)}`);
    }
    assert.ok(!issuer.asked.includes('/elsewhere'));
    await using stranger = await open('sqlite', undefined, null);
    const { error } = await stranger.ask(await issuer.sign(stranger.server.clock.now()));
    assert.deepEqual(error?.slice(0, 2), [400, 'IDPCommunicationError']);
  });

  test('validates what the model says before anything else, and keeps an unsigned request out of other operations', async () => {
    await using opened = await open();
    const { server, ask } = opened;

    const { error } = await ask('tok', { RoleSessionName: 'x' });
    const rawHeaders = ['Host', 'sts.amazonaws.com', 'Content-Type', 'application/x-www-form-urlencoded'];
    const body = Buffer.from('Action=GetCallerIdentity&Version=2011-06-15');
    const response = await server.deliver({ method: 'POST', target: '/', rawHeaders, body });

    assert.deepEqual(error?.slice(0, 2), [400, 'ValidationError']);
    assert.equal(response.status, 403);
    assert.match(textOf(response), /MissingAuthenticationToken/);
  });

  test('slows down who sends bad tokens for a role', async () => {
    await using opened = await open();
    const { server, ask } = opened;
    for (let i = 0; i < 20; i++) await ask('not a token');

    assert.equal((await ask(await issuer.sign(server.clock.now()))).error?.[1], 'Throttling');
    server.clock.advance(2_000);
    assert.ok((await ask(await issuer.sign(server.clock.now()))).answer);
  });
});
