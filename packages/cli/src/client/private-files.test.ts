import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { mustBePrivateFolder, readPrivateFile } from './private-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffer-private-'));
after(() => rmSync(folder, { recursive: true }));
const NOBODY = 65_534;
const skip = process.getuid?.() === 0 ? false : 'only root gives files away';

test('what belongs to another user is refused, though nobody else can read it', { skip }, () => {
  const [theirFolder, theirFile] = [mkdtempSync(join(folder, 'theirs-')), join(folder, 'theirs')];
  writeFileSync(theirFile, 'x', { mode: 0o600 });
  for (const path of [theirFolder, theirFile]) chownSync(path, NOBODY, NOBODY);

  assert.throws(
    () => mustBePrivateFolder(theirFolder),
    /belongs to user 65534, not to user 0 or root: check who made it/,
  );
  assert.throws(() => readPrivateFile(theirFile), /belongs to user 65534/);
});

test('a folder, a named pipe and a file without end are refused, not waited for', () => {
  const [pipe, long] = [join(folder, 'pipe'), join(folder, 'long')];
  execFileSync('mkfifo', ['-m', '600', pipe]);
  writeFileSync(long, 'x'.repeat(65_537), { mode: 0o600 });

  assert.throws(() => readPrivateFile(mkdtempSync(join(folder, 'inner-'))), /is not a file/);
  assert.throws(() => readPrivateFile(pipe), /is not a file/);
  assert.throws(() => readPrivateFile(long), /it is too long/);
});

test('a private file is read whole', () => {
  writeFileSync(join(folder, 'own'), 'é\n', { mode: 0o600 });

  assert.equal(readPrivateFile(join(folder, 'own')), 'é\n');
});
