import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalHeaders } from './canonical-headers.ts';

test('a value has single spaces inside and none around, whatever the blanks were', () => {
  for (const [raw, canonical] of [
    ['', ''],
    [' ', ''],
    ['a b', 'a b'],
    [' a', 'a'],
    ['a\t', 'a'],
    ['a  b', 'a b'],
    ['a\tb', 'a b'],
    ['a\nb', 'a b'],
    ['a\rb', 'a b'],
    [' \r\n "a   b"\t c ', '"a b" c'],
    ['\u00a0a\u00a0', '\u00a0a\u00a0'],
  ] as const) {
    assert.equal(canonicalHeaders(['X', raw]).get('x'), canonical, JSON.stringify(raw));
  }
});

test('a repeated header has all its values, each canonical, in the order of the wire', () => {
  const headers = canonicalHeaders(['X-A', ' b ', 'x-b', '1', 'x-a', '', 'X-a', 'a']);

  assert.deepEqual(
    [...headers],
    [
      ['x-a', 'b,,a'],
      ['x-b', '1'],
    ],
  );
});
