import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { signRequest } from '@coffer/wire/sigv4';
import { makeUser, policyOfStatements } from '../access/testing.ts';
import { findKeyUse } from '../identities/access-key-store.ts';
import { findRoleUse } from '../identities/role-store.ts';
import { onBothEngines, TestServer } from '../testing/index.ts';
import { assume, asSession, makeRole } from '../services/sts/testing.ts';
import { serve } from './serve.ts';

const ROOT_KEY = 'AKIAIOSFODNN7EXAMPLE';
const EVERYTHING = policyOfStatements({ Action: '*' });

describe('Guessing', () => {
  const wrong = (server: TestServer, accessKeyId = ROOT_KEY) =>
    server.as({ accessKeyId, secretAccessKey: new Redacted('wrong') });

  test('is slowed down for a key and an address, and for no one else', async () => {
    await using server = await TestServer.open();
    const codes: string[] = [];
    for (let i = 0; i < 22; i++) codes.push((await wrong(server).refused('kms', 'DescribeKey', {})).code);

    assert.deepEqual([...new Set(codes.slice(0, 20))], ['InvalidSignatureException']);
    assert.deepEqual(codes.slice(20), ['ThrottlingException', 'ThrottlingException']);
    // The right owner at the same address waits for a moment; elsewhere, or with another key, nobody does.
    assert.equal((await server.refused('sts', 'GetCallerIdentity', {})).code, 'Throttling');
    const alice = await makeUser(server, 'alice');
    await alice.server.call('sts', 'GetCallerIdentity', {});
    assert.equal(await statusFrom(server, '198.51.100.7'), 200);
    server.clock.advance(1_500);
    await server.call('sts', 'GetCallerIdentity', {});
  });

  test('a key that nobody has is refused in its own words, and slowed down alike', async () => {
    await using server = await TestServer.open();
    const stranger = wrong(server, 'AKIAXXXXXXXXXXXXXXXX');
    const answers = [];
    for (let i = 0; i < 21; i++) answers.push((await stranger.refused('kms', 'DescribeKey', {})).code);

    assert.deepEqual(
      [answers[0], answers[19], answers[20]],
      ['UnrecognizedClientException', 'UnrecognizedClientException', 'ThrottlingException'],
    );
  });

  test('is not what a client does whose session has ended', async () => {
    await using server = await TestServer.open();
    const session = asSession(server, await server.call('sts', 'GetSessionToken', { DurationSeconds: 900 }));
    server.clock.advance(900_000);

    for (let i = 0; i < 25; i++) {
      assert.equal((await session.refused('sts', 'GetCallerIdentity', {})).code, 'ExpiredToken');
    }
  });

  /** The status of a rightly signed request of the root user from another address. */
  async function statusFrom(server: TestServer, remoteAddress: string): Promise<number> {
    const body = Buffer.from('Action=GetCallerIdentity&Version=2011-06-15');
    const rawHeaders = ['Host', 'localhost', 'Content-Type', 'application/x-www-form-urlencoded'];
    const secretAccessKey = new Redacted('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY');
    const request = { method: 'POST', target: '/', rawHeaders, body };
    const signed = signRequest(request, {
      credentials: { accessKeyId: ROOT_KEY, secretAccessKey },
      service: 'sts',
      region: 'us-east-1',
      now: server.clock.now(),
    });
    const { signal } = new AbortController();
    const arrived = { ...request, rawHeaders: signed, remoteAddress, signal, listener: 'test', tls: undefined };
    return (await serve(server.parts.line, arrived)).status;
  }
});

