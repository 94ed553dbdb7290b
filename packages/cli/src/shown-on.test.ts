import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { shownOn } from './shown-on.ts';

const terminal = Object.assign(new PassThrough(), { isTTY: true });
const pipe = new PassThrough();

test('a terminal is not spoken to by what others wrote', () => {
  assert.equal(
    shownOn(terminal, '\u001b]0;title\u0007\u009b2J\u007f\r'),
    '\\u001b]0;title\\u0007\\u009b2J\\u007f\\u000d',
  );
  assert.equal(shownOn(terminal, 'a\tb\né\u{1f511}\n'), 'a\tb\né\u{1f511}\n');
});

test('a pipe gets every character', () => {
  assert.equal(shownOn(pipe, '\u001b[31m\r\n'), '\u001b[31m\r\n');
});

test('JSON stays the JSON that it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      assert.equal(JSON.parse(shownOn(terminal, JSON.stringify(text))), text);
    }),
  );
});
