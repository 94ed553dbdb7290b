/** Generated requests of every operation, and what was ever answered to them (`baseline.ts` says how answers are kept). */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allTargets, askAll, summary } from './ask.ts';
import { compareWithBaseline, differencesFrom } from './baseline.ts';
import { validInputs } from './valid-inputs.ts';

describe('generated requests are answered as they were', { concurrency: 3 }, () => {
  for (const target of allTargets()) {
    const { service, operation } = target;
    test(`${service} ${operation}`, async () => {
      const asked = await askAll(target);
      const answers = new Map(asked.map(one => [one.name, summary(one)]));

      assert.deepEqual(
        [...answers].filter(([, answer]) => answer.startsWith('5')),
        [],
      );
      const found = compareWithBaseline(service, operation, answers);
      assert.deepEqual(found, [], `${found.length} of ${answers.size} answers differ`);
    });
  }
});

test('a case that is gone, changed or new is told', () => {
  const known = new Map([
    ['a', '200'],
    ['b', '200'],
    ['c', '200'],
  ]);
  const answers = new Map([
    ['a', '200'],
    ['b', '400 X'],
    ['d', '200'],
  ]);

  assert.deepEqual(differencesFrom(known, answers), [
    'b:\n    was 200\n    is  400 X',
    'c: was there, is asked no more',
    'd: is new (200); COFFER_BASELINE=grow adds it',
  ]);
});

test('an input is known for every operation, which the fuzzer changes too', () => {
  const known = validInputs({ name: 'name', ciphertext: '' });
  const paths = allTargets().map(({ service, operation }) => `${service}.${operation}`);

  assert.deepEqual(
    paths.filter(path => !known.has(path)),
    [],
  );
});