describe('A session token', () => {
  test('is good with its own key only, and its key with it only', async () => {
    await using server = await TestServer.open();
    const one = await server.call('sts', 'GetSessionToken', {});
    const two = await server.call('sts', 'GetSessionToken', {});
    const [a, b] = [one.Credentials, two.Credentials];
    assert.ok(a !== undefined && b !== undefined);
    const token = new Redacted(a.SessionToken);
    const refused = async (credentials: Parameters<typeof server.as>[0]) =>
      (await server.as(credentials).refused('sts', 'GetCallerIdentity', {})).code;

    assert.equal(
      await refused({ accessKeyId: b.AccessKeyId, secretAccessKey: b.SecretAccessKey, sessionToken: token }),
      'InvalidClientTokenId',
    );
    assert.equal(
      await refused({ accessKeyId: a.AccessKeyId, secretAccessKey: a.SecretAccessKey }),
      'InvalidClientTokenId',
    );
    assert.equal(
      await refused({ accessKeyId: a.AccessKeyId, secretAccessKey: b.SecretAccessKey, sessionToken: token }),
      'SignatureDoesNotMatch',
    );
    const changed = new Redacted(`${a.SessionToken.slice(0, 40)}x${a.SessionToken.slice(41)}`);
    assert.equal(
      await refused({ accessKeyId: a.AccessKeyId, secretAccessKey: a.SecretAccessKey, sessionToken: changed }),
      'InvalidClientTokenId',
    );
    await asSession(server, one).call('sts', 'GetCallerIdentity', {});
  });

  test('gives the same caller each time, until somebody changes whose session it is', async () => {
    await using server = await TestServer.open();
    const alice = await makeUser(server, 'alice', { policies: [EVERYTHING] });
    const role = await makeRole(server, 'r');
    const { Credentials } = await alice.server.call('sts', 'AssumeRole', { RoleArn: role.arn, RoleSessionName: 'x1' });
    assert.ok(Credentials !== undefined);
    const { sessions } = server.parts.line;
    const find = async () =>
      (await sessions.find(new Redacted(Credentials.SessionToken), Credentials.AccessKeyId, server.clock.now())).caller;

    const first = await find();
    await makeUser(server, 'bob');

    assert.equal(await find(), first);
    assert.equal(await find(), first);
  });
});

describe('STS', () => {
  test('answers where the server has regions, and at its endpoint without one', async () => {
    await using server = await TestServer.open({ options: { regions: ['eu-central-1'] } });
    const ask = async (host: string, region: string) => {
      const body = Buffer.from('Action=GetCallerIdentity&Version=2011-06-15');
      const rawHeaders = ['Host', host, 'Content-Type', 'application/x-www-form-urlencoded'];
      return (await server.sendRaw({ method: 'POST', target: '/', rawHeaders, body, service: 'sts', region })).status;
    };

    assert.equal(await ask('sts.eu-central-1.amazonaws.com', 'eu-central-1'), 200);
    assert.equal(await ask('sts.amazonaws.com', 'us-east-1'), 200);
    assert.equal(await ask('localhost:7443', 'us-east-1'), 200);
    assert.equal(await ask('sts.eu-central-1.amazonaws.com', 'us-east-1'), 403);
    assert.equal(await ask('localhost:7443', 'eu-west-1'), 403);
  });
});

onBothEngines('The use of credentials', engine => {
  test('is remembered with the record of a request, once in some minutes', async () => {
    await using server = await TestServer.open({ engine });
    const { database } = server.parts;
    const alice = await makeUser(server, 'alice', { policies: [EVERYTHING] });
    const role = await makeRole(server, 'r', { policies: [EVERYTHING] });
    const used = async () => {
      const key = await database.read(reader => findKeyUse(reader, alice.accessKeyId));
      return [key?.last_used_at, key?.last_used_service, key?.last_used_region];
    };
    const at = server.clock.now();

    assert.deepEqual(await used(), [null, null, null]);
    const session = await assume(alice.server, role);
    assert.deepEqual(await used(), [at, 'sts', 'us-east-1']);
    server.clock.advance(60_000);
    await alice.server.call('kms', 'DescribeKey', { KeyId: 'alias/aws/secretsmanager' });
    assert.deepEqual(await used(), [at, 'sts', 'us-east-1']);
    server.clock.advance(300_000);
    await alice.server.refused('kms', 'DescribeKey', { KeyId: 'alias/none' });
    assert.deepEqual(await used(), [at + 360_000, 'kms', 'us-east-1']);

    assert.equal(await database.read(reader => findRoleUse(reader, role.id)), undefined);
    await session.call('sts', 'GetCallerIdentity', {});
    const use = await database.read(reader => findRoleUse(reader, role.id));
    assert.deepEqual({ ...use }, { used_at: at + 360_000, region: 'us-east-1' });
  });
});
