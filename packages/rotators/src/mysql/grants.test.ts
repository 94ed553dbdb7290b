import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { copiedGrants } from './grants.ts';
import { tlsRequirement } from './tls-requirement.ts';

describe('grants of another account', () => {
  const app = { name: 'app', host: '%' };

  test('privileges and roles go over with the right to pass them on, and nothing else does', () => {
    const lines = [
      "GRANT USAGE ON *.* TO `app`@`%` IDENTIFIED BY PASSWORD '*0123' REQUIRE SSL WITH MAX_QUERIES_PER_HOUR 5",
      'GRANT SELECT ON `shop`.* TO `app`@`%` WITH GRANT OPTION',
      'GRANT `readers` TO `app`@`%` WITH ADMIN OPTION',
      'SET DEFAULT ROLE `readers` FOR `app`@`%`',
      'GRANT ALL ON `b`.* TO `apple`@`%`',
      'DROP DATABASE shop',
    ];

    assert.deepEqual(copiedGrants(lines, app, "'app_clone'@'%'"), [
      "GRANT USAGE ON *.* TO 'app_clone'@'%'",
      "GRANT SELECT ON `shop`.* TO 'app_clone'@'%' WITH GRANT OPTION",
      "GRANT `readers` TO 'app_clone'@'%' WITH ADMIN OPTION",
      "SET DEFAULT ROLE `readers` FOR 'app_clone'@'%'",
    ]);
  });

  test('a database whose name looks like the end of a statement stays a name', () => {
    const lines = ["GRANT SELECT ON `x`` TO ``app``@``%`` y`.* TO 'app'@'%'"];

    assert.deepEqual(copiedGrants(lines, app, "'b'@'%'"), ["GRANT SELECT ON `x`` TO ``app``@``%`` y`.* TO 'b'@'%'"]);
  });

  test('requirements of TLS are those of the row', () => {
    assert.equal(tlsRequirement(new Map([['type', '']])), 'none');
    assert.equal(tlsRequirement(new Map([['type', 'ANY']])), 'ssl');
    assert.equal(tlsRequirement(new Map([['type', 'X509']])), 'x509');
    const row = new Map([
      ['type', 'SPECIFIED'],
      ['cipher', ''],
      ['issuer', "/CN=it's"],
      ['subject', '/CN=app'],
    ]);
    assert.equal(tlsRequirement(row), "issuer '/CN=it''s' and subject '/CN=app'");
  });
});
