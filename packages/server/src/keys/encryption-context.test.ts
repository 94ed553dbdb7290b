import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  MAX_CONTEXT_BYTES,
  UnencodableContext,
  encryptionContextBytes,
  textContextBytes,
} from './encryption-context.ts';

test('a context has the bytes of its sorted pairs, each length in front', () => {
  const bytes = encryptionContextBytes({ b: 'é', a: '' });

  const fields = ['00000002', '00000001', '61', '00000000', '00000001', '62', '00000002', 'c3a9'];
  assert.equal(bytes.toString('hex'), fields.join(''));
});

test('no context is an empty one', () => {
  assert.equal(encryptionContextBytes({}).toString('hex'), '00000000');
});

test('contexts have the same bytes exactly if they hold the same pairs, in whatever order', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\0', '\u0001', 'é', '😀', '\uffff'), maxLength: 4 });
  const context = fc.dictionary(text, text, { maxKeys: 3 });
  fc.assert(
    fc.property(context, context, (a, b) => {
      const reversed = Object.fromEntries(Object.entries(a).toReversed());

      assert.deepEqual(encryptionContextBytes(reversed), encryptionContextBytes(a));
      assert.equal(encryptionContextBytes(a).equals(encryptionContextBytes(b)), isSame(a, b));
    }),
    { numRuns: 1000 },
  );
});

test('a pair that names the prototype is a pair like any other', () => {
  const context: Record<string, string> = JSON.parse('{"__proto__":"x"}');

  assert.notDeepEqual(encryptionContextBytes(context), encryptionContextBytes({}));
});

test('text that UTF-8 cannot tell apart is refused', () => {
  for (const context of [{ '\ud800': '' }, { a: '\udc00' }]) {
    assert.throws(() => encryptionContextBytes(context), UnencodableContext);
  }
  assert.throws(() => textContextBytes('\ud800'), UnencodableContext);
});

test('a context longer than the bound is refused', () => {
  const long = 'x'.repeat(MAX_CONTEXT_BYTES / 2);

  assert.throws(() => encryptionContextBytes({ a: long, b: long }), UnencodableContext);
  assert.throws(() => textContextBytes('é'.repeat(MAX_CONTEXT_BYTES / 2 + 1)), UnencodableContext);
});

function isSame(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every(name => Object.hasOwn(b, name) && a[name] === b[name]);
}
