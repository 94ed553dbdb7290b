/** Each recorded row of the behaviour document has tests that show it, and those tests are there. */
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import { sharedFolder, without } from '../support/require.ts';
import { readSources } from '../support/sources.ts';
import { behaviourRows, readBehaviour } from './behaviour-document.ts';
import { behaviourTests } from './behaviour-rows.ts';

const skip = without('shared');

test('each recorded row of the behaviour document is in the table, and the table has no others', { skip }, () => {
  const rows = readBehaviour(sharedFolder() ?? '').filter(({ isRecorded }) => isRecorded);

  assert.ok(rows.length > 100);
  assert.deepEqual(Object.keys(behaviourTests).toSorted(), rows.map(({ id }) => id).toSorted());
});

test('every test that the table names is there', () => {
  const sources = Map.groupBy(readSources(), ({ path }) => basename(path));
  const named = Object.values(behaviourTests).flat();

  const missing = named.filter(each => {
    const at = each.indexOf(': ');
    const [files = [], name] = [sources.get(each.slice(0, at)), each.slice(at + 2)];
    return !files.some(({ text }) => ["'", '"', '`'].some(quote => text.includes(`${quote}${name}${quote}`)));
  });
  assert.deepEqual(missing, []);
});

test('a row is told by its section and first words, and recorded by its marks', () => {
  const text = [
    '## 1 Ops',
    '| Case | Answer | Mark |',
    '|---|---|---|',
    '| **one** `two` three four five six seven | x | R-LS |',
    '| other | y | S |',
    '',
    'Prose [V]:',
    '- first',
    '- second [S]',
    'Plain',
    '## 2 Heading [R-ST]',
    'a line that ends in a +',
    'plus',
  ].join('\n');

  assert.deepEqual(
    behaviourRows(text).map(({ id, isRecorded }) => [id, isRecorded]),
    [
      ['1 one two three four five six', true],
      ['1 other', false],
      ['1 Prose', true],
      ['1 first', true],
      ['1 second', false],
      ['1 Plain', false],
      ['2 a line that ends in a', true],
    ],
  );
});
