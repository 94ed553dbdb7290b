/** A baseline of answers may only grow: nothing of it goes or changes unless that very word is said. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  baselineMode,
  type BaselineMode,
  compareWithBaseline,
  operationsOfBaseline,
  readBaseline,
} from './baseline.ts';

const BEFORE = { a: '200', b: '200', c: '200' };
const NOW = { a: '200', b: '400 X', d: '200' };
const NOT_GROWTH = ['b:\n    was 200\n    is  400 X', 'c: was there, is asked no more'];

test('a case that is gone, changed or new is told, and nothing is written', () => {
  assert.deepEqual(after('compare'), {
    told: [...NOT_GROWTH, 'd: is new (200); COFFER_BASELINE=grow adds it'],
    file: BEFORE,
  });
});

test('a baseline that grows takes what is new, and refuses that a case goes or is answered otherwise', () => {
  assert.deepEqual(after('grow'), { told: NOT_GROWTH, file: { ...BEFORE, d: '200' } });
});

test('only a baseline that is replaced loses a case or an answer', () => {
  assert.deepEqual(after('replace'), { told: [], file: NOW });
});

test('no other word is taken', () => {
  assert.deepEqual(['', 'grow', 'replace'].map(baselineMode), ['compare', 'grow', 'replace']);
  for (const word of ['rewrite', 'Grow', '1']) assert.throws(() => baselineMode(word), /is `grow` or `replace`/);
});

/** What is told of the answers now, and what the file then holds. */
function after(mode: BaselineMode): { told: readonly string[]; file: object } {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-baseline-'));
  try {
    const path = 'service/Operation';
    compareWithBaseline({ path, answers: new Map(Object.entries(BEFORE)) }, 'grow', folder);

    const told = compareWithBaseline({ path, answers: new Map(Object.entries(NOW)) }, mode, folder);

    assert.deepEqual(operationsOfBaseline(folder), [path]);
    return { told, file: Object.fromEntries(readBaseline(path, folder)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
