import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { CodeFolders } from './code-folders.ts';
import type { FunctionCode } from './function-runtime.ts';
import { FunctionRefused } from './function-runtime.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coffer-code-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('an archive is unpacked once, closed to other users, and found again', async () => {
  let reads = 0;
  const code = zip({ 'a/b.py': 'x = 1', bootstrap: '#!/bin/sh' }, () => (reads += 1));
  const folders = new CodeFolders(join(folder, 'code'));

  const [one, two] = await Promise.all([folders.acquire(code), folders.acquire(code)]);

  assert.equal(one, two);
  assert.equal(reads, 1);
  assert.equal(await readFile(join(one, 'a/b.py'), 'utf8'), 'x = 1');
  assert.equal((await stat(join(one, 'bootstrap'))).mode & 0o777, 0o755);
  assert.equal((await stat(join(folder, 'code'))).mode & 0o777, 0o700);
});

for (const name of ['../out', '/out', 'a/../../out', 'a\\b', 'a\0b']) {
  test(`an archive with ${JSON.stringify(name)} is refused and leaves nothing outside`, async () => {
    const folders = new CodeFolders(join(folder, 'code'));

    await assert.rejects(folders.acquire(zip({ [name]: 'x' })), isInvalidZip);

    assert.equal(existsSync(join(folder, 'out')), false);
  });
}

test('what is no archive, is cut off, or has a name as file and folder is refused; the next try reads again', async () => {
  const whole = await readAll(zip({ a: 'x'.repeat(1000) }));
  const folders = new CodeFolders(join(folder, 'code'));
  let reads = 0;
  const cut = { ...zip({ a: '' }), read: async () => ((reads += 1), whole.subarray(0, -30)) };

  await assert.rejects(folders.acquire(cut), isInvalidZip);
  await assert.rejects(folders.acquire(cut), isInvalidZip);
  await assert.rejects(folders.acquire(zip({ a: 'x', 'a/b': 'y' })), isInvalidZip);

  assert.equal(reads, 2);
});

test('an archive that says it is larger than AWS takes is refused before anything is unpacked', async () => {
  const archive = zipSync({ a: strToU8('x'), b: strToU8('y') });
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  // The central directory says how long each file will be.
  for (let at = 0; at < archive.length - 4; at++)
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 200_000_000, true);
  const folders = new CodeFolders(join(folder, 'code'));

  await assert.rejects(folders.acquire(codeOf(archive)), isInvalidZip);
});

test('code that nothing runs from is removed in time, the longest unused first', async () => {
  const folders = new CodeFolders(join(folder, 'code'));
  const codes = Array.from({ length: 20 }, (_, at) => zip({ a: String(at) }));
  const inUse = await folders.acquire(zip({ a: 'in use' }));

  for (const code of codes) {
    await folders.acquire(code);
    await folders.release(code);
  }

  assert.equal((await readdir(join(folder, 'code'))).length, 17);
  assert.equal(await readFile(join(inUse, 'a'), 'utf8'), 'in use');
  const [first, last] = [codes[0], codes.at(-1)];
  assert.ok(first !== undefined && last !== undefined);
  assert.equal(existsSync(join(folder, 'code', hex(first))), false);
  assert.equal(existsSync(join(folder, 'code', hex(last))), true);
});

type ZipCode = Extract<FunctionCode, { kind: 'zip' }>;

function zip(files: Readonly<Record<string, string>>, onRead = () => {}): ZipCode {
  const archive = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
  return { ...codeOf(archive), read: async () => (onRead(), archive) };
}

function codeOf(archive: Uint8Array): ZipCode {
  return { kind: 'zip', sha256: createHash('sha256').update(archive).digest('base64'), read: async () => archive };
}

async function readAll(code: ZipCode): Promise<Uint8Array> {
  return code.read();
}

function hex({ sha256 }: ZipCode): string {
  return Buffer.from(sha256, 'base64').toString('hex');
}

function isInvalidZip(error: unknown): boolean {
  return error instanceof FunctionRefused && error.code === 'InvalidZipFileException';
}
