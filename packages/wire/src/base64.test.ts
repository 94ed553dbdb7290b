import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decodeBase64, encodeBase64 } from './base64.ts';

test('bytes come back as they went in, in the text that Buffer writes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      const text = encodeBase64(bytes);

      assert.equal(text, Buffer.from(bytes).toString('base64'));
      assert.deepEqual(decodeBase64(text), bytes);
    }),
  );
});

test('the largest secret comes back as it went in', () => {
  const bytes = Uint8Array.from({ length: 65_536 }, (_, at) => at * 7);

  assert.deepEqual(decodeBase64(encodeBase64(bytes)), bytes);
});

test('a text that is accepted is the one text of its bytes', () => {
  const almost = fc.array(fc.constantFrom(...'ABZaz09+/=-_ \n'), { maxLength: 12 }).map(chars => chars.join(''));
  fc.assert(
    fc.property(almost, text => {
      const bytes = decodeBase64(text);

      if (bytes !== undefined) assert.equal(encodeBase64(bytes), text);
    }),
    { numRuns: 2000 },
  );
});

test('what is not base64 is refused', () => {
  for (const text of ['A', 'AA', 'AAA', 'AB==', 'AAB=', '====', 'A===', 'AA=A', 'AA\n=', ' AAA', 'AA-_', 'AAé=', '=']) {
    assert.equal(decodeBase64(text), undefined, JSON.stringify(text));
  }
});
