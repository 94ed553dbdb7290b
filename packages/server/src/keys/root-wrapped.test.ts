import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_PROVIDER_BLOB_BYTES, formatRootWrapped, parseRootWrapped } from './root-wrapped.ts';
import { isUnreadable } from './testing.ts';

const HEADER = Buffer.from('c0ff0101', 'hex');

test('the id of the root key lies in front of what its provider wrapped', () => {
  const blob = formatRootWrapped({ rootKeyId: 'rk-1', providerBlob: Buffer.from('abcd', 'hex') });

  assert.equal(blob.toString('hex'), 'c0ff010104726b2d31abcd');
  assert.deepEqual(parseRootWrapped(blob), { rootKeyId: 'rk-1', providerBlob: Buffer.from('abcd', 'hex') });
});

test('the longest id and blob fit, as with an ARN and a post-quantum HSM', () => {
  const wrapped = { rootKeyId: 'k'.repeat(255), providerBlob: Buffer.alloc(MAX_PROVIDER_BLOB_BYTES, 1) };

  assert.deepEqual(parseRootWrapped(formatRootWrapped(wrapped)), wrapped);
});

test('an id or a blob beyond the layout is refused before it is stored', () => {
  for (const rootKeyId of ['', 'k'.repeat(256), 'two words', 'é', 'rk-1\n']) {
    assert.throws(() => formatRootWrapped({ rootKeyId, providerBlob: Buffer.alloc(1) }), RangeError);
  }
  const providerBlob = Buffer.alloc(MAX_PROVIDER_BLOB_BYTES + 1);
  assert.throws(() => formatRootWrapped({ rootKeyId: 'rk-1', providerBlob }), RangeError);
});

test('lengths that do not fit and ids that no one wrote are refused', () => {
  const tooLong = Buffer.concat([HEADER, Buffer.from('\x01k'), Buffer.alloc(MAX_PROVIDER_BLOB_BYTES + 1)]);

  for (const blob of [
    HEADER,
    Buffer.concat([HEADER, Buffer.from('\0abc')]),
    Buffer.concat([HEADER, Buffer.from('\x04abc')]),
  ]) {
    assert.throws(() => parseRootWrapped(blob), isUnreadable('length'));
  }
  assert.throws(() => parseRootWrapped(tooLong), isUnreadable('length'));
  assert.throws(() => parseRootWrapped(Buffer.concat([HEADER, Buffer.from('\x02a\nbody')])), isUnreadable('no-blob'));
  assert.throws(() => parseRootWrapped(Buffer.from('c0ff0105016b00', 'hex')), isUnreadable('type'));
});
