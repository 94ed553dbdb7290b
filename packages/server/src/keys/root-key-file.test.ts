import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { chmod, chown, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { rootKeyFile } from './root-key-file.ts';
import { formatRootKeyFile } from './root-key-text.ts';
import { bitFlips, countingRandom, isUnreadable, refusal } from './testing.ts';

const MATERIAL = Buffer.from('8f1d9a40c3be27750e62d4b981fa365c17e0489bd22c6fa5730819ecb45d96f3', 'hex');

test('the first start makes a file that only its owner can read, and leaves nothing else', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'root.key');

  await rootKeyFile(path, randomBytes).initialize?.();

  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.match(await readFile(path, 'utf8'), /^coffer-root-key-v1 [A-Za-z0-9+/]{43}= rk-[0-9a-f]{32}\n# The root key/);
  assert.deepEqual(await readdir(folder), ['root.key']);
});

test('an existing file is never overwritten, whatever it holds', async t => {
  const path = join(await temporaryFolder(t), 'root.key');
  await writeFile(path, 'precious', { mode: 0o600 });

  await rootKeyFile(path, randomBytes).initialize?.();

  assert.equal(await readFile(path, 'utf8'), 'precious');
});

test('nodes that start for the first time at once have one key', async t => {
  const folder = await temporaryFolder(t);
  const providers = Array.from({ length: 8 }, () => rootKeyFile(join(folder, 'root.key'), randomBytes));

  const ids = await Promise.all(
    providers.map(async provider => {
      await provider.initialize?.();
      return await provider.keyId();
    }),
  );

  assert.equal(new Set(ids).size, 1);
  assert.deepEqual(await readdir(folder), ['root.key']);
});

test('the key id is the same at each start, and in the file', async t => {
  const path = await keyFile(t);

  const first = await rootKeyFile(path, randomBytes).keyId();
  const second = await rootKeyFile(path, randomBytes).keyId();

  assert.equal(first, 'rk-91cb95cacc490456acceea55bc69a376');
  assert.equal(second, first);
  assert.ok((await readFile(path, 'utf8')).includes(first));
});

test('what is wrapped unwraps with its context only, after a restart too', async t => {
  const path = await keyFile(t);

  const blob = await rootKeyFile(path, countingRandom()).wrap(Buffer.from('material'), 'here');

  const provider = rootKeyFile(path, randomBytes);
  assert.equal(
    Buffer.from(blob).toString('hex'),
    'c0ff0105000102030405060708090a0b0c0d0e0f101112131415161718191a1bb23f37b7899649f4879b2fb1cfd584dee36714bf96e10d13',
  );
  assert.equal(Buffer.from(await provider.unwrap(blob, 'here')).toString(), 'material');
  await assert.rejects(provider.unwrap(blob, 'there'), isUnreadable('authentication'));
  for (const changed of bitFlips(blob)) {
    await assert.rejects(provider.unwrap(changed, 'here'), isUnreadable());
  }
});

test('a missing file is refused, not made, when the key is asked for', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'root.key');

  await assert.rejects(
    rootKeyFile(path, randomBytes).keyId(),
    refusal('missing', `there is no root key file \`${path}\``),
  );
  assert.deepEqual(await readdir(folder), []);
});

test('a folder that is missing is said, not made', async t => {
  const path = join(await temporaryFolder(t), 'absent', 'root.key');

  await assert.rejects(async () => await rootKeyFile(path, randomBytes).initialize?.(), refusal('missing', 'ENOENT'));
});

for (const mode of [0o640, 0o604, 0o620, 0o601, 0o777]) {
  test(`a file of mode ${mode.toString(8)} is refused, with the command that mends it`, async t => {
    const path = await keyFile(t);
    await chmod(path, mode);

    await assert.rejects(rootKeyFile(path, randomBytes).keyId(), refusal('unsafe', `chmod 600 ${path}`));
  });
}

test('a symbolic link and a folder are refused', async t => {
  const path = await keyFile(t);
  await symlink(path, `${path}.link`);

  await assert.rejects(rootKeyFile(`${path}.link`, randomBytes).keyId(), refusal('unsafe', 'symbolic link'));
  await assert.rejects(rootKeyFile(join(path, '..'), randomBytes).keyId(), refusal('unsafe', 'is not a file'));
});

test('a file of another user is refused', { skip: process.getuid?.() !== 0 && 'needs root' }, async t => {
  const path = await keyFile(t);
  await chown(path, 12_345, 12_345);

  await assert.rejects(rootKeyFile(path, randomBytes).keyId(), refusal('unsafe', 'belongs to user 12345'));
});

test('a file that is empty, cut, changed, too long or of another format is refused', async t => {
  const path = await keyFile(t);
  const text = await readFile(path, 'utf8');
  const [format, base64 = '', name] = text.split(/[ \n]/);
  const broken = [
    '',
    text.slice(0, 30),
    `${format} ${base64}${base64} ${name}\n`,
    `${format} ${base64.replace(/^./, letter => (letter === 'A' ? 'B' : 'A'))} ${name}\n`,
    `${format} ${base64} ${name} more\n`,
    `${format} ${base64} ${name}\n${format} ${base64} ${name}\n`,
    `coffer-root-key-v2 ${base64} ${name}\n`,
    text + '#'.repeat(4_096),
  ];

  for (const content of broken) {
    await writeFile(path, content);
    await assert.rejects(rootKeyFile(path, randomBytes).keyId(), refusal('malformed', path));
  }
});

test('no refusal shows the key', async t => {
  const path = await keyFile(t);
  const base64 = MATERIAL.toString('base64');
  await writeFile(path, `coffer-root-key-v1 ${base64} rk-0\n`);

  await assert.rejects(rootKeyFile(path, randomBytes).keyId(), (error: Error) => !error.message.includes(base64));
});

test('the description says where the key lies', () => {
  assert.equal(rootKeyFile('/srv/root.key', randomBytes).description, 'file `/srv/root.key`');
});

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-root-key-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

async function keyFile(t: TestContext): Promise<string> {
  const path = join(await temporaryFolder(t), 'root.key');
  await writeFile(path, formatRootKeyFile(createSecretKey(MATERIAL)), { mode: 0o600 });
  return path;
}
