import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { shQuote } from './sh-quote.ts';

test('a shell reads back exactly the words that were quoted', () => {
  const hostile = ['', "it's", '$(id) `id` "x"', 'a\nb', '-n', '\\', "'; rm -rf ~; '", '*', '~', '!x', 'é\u{1f511}'];
  const generated = fc.sample(fc.string({ unit: fc.constantFrom(...'ab$`"\'\\ \n\t;&|*?!~#é') }), {
    numRuns: 200,
    seed: 7,
  });
  const words = [...hostile, ...generated];

  const output = execFileSync('sh', ['-c', `printf '%s\\0' ${words.map(shQuote).join(' ')}`], { encoding: 'utf8' });

  assert.deepEqual(output.split('\0').slice(0, -1), words);
});

test('NUL has no quoting', () => {
  assert.throws(() => shQuote('a\0b'), RangeError);
});
