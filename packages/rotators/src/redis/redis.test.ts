import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withoutProgram } from '../testing/daemon.ts';
import { proveEngine } from '../testing/prove-engine.ts';
import type { RedisUnderTest } from '../testing/redis-under-test.ts';
import { redisUnderTest } from '../testing/redis-under-test.ts';
import { redis } from './engine.ts';

describe('Redis, a real server', { skip: withoutProgram('redis-server', 'redis-server') }, () => {
  let server: RedisUnderTest | undefined;
  const start = async () => {
    server = await redisUnderTest();
    return server;
  };
  const proven = { engine: redis, start, oddName: `'\\"\`@%;*`, keepsPassword: true };
  proveEngine('Redis', proven, bench => {
    test('the clone is saved, with the rights of the first user and the hash of its password', async () => {
      const { coffer, alternating, storeAlternating } = bench();
      const secretId = await storeAlternating();
      const first = (await coffer.read(secretId)).get('username') ?? '';

      await coffer.rotate(alternating, secretId);

      const saved = (await server?.savedUsers()) ?? '';
      const rules = (name: string) =>
        saved
          .split('\n')
          .find(line => line.startsWith(`user ${name} `))
          ?.replace(name, 'NAME')
          // The default, which Redis writes once somebody has named it.
          .replace('sanitize-payload ', '')
          .replace(/#[0-9a-f]{64}/, '#HASH');
      assert.equal(rules(`${first}_clone`), rules(first));
      assert.match(rules(first) ?? '', /~goods .*\+get.*\(~other\*.*\+set\)/);
    });
  });
});
