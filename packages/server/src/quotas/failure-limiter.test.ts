import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ManualClock } from '../testing/manual-clock.ts';
import { FailureLimiter } from './failure-limiter.ts';

describe('Failures', () => {
  test('block a name from one address, and nobody else', () => {
    const limiter = new FailureLimiter(new ManualClock());
    for (let i = 0; i < 20; i++) {
      assert.ok(!limiter.isBlocked('signature', 'key', '192.0.2.1'));
      limiter.failed('signature', 'key', '192.0.2.1');
    }

    assert.ok(limiter.isBlocked('signature', 'key', '192.0.2.1'));
    assert.ok(!limiter.isBlocked('signature', 'key', '192.0.2.2'));
    assert.ok(!limiter.isBlocked('signature', 'other', '192.0.2.1'));
    assert.ok(!limiter.isBlocked('password', 'key', '192.0.2.1'));
  });

  test('are forgiven with time', () => {
    const clock = new ManualClock();
    const limiter = new FailureLimiter(clock);
    for (let i = 0; i < 50; i++) limiter.failed('password', 'bob', '192.0.2.1');

    clock.advance(9_000);
    assert.ok(limiter.isBlocked('password', 'bob', '192.0.2.1'));
    clock.advance(2_000);
    assert.ok(!limiter.isBlocked('password', 'bob', '192.0.2.1'));
  });

  test('that were counted before a check are taken back', () => {
    const limiter = new FailureLimiter(new ManualClock());
    for (let i = 0; i < 100; i++) {
      limiter.failed('mfa', 'bob', '192.0.2.1');
      limiter.succeeded('mfa', 'bob', '192.0.2.1');
    }

    assert.ok(!limiter.isBlocked('mfa', 'bob', '192.0.2.1'));
  });

  test('of MFA codes block the name wherever they come from', () => {
    const limiter = new FailureLimiter(new ManualClock());
    for (let i = 0; i < 30; i++) limiter.failed('mfa', 'bob', `192.0.2.${i}`);

    assert.ok(limiter.isBlocked('mfa', 'bob', '198.51.100.1'));
    assert.ok(!limiter.isBlocked('mfa', 'alice', '198.51.100.1'));
  });

  test('of a network of IPv6 count together', () => {
    const limiter = new FailureLimiter(new ManualClock());
    for (let i = 0; i < 20; i++) limiter.failed('signature', 'key', `2001:db8:1:2::${i.toString(16)}`);

    assert.ok(limiter.isBlocked('signature', 'key', '2001:db8:1:2:ffff:ffff:ffff:ffff'));
    assert.ok(!limiter.isBlocked('signature', 'key', '2001:db8:1:3::1'));
    assert.ok(!limiter.isBlocked('signature', 'key', '::1'));
  });

  test('are remembered in bounded memory: the oldest are forgotten', () => {
    const limiter = new FailureLimiter(new ManualClock());
    for (let i = 0; i < 20; i++) limiter.failed('signature', 'key', '192.0.2.1');
    for (let i = 0; i < 20_000; i++) limiter.failed('signature', `key${i}`, '192.0.2.1');

    assert.ok(!limiter.isBlocked('signature', 'key', '192.0.2.1'));
  });
});
