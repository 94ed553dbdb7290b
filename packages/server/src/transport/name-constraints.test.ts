import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { makeAuthority } from './certificates.ts';
import { permitsDnsName, permitsIp, readNameConstraints } from './name-constraints.ts';
import { canonicalIp } from './served-names.ts';

test('what an authority permits is what it was made for', async () => {
  const ips = fc.uniqueArray(fc.oneof(fc.ipV4(), fc.ipV6()).map(canonicalIp), { minLength: 1, maxLength: 12 });
  const dnsNames = fc.uniqueArray(fc.domain(), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.record({ dnsNames, ips }, { noNullPrototype: true }), async names => {
      const { certificate } = await makeAuthority(names, new Date(0));

      assert.deepEqual(readNameConstraints(new X509Certificate(certificate).raw), names);
    }),
    { numRuns: 50 },
  );
});

test('bytes that are no certificate are an error, never an endless walk', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      try {
        readNameConstraints(bytes);
      } catch (error) {
        assert.ok(error instanceof RangeError);
      }
    }),
  );
});

test('a permitted DNS name brings the names below it and no others', () => {
  const permitted = { dnsNames: ['coffer.example'], ips: ['::1'] };

  assert.equal(permitsDnsName(permitted, 'coffer.example'), true);
  assert.equal(permitsDnsName(permitted, 'a.coffer.example'), true);
  assert.equal(permitsDnsName(permitted, 'notcoffer.example'), false);
  assert.equal(permitsDnsName(permitted, 'example'), false);
});

test('a permitted address is permitted alone', () => {
  const permitted = { dnsNames: ['localhost'], ips: ['127.0.0.1', '::1'] };

  assert.equal(permitsIp(permitted, '127.0.0.1'), true);
  assert.equal(permitsIp(permitted, '127.0.0.2'), false);
});
