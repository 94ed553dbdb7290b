import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { CLOSE, post, start } from './listener.test-fixture.ts';
import type { RawHandler } from './raw-message.ts';
import { readTrustedProxies } from './trusted-proxies.ts';

const WHERE: RawHandler = async ({ remoteAddress }) => ({ status: 200, headers: [], body: `<${remoteAddress}>` });
const FORWARDED = 'X-Forwarded-For: 6.6.6.6, 198.51.100.1';

describe('a listener with trusted proxies', () => {
  test('believes them, each request for itself', async () => {
    await using fixture = await start({ handler: WHERE, trustedProxies: readTrustedProxies(['127.0.0.1']) });

    const answers = await fixture.talk(
      post('a', FORWARDED) + post('b', 'x-forwarded-for: 2001:db8::1') + post('c') + post('d', FORWARDED, CLOSE),
    );

    assert.deepEqual(answers.match(/<[^>]*>/g), ['<198.51.100.1>', '<2001:db8::1>', '<127.0.0.1>', '<198.51.100.1>']);
  });

  test('believes nobody else', async () => {
    await using fixture = await start({ handler: WHERE, trustedProxies: readTrustedProxies(['127.0.0.2']) });

    assert.match(await fixture.talk(post('', FORWARDED, CLOSE)), /<127\.0\.0\.1>$/);
  });

  test('without any it believes nobody', async () => {
    await using fixture = await start({ handler: WHERE });

    assert.match(await fixture.talk(post('', FORWARDED, CLOSE)), /<127\.0\.0\.1>$/);
  });
});
