import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OperatorError } from './operator-error.ts';
import { readTrustedProxies } from './trusted-proxies.ts';

test('a proxy is one of its addresses and ranges, and nobody else is', () => {
  const proxies = readTrustedProxies(['192.0.2.10', '10.0.8.0/24', '2001:db8:1::/48', '::1', 'fe80::/64']);

  assert.ok(proxies !== undefined);
  for (const address of [
    '192.0.2.10',
    '::ffff:192.0.2.10',
    '10.0.8.0',
    '10.0.8.255',
    '2001:db8:1::5',
    'fe80::1%eth0',
  ]) {
    assert.ok(proxies.has(address), address);
  }
  for (const address of ['192.0.2.11', '10.0.9.0', '2001:db8:2::5', '::2', '', 'x', 'fe80:1::1%eth0', '10.0.8.1 ']) {
    assert.ok(!proxies.has(address), address);
  }
});

test('without proxies there is nothing to look at', () => {
  assert.equal(readTrustedProxies([]), undefined);
});

test('what is no address and no range is refused', () => {
  for (const range of ['', 'proxy.example', '10.0.0', '10.0.0.1:80', '[::1]', 'fe80::1%eth0', ' 10.0.0.1', '/8']) {
    refused(range, /is neither an IP address nor a range such as 10\.0\.8\.0\/24$/);
  }
  for (const range of ['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', '10.0.0.0/255.0.0.0']) {
    refused(range, /has a prefix that is not from 1 to 32$/);
  }
  refused('::/129', /has a prefix that is not from 1 to 128$/);
  for (const range of ['0.0.0.0/0', '::/0', '10.0.0.0/00'])
    refused(range, /is everybody: name the proxies themselves$/);
});

test('a refusal shows no more than the beginning of what was written', () => {
  refused('x'.repeat(10_000), /^trusted proxy `x{100}` is/);
});

function refused(range: string, message: RegExp): void {
  assert.throws(
    () => readTrustedProxies([range]),
    error => error instanceof OperatorError && message.test(error.message),
    range,
  );
}
