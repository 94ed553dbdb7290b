import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import { RotatingCoffer } from '../testing/rotating-coffer.ts';
import { genericRotation } from '../generic/generic-rotation.ts';
import { awsClient } from './aws-client.ts';
import { rotate } from './handler.ts';
import { loadDriver } from './load-driver.ts';
import { passwordRules } from './password-rules.ts';
import { openConnections } from './send.ts';

const DEFAULTS = { excludeCharacters: '/@', length: 32 };

test('a driver that is not installed is named, with what to do', async () => {
  const name = 'no-such-driver';

  const loading = loadDriver(name, () => import(name));

  const message =
    'the package no-such-driver, which this rotation function needs, is not installed: npm install no-such-driver, beside Coffer';
  await assert.rejects(loading, { name: 'ValueError', message });
});

test('124: passwords are made as the template says, unless the variables say otherwise', () => {
  assert.deepEqual(passwordRules(new Map(), DEFAULTS), {
    ExcludeCharacters: '/@',
    PasswordLength: 32,
    ExcludeNumbers: false,
    ExcludePunctuation: false,
    ExcludeUppercase: false,
    ExcludeLowercase: false,
    RequireEachIncludedType: true,
  });
  const changed = new Map([
    ['EXCLUDE_CHARACTERS', 'x'],
    ['PASSWORD_LENGTH', '20'],
    ['EXCLUDE_PUNCTUATION', 'YES'],
    ['REQUIRE_EACH_INCLUDED_TYPE', 'no'],
  ]);
  const rules = passwordRules(changed, DEFAULTS);
  assert.deepEqual([rules.ExcludeCharacters, rules.PasswordLength], ['x', 20]);
  assert.deepEqual([rules.ExcludePunctuation, rules.RequireEachIncludedType], [true, false]);
  const message = 'PASSWORD_LENGTH must be a number';
  assert.throws(() => passwordRules(new Map([['PASSWORD_LENGTH', 'many']]), DEFAULTS), { message });
});

describe('the endpoint', () => {
  const credentials = [
    ['AWS_ACCESS_KEY_ID', 'a'],
    ['AWS_SECRET_ACCESS_KEY', 'b'],
    ['AWS_REGION', 'eu-west-1'],
  ] as const;
  const endpointOf = (...more: readonly (readonly [string, string])[]) =>
    awsClient('secretsmanager', new Map([...credentials, ...more]), () => Promise.reject(new Error()), Date.now)
      .endpoint.origin;

  test("is that of the function's variable, then Coffer's", () => {
    const coffer = ['AWS_ENDPOINT_URL', 'https://coffer:8443'] as const;

    assert.equal(endpointOf(coffer), 'https://coffer:8443');
    assert.equal(endpointOf(coffer, ['SECRETS_MANAGER_ENDPOINT', 'https://other']), 'https://other');
    assert.equal(endpointOf(coffer, ['SECRETS_MANAGER_ENDPOINT', '']), 'https://coffer:8443');
  });

  test('has to be said, and to be a URL', () => {
    assert.throws(() => endpointOf(), { message: 'AWS_ENDPOINT_URL is not set: it says where Coffer is' });
    const message = 'AWS_ENDPOINT_URL is not the URL of an endpoint';
    assert.throws(() => endpointOf(['AWS_ENDPOINT_URL', 'ftp://coffer']), { message });
  });
});

test('a busy Coffer is asked again, three times in all', async () => {
  await using coffer = await RotatingCoffer.open();
  const secretId = await coffer.store('the first');
  const ClientRequestToken = await coffer.begin(secretId);
  const event = { SecretId: secretId, ClientRequestToken, Step: 'createSecret' };
  const world = coffer.world();
  const failing = (times: number) => {
    let left = times;
    const busy = { status: 503, body: '{"__type":"ServiceUnavailable","Message":"busy"}' };
    return {
      ...world,
      send: (out: Parameters<typeof world.send>[0]) => (left-- > 0 ? Promise.resolve(busy) : world.send(out)),
    };
  };

  await rotate(genericRotation, failing(2), event);

  assert.equal((await coffer.text(secretId, 'AWSPENDING')).length, 32);
  await assert.rejects(rotate(genericRotation, failing(3), event), { message: 'ServiceUnavailable: busy' });
});

test('an answer that is too large is refused', async () => {
  const server = createServer((_, response) => response.end(Buffer.alloc(5_000_000))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  using connections = await openConnections(new Map());
  const url = new URL(`http://127.0.0.1:${port}/`);

  const sending = connections.send({ method: 'POST', url, rawHeaders: ['Host', url.host], body: new Uint8Array() });

  await assert.rejects(sending, { message: 'the answer is too large' });
  server.close();
  server.closeAllConnections();
});
