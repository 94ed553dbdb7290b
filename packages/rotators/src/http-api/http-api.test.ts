import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { twoSlots } from '../api-keys/two-slots.ts';
import type { MakeSteps, World } from '../skeleton/handler.ts';
import type { Outgoing } from '../skeleton/send.ts';
import { RotatingCoffer } from '../testing/rotating-coffer.ts';
import { httpKeys } from './http-keys.ts';

describe('keys of an HTTP API that the secret describes', () => {
  let coffer: RotatingCoffer;
  const keys = new Map<string, string>();
  let made = 0;
  before(async () => {
    coffer = await RotatingCoffer.open();
  });
  after(() => coffer[Symbol.asyncDispose]());
  beforeEach(() => {
    keys.clear();
    keys.set('first', 'key-first');
  });

  /** The API: somebody else's, so that it stands here in a few lines. */
  function api({ method, url, rawHeaders }: Outgoing) {
    const sent = rawHeaders[rawHeaders.indexOf('Authorization') + 1];
    if (![...keys.values()].some(key => sent === `Bearer ${key}`)) return { status: 401, body: '{}' };
    const id = /^\/v1\/keys\/([a-z0-9]+)$/.exec(url.pathname)?.[1];
    if (method === 'DELETE' && id !== undefined) return { status: keys.delete(id) ? 204 : 404, body: '' };
    if (url.pathname !== '/v1/keys') return { status: 404, body: '' };
    if (method === 'GET')
      return { status: 200, body: JSON.stringify({ keys: [...keys.keys()].map(known => ({ id: known })) }) };
    if (keys.size >= 2) return { status: 409, body: '' };
    made += 1;
    keys.set(`made${made}`, `key-made${made}`);
    return { status: 201, body: JSON.stringify({ id: `made${made}`, key: `key-made${made}` }) };
  }

  const rotator: MakeSteps = world =>
    twoSlots(httpKeys({ ...world, send: outgoing => Promise.resolve(api(outgoing)) }));
  const members = { UserName: 'x', APIKey: 'key-first', APIKeyId: 'first', KeysURL: 'https://api.example/v1/keys' };

  test('two rotations: the current key and the one before are valid, older ones are gone', async () => {
    const secretId = await coffer.store(members);

    await coffer.rotate(rotator, secretId);
    await coffer.rotate(rotator, secretId);

    const current = await coffer.read(secretId);
    const previous = await coffer.read(secretId, 'AWSPREVIOUS');
    assert.deepEqual(
      [...keys],
      [
        [previous.get('APIKeyId'), previous.get('APIKey')],
        [current.get('APIKeyId'), current.get('APIKey')],
      ],
    );
    assert.equal(current.get('KeysURL'), members.KeysURL);
  });

  test('a key that the API does not know fails, and the error does not show it', async () => {
    const secretId = await coffer.store({ ...members, APIKey: 'not-the-key' });

    const rotation = coffer.rotate(rotator, secretId);

    const message = 'GET https://api.example/v1/keys answered with HTTP status 401';
    await assert.rejects(rotation, { name: 'ValueError', message });
    assert.equal(keys.size, 1);
  });

  test('a key goes nowhere without TLS, and no header but its own', async () => {
    for (const [changed, message] of [
      [{ KeysURL: 'http://api.example/v1/keys' }, 'KeysURL in the secret JSON must begin with https:'],
      [{ KeysURL: 'nothing' }, 'KeysURL in the secret JSON is no URL'],
      [{ APIKey: 'a\r\nX: y' }, 'APIKey holds letters that no HTTP header can carry'],
    ] as const) {
      const secretId = await coffer.store({ ...members, ...changed });
      await assert.rejects(coffer.rotate(rotator, secretId), { name: 'ValueError', message });
    }
  });

  test('an answer of another form is an error that quotes none of it', async () => {
    const secretId = await coffer.store(members);
    const send: World['send'] = () => Promise.resolve({ status: 200, body: '{"keys":[{"key":"a secret"}]}' });

    const rotation = coffer.rotate(world => twoSlots(httpKeys({ ...world, send })), secretId);

    await assert.rejects(rotation, { name: 'ValueError', message: 'the answer of KeysURL has a key without id' });
  });
});
