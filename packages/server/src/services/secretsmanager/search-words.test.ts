import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { searchWords } from './search-words.ts';

it('splits at punctuation, at blanks, inside camel case, and between letters and digits', () => {
  const expected: readonly (readonly [text: string, words: readonly string[]])[] = [
    ['prod/my-app_db+x=y.z@w', ['prod', 'my', 'app', 'db', 'x', 'y', 'z', 'w']],
    ['camelCaseWord', ['camel', 'case', 'word']],
    ['key123abc', ['key', '123', 'abc']],
    ['Über größe', ['ü', 'ber', 'gr', 'öß', 'e']],
    ['  ', []],
    ['', []],
  ];

  for (const [text, words] of expected) assert.deepEqual(searchWords(text), words, text);
});

it('loses no letter or digit, and gives no empty word', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const words = searchWords(text);
      const kept = [...text].filter(char => char > '\u007f' || /[a-z0-9]/i.test(char));
      assert.equal(words.join(''), kept.join('').toLowerCase());
      assert.ok(words.every(word => word !== ''));
    }),
  );
});

it('takes a time that grows with the length alone', () => {
  const started = processorMs();

  searchWords('aA1-'.repeat(50_000));

  assert.ok(processorMs() - started < 1_000);
});

/** Milliseconds of processor time that this thread has used: how busy the machine is does not count. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
