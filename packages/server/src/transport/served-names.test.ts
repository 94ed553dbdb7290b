import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OperatorError } from './operator-error.ts';
import { canonicalIp, servedNames, type ServedNamesInput } from './served-names.ts';

const ALONE: ServedNamesInput = { hostnames: [], listenHosts: ['127.0.0.1'], machineName: 'Box', interfaces: {} };

function address(ip: string, internal = false): { address: string; internal: boolean } & Rest {
  return { address: ip, internal, ...REST };
}
type Rest = { netmask: string; mac: string; family: 'IPv4'; cidr: null };
const REST: Rest = { netmask: '', mac: '', family: 'IPv4', cidr: null };

test('loopback is always served, the machine name only if permitted', () => {
  assert.deepEqual(servedNames(ALONE), {
    dnsNames: ['localhost'],
    ips: ['127.0.0.1', '::1'],
    ifPermitted: { dnsNames: ['box'], ips: [] },
  });
});

test('a machine name that is no DNS name is left out', () => {
  assert.deepEqual(servedNames({ ...ALONE, machineName: 'my_box' }).ifPermitted.dnsNames, []);
});

test('what the operator names or listens on is served, each once and in one spelling', () => {
  const names = servedNames({
    ...ALONE,
    hostnames: ['Coffer.Example', '2001:DB8:0::1', 'coffer.example'],
    listenHosts: ['192.0.2.7', 'fe80::1%eth0'],
  });

  assert.deepEqual(names.dnsNames, ['localhost', 'coffer.example']);
  assert.deepEqual(names.ips, ['127.0.0.1', '::1', '2001:db8::1', '192.0.2.7']);
});

test('interface addresses count only when a listener hears all of them, without internal and link-local ones', () => {
  const interfaces = { eth0: [address('192.0.2.7'), address('fe80::1')], lo: [address('127.0.0.1', true)] };

  assert.deepEqual(servedNames({ ...ALONE, interfaces }).ifPermitted.ips, []);
  assert.deepEqual(servedNames({ ...ALONE, interfaces, listenHosts: ['0.0.0.0'] }).ifPermitted.ips, ['192.0.2.7']);
  assert.deepEqual(servedNames({ ...ALONE, interfaces, listenHosts: ['::'] }).ips, ['127.0.0.1', '::1']);
});

test('a hostname that is neither a name nor an address is refused', () => {
  for (const hostname of ['a b', '*.example', 'https://coffer', 'fe80::1%eth0', '']) {
    assert.throws(
      () => servedNames({ ...ALONE, hostnames: [hostname] }),
      new OperatorError(`hostname \`${hostname}\` is neither a DNS name nor an IP address`),
    );
  }
});

test('an IPv6 address has one spelling', () => {
  assert.equal(canonicalIp('0:0:0:0:0:0:0:1'), '::1');
  assert.equal(canonicalIp('2001:DB8::0:1'), '2001:db8::1');
});
