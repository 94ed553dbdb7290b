/** Who may do what, reviewed as text: `matrix.txt`. `COFFER_MATRIX=rewrite` writes it anew, to be read before it is committed. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { matrix } from './matrix.ts';
import { allTargets, nameOf } from './targets.ts';
import { makeWorld } from './world.ts';

const PATH = join(import.meta.dirname, 'matrix.txt');
/** Lines about the table. */
const isLegend = (line: string) => line.startsWith('#') || line === '';

test('every operation answers every kind of caller as the reviewed matrix says', async () => {
  await using world = await makeWorld();
  const computed = await matrix(world);

  const file = readFileSync(PATH, 'utf8').split('\n');
  if (process.env['COFFER_MATRIX'] === 'rewrite') {
    const legend = file.filter(line => line.startsWith('#')).join('\n');
    writeFileSync(PATH, `${legend}\n\n${computed}`);
    return;
  }
  const reviewed = file.filter(line => !isLegend(line));
  assert.deepEqual(reviewed, computed.split('\n').filter(Boolean));
});

test('the matrix has a line for every operation of every contract, and for no other', () => {
  const lines = readFileSync(PATH, 'utf8').split('\n');
  const listed = lines
    .filter(line => !isLegend(line) && !line.startsWith('operation '))
    .map(line => line.split(' ')[0]);

  assert.deepEqual(listed, allTargets().map(nameOf));
});
