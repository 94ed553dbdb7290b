import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { rootKeyFromEnvironment } from './root-key-env.ts';
import { rootKeyFile } from './root-key-file.ts';
import { RootKeyRefused } from './root-key.ts';
import { refusal } from './testing.ts';

const MATERIAL = Buffer.from('8f1d9a40c3be27750e62d4b981fa365c17e0489bd22c6fa5730819ecb45d96f3', 'hex');
const KEY_ID = 'rk-91cb95cacc490456acceea55bc69a376';

test('base64 and hex of one key are one key, white space around them is nothing', async () => {
  for (const text of [
    MATERIAL.toString('base64'),
    MATERIAL.toString('hex'),
    `${MATERIAL.toString('hex').toUpperCase()}\n`,
  ]) {
    const provider = rootKeyFromEnvironment({ COFFER_ROOT_KEY: text }, randomBytes);

    assert.equal(await provider?.keyId(), KEY_ID);
    assert.equal(provider?.description, 'variable COFFER_ROOT_KEY');
  }
});

test('the variable is gone after reading, even if it was refused', () => {
  const good = { COFFER_ROOT_KEY: MATERIAL.toString('hex'), OTHER: '1' };
  const bad = { COFFER_ROOT_KEY: 'password' };

  rootKeyFromEnvironment(good, randomBytes);
  assert.throws(() => rootKeyFromEnvironment(bad, randomBytes), RootKeyRefused);

  assert.deepEqual([good, bad], [{ OTHER: '1' }, {}]);
});

test('without either variable there is no such provider', () => {
  assert.equal(rootKeyFromEnvironment({}, randomBytes), undefined);
});

test('what is not 32 bytes in base64 or hex is refused, and not shown', () => {
  const texts = ['', 'password', MATERIAL.toString('hex').slice(2), `${MATERIAL.toString('hex')}00`, '*'.repeat(44)];
  const base64 = MATERIAL.toString('base64');
  // Node.js decodes both to 32 bytes: the other alphabet, bits beyond the last byte.
  const lax = [base64.replaceAll('+', '-').replaceAll('/', '_'), base64.replace(/.=$/, 'x=')];
  for (const text of [...texts, ...lax, 'x'.repeat(10_000)]) {
    assert.throws(
      () => rootKeyFromEnvironment({ COFFER_ROOT_KEY: text }, randomBytes),
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
      () => rootKeyFromEnvironment({ COFFER_ROOT_KEY: material.toString('base64') }, randomBytes),
      refusal('unsafe', 'a root key is 32 random bytes'),
    );
  }
});

test('random keys are accepted', () => {
  for (let i = 0; i < 2_000; i++) {
    rootKeyFromEnvironment({ COFFER_ROOT_KEY: randomBytes(32).toString('base64') }, randomBytes);
  }
});

test('both variables at once are refused', () => {
  const env = { COFFER_ROOT_KEY: MATERIAL.toString('hex'), COFFER_ROOT_KEY_FILE: '/run/secrets/key' };

  assert.throws(() => rootKeyFromEnvironment(env, randomBytes), refusal('malformed', 'both COFFER_ROOT_KEY and'));
});

test('a mounted file is read through links, and may be readable by others', async t => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'real'), `${MATERIAL.toString('base64')}\n`, { mode: 0o444 });
  await symlink('real', join(folder, 'key'));

  const provider = rootKeyFromEnvironment({ COFFER_ROOT_KEY_FILE: join(folder, 'key') }, randomBytes);

  assert.equal(await provider?.keyId(), KEY_ID);
  assert.equal(provider?.description, `file \`${join(folder, 'key')}\` (COFFER_ROOT_KEY_FILE)`);
});

test('a root key file can be mounted as it is', async t => {
  const path = join(await temporaryFolder(t), 'root.key');
  const file = rootKeyFile(path, randomBytes);
  await file.initialize?.();

  const mounted = rootKeyFromEnvironment({ COFFER_ROOT_KEY_FILE: path }, randomBytes);

  assert.equal(await mounted?.keyId(), await file.keyId());
});

test('a mounted file that is missing, writable by others, a folder or no key is refused', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'key');
  const keyId = async (at: string) => await rootKeyFromEnvironment({ COFFER_ROOT_KEY_FILE: at }, randomBytes)?.keyId();

  await assert.rejects(keyId(path), refusal('missing', `cannot read the root key from \`${path}\``));
  await assert.rejects(keyId(folder), refusal('unsafe', 'is not a file'));
  await writeFile(path, 'x'.repeat(100_000));
  await assert.rejects(keyId(path), refusal('malformed', `\`${path}\` is not 32 bytes`));
  await writeFile(path, MATERIAL.toString('hex'));
  await chmod(path, 0o664);
  await assert.rejects(keyId(path), refusal('unsafe', `chmod go-w ${path}`));
});

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-root-key-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}
