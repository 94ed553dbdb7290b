import assert from 'node:assert/strict';
import { BlockList, isIP } from 'node:net';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isInRange, readAddress, readAddressRange } from './addresses.ts';

function isIn(address: string, range: string): boolean {
  const [read, into] = [readAddress(address), readAddressRange(range)];
  assert.ok(read !== undefined && into !== undefined, `${address} ${range}`);
  return isInRange(read, into);
}

test('ranges hold the addresses that Node says they hold', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  fc.assert(
    fc.property(address, address, fc.integer({ min: 0, max: 128 }), (one, other, bits) => {
      const family = isIP(other) === 4 ? 'ipv4' : 'ipv6';
      const prefix = family === 'ipv4' ? bits % 33 : bits;
      fc.pre(!/^::ffff/i.test(one) && !/^::ffff/i.test(other));
      const list = new BlockList();
      list.addSubnet(other, prefix, family);
      const expected = isIP(one) === isIP(other) && list.check(one, family);
      assert.equal(isIn(one, `${other}/${prefix}`), expected);
      assert.ok(isIn(other, `${other}/${prefix}`));
    }),
  );
});

test('a range may have bits behind its prefix, and an address alone is a range of one', () => {
  assert.ok(isIn('203.0.113.200', '203.0.113.5/24'));
  assert.ok(!isIn('203.0.112.200', '203.0.113.5/24'));
  assert.ok(isIn('203.0.113.5', '203.0.113.5'));
  assert.ok(!isIn('203.0.113.6', '203.0.113.5'));
});

test('an IPv4 address in IPv6 clothes is the IPv4 address', () => {
  assert.ok(isIn('::ffff:203.0.113.5', '203.0.113.0/24'));
  assert.ok(isIn('::FFFF:cb00:7105', '203.0.113.0/24'));
});

test('what is no address is refused', () => {
  for (const text of [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1.2.3.x',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    'fe80::1%eth0',
  ]) {
    assert.equal(readAddress(text), undefined, text);
  }
  for (const text of ['1.2.3.4/33', '::/129', '1.2.3.4/', '1.2.3.4/-1', '1.2.3.4/8/8', '1:2:3:4:5:6:7:8::', '*']) {
    assert.equal(readAddressRange(text), undefined, text);
  }
});
