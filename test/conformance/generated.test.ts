/** Generated requests of every operation, and what was ever answered to them (`baseline.ts` says how answers are kept). */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allTargets, askAll, summary, type Target } from './ask.ts';
import { compareWithBaseline, operationsOfBaseline } from './baseline.ts';
import { validInputs } from './valid-inputs.ts';

describe('generated requests are answered as they were', { concurrency: 3 }, () => {
  for (const target of allTargets()) {
    test(`${target.service} ${target.operation}`, async () => {
      const asked = await askAll(target);
      const answers = new Map(asked.map(one => [one.name, summary(one)]));

      assert.deepEqual(
        [...answers].filter(([, answer]) => answer.startsWith('5')),
        [],
      );
      const found = compareWithBaseline({ path: pathOf(target), answers });
      assert.deepEqual(found, [], `${found.length} of ${answers.size} answers differ`);
    });
  }
});

function pathOf({ service, operation }: Target): string {
  return `${service}/${operation}`;
}

test('every operation of the baseline is asked', () => {
  const asked = new Set(allTargets().map(pathOf));

  assert.deepEqual(
    operationsOfBaseline().filter(path => !asked.has(path)),
    [],
  );
});

test('an input is known for every operation, which the fuzzer changes too', () => {
  const known = validInputs({ name: 'name', ciphertext: '' });
  const paths = allTargets().map(({ service, operation }) => `${service}.${operation}`);

  assert.deepEqual(
    paths.filter(path => !known.has(path)),
    [],
  );
});
