import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { zipSync, type Zippable } from 'fflate';
import { checkArchive } from './archive.ts';

const CANNOT_UNZIP = 'Could not unzip uploaded file. Please check your file, then try to upload again.';

function zip(files: Readonly<Record<string, string>>, more: Zippable = {}): Buffer {
  const entries = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
  return Buffer.from(zipSync({ ...Object.fromEntries(entries), ...more }));
}

async function refused(bytes: Uint8Array, message = CANNOT_UNZIP): Promise<void> {
  await assert.rejects(checkArchive(bytes), { message });
}

const CODE = zip({ 'index.mjs': 'export const handler = async () => 1;', 'lib/a.txt': 'a'.repeat(1_000) });

test('takes archives as tools make them: folders, stored and deflated files, a comment', async () => {
  await checkArchive(CODE);
  await checkArchive(zip({ 'a/b/c.txt': 'x' }, { 'stored.txt': [Buffer.from('stored'), { level: 0 }] }));
  const commented = Buffer.concat([CODE, Buffer.from('comment')]);
  commented.writeUInt16LE(7, CODE.length - 2);
  await checkArchive(commented);
});

test('refuses what is no archive, and what is empty', async () => {
  await refused(Buffer.from('not a zip file, but longer than its last record'));
  await refused(Buffer.alloc(0), 'Uploaded file must be a non-empty zip');
  await refused(zip({}), 'Uploaded file must be a non-empty zip');
  await refused(CODE.subarray(0, -1));
  await refused(CODE.subarray(10));
});

test('refuses names that lead out of the folder, or that are there twice', async () => {
  for (const name of ['../x', 'a/../../x', '/etc/passwd', 'a//b', './a', 'a\\..\\b', '..', 'a\0b']) {
    await refused(zip({ [name]: 'x' }));
  }
  const twice = zip({ 'a.txt': '1', 'b.txt': '2' });
  for (let at = twice.indexOf('b.txt'); at >= 0; at = twice.indexOf('b.txt')) twice.write('a.txt', at);
  await refused(twice);
});

test('refuses symbolic links, encrypted files and unknown methods', async () => {
  const directory = CODE.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  const changed = (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(CODE);
    change(bytes);
    return bytes;
  };

  await refused(changed(bytes => bytes.writeUInt32LE((0o120777 << 16) >>> 0, directory + 38)));
  await refused(changed(bytes => bytes.writeUInt16LE(1, directory + 8)));
  await refused(changed(bytes => bytes.writeUInt16LE(14, directory + 10)));
});

test('refuses what unpacks to too much, whatever it says of its size', async () => {
  const bomb = zip({ 'zeros.txt': '' }, { 'bomb.bin': Buffer.alloc(30_000_000) });
  await checkArchive(bomb);
  const directory = bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2]), bomb.indexOf('bomb.bin') + 1);
  const at = bomb.lastIndexOf('bomb.bin') - 46;
  assert.ok(directory > 0 && at >= directory);
  const lying = Buffer.from(bomb);
  lying.writeUInt32LE(10, at + 24);
  await refused(lying);
  const honest = Buffer.from(bomb);
  honest.writeUInt32LE(262_144_001, at + 24);
  await refused(honest, 'Unzipped size must be smaller than 262144000 bytes');
  await refused(Buffer.alloc(52_428_801), 'Zipped size must be smaller than 52428800 bytes');
});

test('whatever is changed in an archive, it is taken or refused, and nothing else happens', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(CODE.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const bytes = Buffer.from(CODE);
      bytes[at] = (bytes[at] ?? 0) ^ flip;
      await checkArchive(bytes).catch((error: unknown) => {
        assert.ok(
          error instanceof Error && 'code' in error && error.code === 'InvalidParameterValueException',
          String(error),
        );
      });
    }),
    { numRuns: 300 },
  );
});
