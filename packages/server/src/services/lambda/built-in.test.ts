import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { unzipSync } from 'fflate';
import { TestServer } from '../../testing/test-server.ts';
import { BUILT_IN_BUCKET, builtInArchive } from './built-in.ts';
import { readCode } from './code.ts';
import { makeLambdaParts } from './make-parts.ts';
import { runnable } from './runnable.ts';
import { ECHO, FUNCTION, makeFunction, makeLambdaRole } from './testing.ts';
import { findFunction } from './store.ts';

let root: string;
let builtIns: ReadonlyMap<string, string>;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffer-built-in-'));
  await mkdir(join(root, 'rotator/lib'), { recursive: true });
  await writeFile(join(root, 'rotator/index.mjs'), 'export const handler = async () => "built in";');
  await writeFile(join(root, 'rotator/lib/help.mjs'), '');
  await writeFile(join(root, 'rotator/lib/help.test.mjs'), '');
  builtIns = new Map([['rotator', join(root, 'rotator')]]);
});
after(() => rm(root, { recursive: true }));

test('code of the program is an archive like any other, the same each time', async () => {
  const archive = await builtInArchive(builtIns, 'rotator');

  const files = Object.keys(unzipSync(archive)).filter(name => !name.startsWith('coffer-wire/'));
  assert.deepEqual(files.toSorted(), ['index.mjs', 'lib/help.mjs', 'package.json']);
  assert.deepEqual(await builtInArchive(builtIns, 'rotator'), archive);
  await assert.rejects(builtInArchive(builtIns, 'none'), /NoSuchKey/);
});

test('a function of it runs from its folder, until other code is uploaded', async () => {
  await using server = await TestServer.open();
  await makeLambdaRole(server);
  const arn = await makeFunction(server, 'rotator');
  const { keyring, functions, line } = server.parts;
  const parts = makeLambdaParts({ keyring, functions, functionBuckets: [], builtIns, line: () => line });
  const found = await findFunction(line.reader, { accountId: '123456789012', region: 'us-east-1', name: 'rotator' });
  assert.ok(found !== undefined && arn === `${FUNCTION}:rotator`);
  const codeOf = async (input: Parameters<typeof readCode>[2]) =>
    runnable(parts, line.reader, { ...found, ...(await readCode(parts, arn, input)).row }, arn).code;

  const builtIn = await codeOf({ S3Bucket: BUILT_IN_BUCKET, S3Key: 'rotator' });
  assert.deepEqual([builtIn.kind, 'folder' in builtIn && builtIn.folder], ['built-in', join(root, 'rotator')]);
  assert.equal((await codeOf({ ZipFile: ECHO })).kind, 'zip');
});
