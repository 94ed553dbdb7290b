import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';

import { clientAddress } from './forwarded-for.ts';
import { readTrustedProxies, type TrustedProxies } from './trusted-proxies.ts';

const PROXY = '10.0.0.1';
const PROXIES = proxiesOf('10.0.0.0/24', '2001:db8::/64');

function proxiesOf(...ranges: readonly string[]): TrustedProxies {
  const proxies = readTrustedProxies(ranges);
  assert.ok(proxies !== undefined);
  return proxies;
}

/** Where a request comes from that this peer sends with these values of X-Forwarded-For. */
function from(peer: string, ...values: readonly string[]): string {
  const headers = ['Host', 'x', ...values.flatMap(value => ['X-Forwarded-For', value]), 'X-Other', '8.8.8.8'];
  return clientAddress(peer, headers, PROXIES);
}

describe('where a request came from', () => {
  test('is the peer, whatever the header says, unless the peer is a trusted proxy', () => {
    assert.equal(from('203.0.113.9', '198.51.100.1'), '203.0.113.9');
    assert.equal(from('10.0.1.1', '198.51.100.1'), '10.0.1.1');
    assert.equal(from('', '198.51.100.1'), '');
  });

  test('is what the trusted proxy saw: the right-most address', () => {
    assert.equal(from(PROXY, '198.51.100.1'), '198.51.100.1');
    assert.equal(from(PROXY, '1.1.1.1, 2.2.2.2 ,198.51.100.1'), '198.51.100.1');
    assert.equal(from('2001:db8::7', '2001:DB8:9:0::1'), '2001:db8:9::1');
  });

  test('is what the first of several trusted proxies saw', () => {
    assert.equal(from(PROXY, '6.6.6.6, 198.51.100.1, 10.0.0.9, 2001:db8::1'), '198.51.100.1');
  });

  test('several headers are one list', () => {
    assert.equal(from(PROXY, '6.6.6.6', '198.51.100.1', '10.0.0.9'), '198.51.100.1');
    assert.equal(from(PROXY, '6.6.6.6, 198.51.100.1', '10.0.0.9,10.0.0.8'), '198.51.100.1');
  });

  test('is the proxy itself without a header, or when all addresses are proxies', () => {
    assert.equal(from(PROXY), PROXY);
    assert.equal(from(PROXY, '10.0.0.9'), PROXY);
    assert.equal(from(PROXY, '10.0.0.9', '10.0.0.8, 10.0.0.7'), PROXY);
  });

  test('is the proxy itself when what it says cannot be read', () => {
    const unreadable = [
      '',
      ' ',
      ',',
      '198.51.100.1,',
      'unknown',
      '_hidden',
      '198.51.100.1:80',
      '[2001:db9::1]',
      '01.2.3.4',
    ];
    for (const value of [...unreadable, 'fe80::1%eth0', '1.2.3', '"1.2.3.4"', `${' '.repeat(100)}1.2.3.4`]) {
      assert.equal(from(PROXY, value), PROXY, value);
    }
    assert.equal(from(PROXY, '198.51.100.1, x, 10.0.0.9'), PROXY);
    assert.equal(from(PROXY, '198.51.100.1', ''), PROXY);
  });

  test('what stands left of it may be anything', () => {
    for (const left of ['', 'x', '10.0.0.9', ',,,', '::1%lo']) {
      assert.equal(from(PROXY, `${left}, 198.51.100.1`), '198.51.100.1', left);
    }
  });

  test('an IPv4 address has one spelling', () => {
    for (const mapped of ['::ffff:192.0.2.1', '::FFFF:c000:201', '0:0:0:0:0:ffff:192.0.2.1']) {
      assert.equal(from(PROXY, mapped), '192.0.2.1', mapped);
    }
    // One of the proxies, in other clothes.
    assert.equal(from(PROXY, '198.51.100.1, ::ffff:10.0.0.9'), '198.51.100.1');
  });

  test('a chain that no request goes through ends in the proxy itself', () => {
    const chain = (length: number): string => ['198.51.100.1', ...Array<string>(length).fill('10.0.0.9')].join();

    assert.equal(from(PROXY, chain(31)), '198.51.100.1');
    assert.equal(from(PROXY, chain(32)), PROXY);
    assert.equal(from(PROXY, chain(1_500)), PROXY);
  });

  test('nothing that a client sends before its proxy adds the address changes it', () => {
    const entry = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.constantFrom('', '10.0.0.9', 'unknown', ','));
    fc.assert(
      fc.property(fc.array(fc.array(entry)), headers => {
        const sent = headers.map(entries => entries.join());
        assert.equal(from(PROXY, ...sent, '198.51.100.1'), '198.51.100.1');
        assert.equal(from(PROXY, [...sent, '198.51.100.1'].join()), '198.51.100.1');
      }),
    );
  });

  test('it is always an address: the peer, or one that is no proxy', () => {
    const entry = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string());
    fc.assert(
      fc.property(fc.array(entry), entries => {
        const address = from(PROXY, entries.join());
        assert.ok(address === PROXY || (isIP(address) !== 0 && !PROXIES.has(address)), address);
      }),
    );
  });
});
