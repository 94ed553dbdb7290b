import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { formatHostPort, isDnsName, isLoopback, isUnspecified, parseHostPort } from './addresses.ts';
import { OperatorError } from './operator-error.ts';

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?$/);
const host = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.array(label, { minLength: 1, maxLength: 4 }).map(labels => labels.join('.')),
);

test('an address survives being written and read', () => {
  fc.assert(
    fc.property(fc.record({ host, port: fc.nat(65_535) }), address => {
      assert.deepEqual({ ...parseHostPort(formatHostPort(address)) }, { ...address });
    }),
  );
});

test('any text is either an address or an error for the operator', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\[?[0-9a-f:.]*\]?:\d*$/)), text => {
      try {
        const { port } = parseHostPort(text);
        assert.ok(Number.isInteger(port) && port >= 0 && port <= 65_535);
      } catch (error) {
        assert.ok(error instanceof OperatorError);
      }
    }),
  );
});

test('an address that is not complete says what is missing', () => {
  const messages = [
    ['localhost', 'address `localhost` has no port: write HOST:PORT'],
    [':7443', 'address `:7443` has no host: write 127.0.0.1 for this machine, 0.0.0.0 for every interface'],
    ['::1:7443', 'address `::1:7443` has an IPv6 address without brackets: write [ADDRESS]:PORT'],
    ['[::1]', 'address `[::1]` has a host that is neither an IP address nor a DNS name'],
    ['[127.0.0.1]:1', 'address `[127.0.0.1]:1` has a host that is neither an IP address nor a DNS name'],
    ['a_b:1', 'address `a_b:1` has a host that is neither an IP address nor a DNS name'],
    ['1.2.3:1', 'address `1.2.3:1` has a host that is neither an IP address nor a DNS name'],
    ['localhost:65536', 'address `localhost:65536` has a port that is not a number from 0 to 65535'],
    ['localhost:-1', 'address `localhost:-1` has a port that is not a number from 0 to 65535'],
    ['localhost:', 'address `localhost:` has a port that is not a number from 0 to 65535'],
    [`${'a'.repeat(400)}:1`, `address \`${'a'.repeat(300)}...\` is too long`],
  ] as const;
  for (const [text, message] of messages) {
    assert.throws(() => parseHostPort(text), new OperatorError(message));
  }
});

test('loopback is 127.0.0.0/8, ::1 and localhost, however they are spelled', () => {
  for (const yes of [
    '127.0.0.1',
    '127.255.0.9',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    'localhost',
    'LocalHost',
  ]) {
    assert.equal(isLoopback(yes), true, yes);
  }
  for (const no of [
    '0.0.0.0',
    '::',
    '128.0.0.1',
    '10.0.0.1',
    '::2',
    '::ffff:10.0.0.1',
    'localhost.example',
    '127.1',
    '',
  ]) {
    assert.equal(isLoopback(no), false, no);
  }
});

test('the unspecified addresses are 0.0.0.0 and ::', () => {
  assert.deepEqual(['0.0.0.0', '::', '0:0::0'].map(isUnspecified), [true, true, true]);
  assert.deepEqual(['127.0.0.1', '::1', 'localhost'].map(isUnspecified), [false, false, false]);
});

test('a DNS name has labels of 1 to 63 letters, digits and inner hyphens, 253 characters in all', () => {
  for (const yes of ['a', 'A-b.example', '1a.b2', 'a'.repeat(63), `${'a.'.repeat(126)}a`]) {
    assert.equal(isDnsName(yes), true, yes);
  }
  for (const no of [
    '',
    '.',
    'a.',
    '-a',
    'a-',
    'a..b',
    'a b',
    'é',
    'a'.repeat(64),
    `${'a.'.repeat(127)}a`,
    'a.1',
    '1',
  ]) {
    assert.equal(isDnsName(no), false, no);
  }
});
