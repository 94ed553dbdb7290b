import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { chmod, chown, link, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { fingerprint } from './derive.ts';
import { rootKeyFile } from './root-key-file.ts';
import { formatRootKeyFile } from './root-key-text.ts';
import type { StoredRootKey } from './root-key.ts';
import { refusal } from './testing.ts';

const MATERIAL = Buffer.from('8f1d9a40c3be27750e62d4b981fa365c17e0489bd22c6fa5730819ecb45d96f3', 'hex');

test('the first start makes a file that only its owner can read, and leaves nothing else', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'root.key');

  await rootKeyFile(path, randomBytes).first();

  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.match(await readFile(path, 'utf8'), /^coffer-root-key-v1 [A-Za-z0-9+/]{43}= rk-[0-9a-f]{32}\n# The root key/);
  assert.deepEqual(await readdir(folder), ['root.key']);
});

test('an existing file is never overwritten, whatever it holds', async t => {
  const path = join(await temporaryFolder(t), 'root.key');
  await writeFile(path, 'precious', { mode: 0o600 });

  await assert.rejects(rootKeyFile(path, randomBytes).first(), refusal('malformed', 'no root key file'));

  assert.equal(await readFile(path, 'utf8'), 'precious');
});

test('nodes that start for the first time at once have one key', async t => {
  const folder = await temporaryFolder(t);
  const providers = Array.from({ length: 8 }, () => rootKeyFile(join(folder, 'root.key'), randomBytes));

  const ids = await Promise.all(providers.map(async provider => fingerprint((await provider.first()).key)));

  assert.equal(new Set(ids).size, 1);
  assert.deepEqual(await readdir(folder), ['root.key']);
});

test('the key id is the same at each start, and in the file', async t => {
  const path = await keyFile(t);

  const first = await idOf(path);
  const second = await idOf(path);

  assert.equal(first, 'rk-91cb95cacc490456acceea55bc69a376');
  assert.equal(second, first);
  assert.ok((await readFile(path, 'utf8')).includes(first));
});

test('a missing file is refused, not made, when the key is asked for', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'root.key');

  await assert.rejects(idOf(path), refusal('missing', `there is no root key file \`${path}\``));
  assert.deepEqual(await readdir(folder), []);
});

test('a folder that is missing is said, not made', async t => {
  const path = join(await temporaryFolder(t), 'absent', 'root.key');

  await assert.rejects(rootKeyFile(path, randomBytes).first(), refusal('missing', 'ENOENT'));
});

for (const mode of [0o640, 0o604, 0o620, 0o601, 0o777]) {
  test(`a file of mode ${mode.toString(8)} is refused, with the command that mends it`, async t => {
    const path = await keyFile(t);
    await chmod(path, mode);

    await assert.rejects(idOf(path), refusal('unsafe', `chmod 600 ${path}`));
  });
}

test('a symbolic link and a folder are refused', async t => {
  const path = await keyFile(t);
  await symlink(path, `${path}.link`);

  await assert.rejects(idOf(`${path}.link`), refusal('unsafe', 'symbolic link'));
  await assert.rejects(idOf(join(path, '..')), refusal('unsafe', 'is not a file'));
});

test('a file of another user is refused', { skip: process.getuid?.() !== 0 && 'needs root' }, async t => {
  const path = await keyFile(t);
  await chown(path, 12_345, 12_345);

  await assert.rejects(idOf(path), refusal('unsafe', 'belongs to user 12345'));
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
    await assert.rejects(idOf(path), refusal('malformed', path));
  }
});

test('no refusal shows the key', async t => {
  const path = await keyFile(t);
  const base64 = MATERIAL.toString('base64');
  await writeFile(path, `coffer-root-key-v1 ${base64} rk-0\n`);

  await assert.rejects(idOf(path), (error: Error) => !error.message.includes(base64));
});

test('the description says where the key lies', () => {
  assert.equal(rootKeyFile('/srv/root.key', randomBytes).description, 'file `/srv/root.key`');
});

describe('a rotation', () => {
  test('puts the new key beside the old one, which stays in use until the database says otherwise', async t => {
    const path = await keyFile(t);
    const provider = rootKeyFile(path, randomBytes);

    const { key, state, notices } = await provider.next(OLD);

    assert.equal(state, undefined);
    assert.match(notices.join(), new RegExp(`kept as .*root.key.${OLD.rootKeyId}`));
    assert.equal(fingerprint(await provider.open(OLD)), OLD.rootKeyId);
    assert.equal(fingerprint(await provider.open(storedOf(key))), fingerprint(key));
    assert.deepEqual(await namesBeside(path), ['root.key', 'root.key.next']);
  });

  test('is cleared up when the database names the new key, and the old file is kept', async t => {
    const path = await keyFile(t);
    const provider = rootKeyFile(path, randomBytes);
    const { key } = await provider.next(OLD);

    await provider.settle?.(storedOf(key));
    await provider.settle?.(storedOf(key));

    assert.deepEqual(await namesBeside(path), ['root.key', `root.key.${OLD.rootKeyId}`]);
    assert.equal(await idOf(path), fingerprint(key));
    assert.equal(await idOf(`${path}.${OLD.rootKeyId}`), OLD.rootKeyId);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
  });

  test('that ended before the database changed leaves the old key, and its new one is taken the next time', async t => {
    const path = await keyFile(t);
    const { key } = await rootKeyFile(path, randomBytes).next(OLD);

    await rootKeyFile(path, randomBytes).settle?.(OLD);
    const again = await rootKeyFile(path, randomBytes).next(OLD);

    assert.equal(await idOf(path), OLD.rootKeyId);
    assert.ok(again.key.equals(key));
  });

  test('that ended between the names goes on at the next start', async t => {
    const path = await keyFile(t);
    const { key } = await rootKeyFile(path, randomBytes).next(OLD);
    // What a crash after the first of the two names leaves.
    await link(path, `${path}.${OLD.rootKeyId}`);

    const provider = rootKeyFile(path, randomBytes);
    assert.equal(fingerprint(await provider.open(storedOf(key))), fingerprint(key));
    await provider.settle?.(storedOf(key));

    assert.deepEqual(await namesBeside(path), ['root.key', `root.key.${OLD.rootKeyId}`]);
  });

  test('follows one whose files were never cleared up', async t => {
    const path = await keyFile(t);
    const provider = rootKeyFile(path, randomBytes);
    const first = await provider.next(OLD);

    const second = await provider.next(storedOf(first.key));

    assert.equal(await idOf(path), fingerprint(first.key));
    assert.ok(!second.key.equals(first.key));
  });
});

const OLD = { rootKeyId: 'rk-91cb95cacc490456acceea55bc69a376', state: undefined };

function storedOf(key: KeyObject): StoredRootKey {
  return { rootKeyId: fingerprint(key), state: undefined };
}

async function namesBeside(path: string): Promise<string[]> {
  return (await readdir(dirname(path))).toSorted();
}

/** The name of what lies at a path, as a start would find it. */
async function idOf(path: string): Promise<string> {
  return fingerprint(await rootKeyFile(path, randomBytes).open({ rootKeyId: 'rk-0', state: undefined }));
}

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
