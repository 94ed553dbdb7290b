import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, test } from 'node:test';
import { absolutePath, findProgram } from './find-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffer-find-'));
after(() => rmSync(folder, { recursive: true }));
for (const [name, mode] of [
  ['one', 0o755],
  ['two', 0o755],
  ['plain', 0o644],
] as const) {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'aws'), '');
  chmodSync(join(folder, name, 'aws'), mode);
}
mkdirSync(join(folder, 'folder', 'aws'), { recursive: true });

test('the first program on PATH is found; files that do not run and folders are passed over', () => {
  const path = ['nothing', 'plain', 'folder', 'two', 'one'].map(each => join(folder, each)).join(':');

  assert.equal(findProgram('aws', path), join(folder, 'two', 'aws'));
  assert.equal(findProgram('aws', join(folder, 'plain')), undefined);
});

test('empty and relative entries do not run what lies in the current folder', t => {
  const before = process.cwd();
  process.chdir(join(folder, 'one'));
  t.after(() => process.chdir(before));

  for (const path of ['', ':', '.', '../two', relative(process.cwd(), join(folder, 'one')), ':/nowhere:']) {
    assert.equal(findProgram('aws', path), undefined, path);
  }
  assert.equal(findProgram('aws', `:.:${join(folder, 'two')}`), join(folder, 'two', 'aws'));
});

test('the path for programs keeps absolute entries in their order', () => {
  assert.equal(absolutePath(':/usr/bin::.:bin:/bin:'), '/usr/bin:/bin');
});
