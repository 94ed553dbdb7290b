import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { LineSplitter, MAX_LINE_LENGTH } from './line-splitter.ts';

test('lines are the same however they are cut into pieces', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat(40)), (text, cuts) => {
      const splitter = new LineSplitter();
      const bytes = Buffer.from(text);
      const places = [0, ...cuts.map(cut => Math.min(cut, bytes.length)).toSorted((a, b) => a - b), bytes.length];

      const lines = places.flatMap((place, at) => splitter.push(bytes.subarray(places[at - 1] ?? 0, place)));

      const whole = bytes
        .toString()
        .split('\n')
        .map(line => line.replace(/\r$/, ''));
      assert.deepEqual([...lines, splitter.rest()], whole);
    }),
  );
});

test('a line without end is held only up to a bound', () => {
  const splitter = new LineSplitter();
  for (let i = 0; i < 64; i++) splitter.push(Buffer.alloc(65_536, 'x'));

  const rest = splitter.rest();

  assert.ok(rest.length > MAX_LINE_LENGTH && rest.length < 3 * MAX_LINE_LENGTH);
});
