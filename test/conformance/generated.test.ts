/**
 * Generated requests of every operation, and what was ever answered to them (`baseline.ts` says how answers are kept). SQLite
 * answers all of them here; PostgreSQL those where the engines could differ, and all with `COFFER_CASES=all`, which takes
 * two minutes.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allTargets, askAll, askTogether, summary, type Target } from './ask.ts';
import { compareWithBaseline, operationsOfBaseline, readBaseline } from './baseline.ts';
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

describe('generated requests are answered on PostgreSQL as on SQLite', { concurrency: 3 }, () => {
  for (const [service, targets] of Map.groupBy(allTargets(), target => target.service)) {
    test(service, async () => {
      const baseline = new Map(targets.map(target => [target, readBaseline(pathOf(target))]));
      const wanted = new Map([...baseline].map(([target, answers]) => [target, chosenCases(answers)]));

      const asked = await askTogether(targets, {
        engine: 'postgres',
        isWanted: ({ name }, target) => wanted.get(target)?.has(name) === true,
      });

      const found = asked.flatMap(one => {
        const [known, now] = [baseline.get(one.target)?.get(one.name), summary(one)];
        return now === known && !now.startsWith('5')
          ? []
          : [`${one.target.operation} ${one.name}:\n    was ${known}\n    is  ${now}`];
      });
      assert.deepEqual(found, []);
      assert.deepEqual(new Set(asked.map(({ target }) => target)), new Set(targets));
    });
  }
});

/**
 * The cases that PostgreSQL is asked, told by their answers: one of each kind, for each is made by another way through the
 * storage, and every text with the character that PostgreSQL alone cannot hold. What is not even read never gets there.
 */
function chosenCases(answers: ReadonlyMap<string, string>): ReadonlySet<string> {
  if (process.env['COFFER_CASES'] === 'all') return new Set(answers.keys());
  const read = [...answers].filter(([, answer]) => !answer.startsWith('400 SerializationException'));
  const firstOfKinds = new Map(read.toReversed().map(([name, answer]) => [kindOf(answer), name]));
  return new Set([
    ...firstOfKinds.values(),
    ...read.map(([name]) => name).filter(name => name.endsWith('with U+0000')),
  ]);
}

/** A result by its members, an error by its code. */
function kindOf(answer: string): string {
  return answer.startsWith('200') ? answer : answer.split(' ', 2).join(' ');
}

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
