/** A full disk, as a limit of the process: whatever goes beyond it cannot be written. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { writePrivateFile } from './write-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffer-write-'));
after(() => rmSync(folder, { recursive: true }));

/** Tries to write 60,000 bytes where a file may have at most 4,096. */
function writeBeyondLimit(path: string, replace: boolean): string {
  const program = `
    const { writePrivateFile } = await import(process.argv[1]);
    await writePrivateFile(process.argv[2], Buffer.alloc(60_000, 'x'), process.argv[3] === 'true').then(
      () => console.log('written'),
      error => console.log(error.message),
    );`;
  const module = new URL('./write-file.ts', import.meta.url).href;
  const args = ['--input-type=module', '-e', program, module, path, String(replace)];
  const limited = ['-c', 'ulimit -f 8; exec "$@"', 'sh', process.execPath, ...args];
  return spawnSync('sh', limited, { encoding: 'utf8' }).stdout;
}

test('a value that does not fit on the disk leaves nothing of itself', () => {
  const path = join(folder, 'new');

  assert.match(writeBeyondLimit(path, false), /^cannot write `.*new`: EFBIG/);

  assert.deepEqual(readdirSync(folder), []);
});

test('a value that does not fit leaves the file that it was to replace, and nothing of itself', () => {
  const path = join(folder, 'old');
  writeFileSync(path, 'old');

  assert.match(writeBeyondLimit(path, true), /^cannot write `.*old`: EFBIG/);

  assert.deepEqual(readdirSync(folder), ['old']);
  assert.equal(readFileSync(path, 'utf8'), 'old');
});

test('a folder in the place of the file stays, and nothing lies beside it', async () => {
  const parent = mkdtempSync(join(folder, 'parent-'));
  const inner = mkdtempSync(join(parent, 'inner-'));

  await assert.rejects(writePrivateFile(inner, Buffer.from('secret'), true), /cannot write/);

  assert.deepEqual(readdirSync(parent).length, 1);
  assert.deepEqual(readdirSync(inner), []);
});
