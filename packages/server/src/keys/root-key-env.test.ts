import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fingerprint } from './derive.ts';
import { rootKeyFromEnvironment } from './root-key-env.ts';
import { rootKeyFile } from './root-key-file.ts';
import { RootKeyRefused } from './root-key.ts';
import type { RootKeyProvider } from './root-key.ts';
import { refusal } from './testing.ts';

const MATERIAL = Buffer.from('8f1d9a40c3be27750e62d4b981fa365c17e0489bd22c6fa5730819ecb45d96f3', 'hex');
const KEY_ID = 'rk-91cb95cacc490456acceea55bc69a376';

test('base64 and hex of one key are one key, white space around them is nothing', async () => {
  for (const text of [
    MATERIAL.toString('base64'),
    MATERIAL.toString('hex'),
    `${MATERIAL.toString('hex').toUpperCase()}\n`,
  ]) {
    const provider = rootKeyFromEnvironment({ COFFER_ROOT_KEY: text });

    assert.equal(await idOf(provider), KEY_ID);
    assert.equal(provider?.description, 'variable COFFER_ROOT_KEY');
  }
});

test('the variable is gone after reading, even if it was refused', () => {
  const good = { COFFER_ROOT_KEY: MATERIAL.toString('hex'), OTHER: '1' };
  const bad = { COFFER_ROOT_KEY: 'password' };

  rootKeyFromEnvironment(good);
  assert.throws(() => rootKeyFromEnvironment(bad), RootKeyRefused);

  assert.deepEqual([good, bad], [{ OTHER: '1' }, {}]);
});

test('without either variable there is no such provider', () => {
  assert.equal(rootKeyFromEnvironment({}), undefined);
});

test('what is not 32 bytes in base64 or hex is refused, and not shown', () => {
  const texts = ['', 'password', MATERIAL.toString('hex').slice(2), `${MATERIAL.toString('hex')}00`, '*'.repeat(44)];
  const base64 = MATERIAL.toString('base64');
  // Node.js decodes both to 32 bytes: the other alphabet, bits beyond the last byte.
  const lax = [base64.replaceAll('+', '-').replaceAll('/', '_'), base64.replace(/.=$/, 'x=')];
  for (const text of [...texts, ...lax, 'x'.repeat(10_000)]) {
    assert.throws(
      () => rootKeyFromEnvironment({ COFFER_ROOT_KEY: text }),
      refusal('malformed', 'COFFER_ROOT_KEY is not 32 bytes in base64 or hex: make one with `openssl rand -base64 32`'),
    );
  }
});

test('keys that nobody drew at random are refused', () => {
  const weak = [
    Buffer.alloc(32),
    Buffer.alloc(32, 0xff),
    Buffer.alloc(32, 'deadbeef', 'hex'),
    Buffer.from(Array.from({ length: 32 }, (_, i) => i)),
    Buffer.from('correct horse battery staple 123'),
  ];
  for (const material of weak) {
    assert.throws(
      () => rootKeyFromEnvironment({ COFFER_ROOT_KEY: material.toString('base64') }),
      refusal('unsafe', 'a root key is 32 random bytes'),
    );
  }
});

test('random keys are accepted', () => {
  for (let i = 0; i < 2_000; i++) {
    rootKeyFromEnvironment({ COFFER_ROOT_KEY: randomBytes(32).toString('base64') });
  }
});

test('both variables at once are refused', () => {
  const env = { COFFER_ROOT_KEY: MATERIAL.toString('hex'), COFFER_ROOT_KEY_FILE: '/run/secrets/key' };

  assert.throws(() => rootKeyFromEnvironment(env), refusal('malformed', 'both COFFER_ROOT_KEY and'));
});

test('a mounted file is read through links, and may be readable by others', async t => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'real'), `${MATERIAL.toString('base64')}\n`, { mode: 0o444 });
  await symlink('real', join(folder, 'key'));

  const provider = rootKeyFromEnvironment({ COFFER_ROOT_KEY_FILE: join(folder, 'key') });

  assert.equal(await idOf(provider), KEY_ID);
  assert.equal(provider?.description, `file \`${join(folder, 'key')}\` (COFFER_ROOT_KEY_FILE)`);
});

test('a root key file can be mounted as it is', async t => {
  const path = join(await temporaryFolder(t), 'root.key');
  const file = rootKeyFile(path, randomBytes);
  await file.first();

  const mounted = rootKeyFromEnvironment({ COFFER_ROOT_KEY_FILE: path });

  assert.equal(await idOf(mounted), await idOf(file));
});

test('a mounted file that is missing, writable by others, a folder or no key is refused', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'key');
  const keyId = (at: string) => idOf(rootKeyFromEnvironment({ COFFER_ROOT_KEY_FILE: at }));

  await assert.rejects(keyId(path), refusal('missing', `cannot read the root key from \`${path}\``));
  await assert.rejects(keyId(folder), refusal('unsafe', 'is not a file'));
  await writeFile(path, 'x'.repeat(100_000));
  await assert.rejects(keyId(path), refusal('malformed', `\`${path}\` is not 32 bytes`));
  await writeFile(path, MATERIAL.toString('hex'));
  await chmod(path, 0o664);
  await assert.rejects(keyId(path), refusal('unsafe', `chmod go-w ${path}`));
});

test('a new key is taken from the mounted file, once it is there', async t => {
  const path = join(await temporaryFolder(t), 'key');
  await writeFile(path, MATERIAL.toString('base64'), { mode: 0o600 });
  const provider = rootKeyFromEnvironment({ COFFER_ROOT_KEY_FILE: path });
  const current = { rootKeyId: KEY_ID, state: undefined };

  await assert.rejects(
    async () => await provider?.next(current),
    refusal('missing', 'holds no new key: put the new key into that file, then rotate'),
  );
  await writeFile(path, randomBytes(32).toString('base64'));

  const made = await provider?.next(current);
  assert.notEqual(made === undefined ? KEY_ID : fingerprint(made.key), KEY_ID);
});

test('a variable cannot change under a running server', async () => {
  const provider = rootKeyFromEnvironment({ COFFER_ROOT_KEY: MATERIAL.toString('hex') });

  await assert.rejects(
    async () => await provider?.next({ rootKeyId: KEY_ID, state: undefined }),
    refusal('missing', 'move the root key with `coffer root-key migrate`'),
  );
});

/** The name of the key that a start would find. */
async function idOf(provider: RootKeyProvider | undefined): Promise<string | undefined> {
  return provider && fingerprint(await provider.open({ rootKeyId: KEY_ID, state: undefined }));
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-root-key-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}
