import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import * as fc from 'fast-check';
import { CollectedShares, SHARES_KEPT_MS } from './collected-shares.ts';
import { fingerprint } from './derive.ts';
import { openKeyring } from './keyring.ts';
import type { KeyringRecord, KeyringStore } from './keyring.ts';
import { rootKeyShamir } from './root-key-shamir.ts';
import { RootKeySealed } from './root-key.ts';
import { SHARE_BYTES, formatShare, parseShare } from './shamir-share.ts';
import { bitFlips, refusal } from './testing.ts';

test('a new root key is split into files of mode 0600, and lies nowhere else', async t => {
  const folder = await temporaryFolder(t);

  const { key, state = '', notices } = await rootKeyShamir({ shares: 5, threshold: 3, folder }, randomBytes).first();

  const place = join(folder, `shares-of-${fingerprint(key)}`);
  const names = await readdir(place);
  assert.equal(names.length, 5);
  for (const name of names) assert.equal((await stat(join(place, name))).mode & 0o777, 0o600);
  assert.equal((await stat(place)).mode & 0o777, 0o700);
  assert.deepEqual(JSON.parse(state), { shares: 5, threshold: 3 });
  assert.match(notices.join(), /give each to another person, 3 of them open it, then remove the folder/);
  const secret = key.export();
  for (const name of names) {
    const text = await readFile(join(place, name), 'utf8');
    assert.ok(!text.includes(secret.toString('base64url')) && !text.includes(secret.toString('base64')));
  }
});

test('any three of five shares open it, and two do not', async t => {
  const { key, shares } = await made(t, 5, 3);
  for (const [a, b, c] of [
    [0, 1, 2],
    [4, 2, 0],
    [1, 3, 4],
  ] as const) {
    using collected = new CollectedShares(fingerprint(key), 3, () => 0);
    assert.deepEqual(await collected.add(copy(shares[a])), { kind: 'more', given: 1 });
    assert.deepEqual(await collected.add(copy(shares[b])), { kind: 'more', given: 2 });
    const outcome = await collected.add(copy(shares[c]));
    assert.ok(outcome.kind === 'open' && outcome.rootKey.equals(key));
  }
  using two = new CollectedShares(fingerprint(key), 2, () => 0);
  await two.add(copy(shares[0]));
  assert.deepEqual(await two.add(copy(shares[1])), { kind: 'wrong' });
});

test('the same share again is no further one', async t => {
  const { key, shares } = await made(t, 3, 2);
  using collected = new CollectedShares(fingerprint(key), 2, () => 0);

  await collected.add(copy(shares[0]));

  assert.deepEqual(await collected.add(copy(shares[0])), { kind: 'known', given: 1 });
  assert.equal((await collected.add(copy(shares[2]))).kind, 'open');
});

test('a wrong set is forgotten whole, whatever was wrong with it, and the right ones open afterwards', async t => {
  const { key, shares } = await made(t, 3, 2);
  const { shares: foreign } = await made(t, 3, 2);
  // A share of one coordinate with another: the library refuses it, and nobody learns that it did.
  const twin = Buffer.concat([randomBytes(32), copy(shares[0]).subarray(32)]);
  for (const wrong of [copy(foreign[1]), Buffer.concat([randomBytes(32), Buffer.from([200])]), twin]) {
    using collected = new CollectedShares(fingerprint(key), 2, () => 0);
    await collected.add(copy(shares[0]));

    assert.deepEqual(await collected.add(wrong), { kind: 'wrong' });
    assert.equal(collected.given, 0);
    await collected.add(copy(shares[1]));
    assert.equal((await collected.add(copy(shares[2]))).kind, 'open');
  }
});

test('a share that no other joins is forgotten after a quarter of an hour', async t => {
  const { key, shares } = await made(t, 3, 2);
  let now = 1_000_000;
  using collected = new CollectedShares(fingerprint(key), 2, () => now);
  await collected.add(copy(shares[0]));

  now += SHARES_KEPT_MS + 1;

  assert.equal(collected.given, 0);
  assert.deepEqual(await collected.add(copy(shares[1])), { kind: 'more', given: 1 });
});

test('shares are zeroed when they were given', async t => {
  const { key, shares } = await made(t, 3, 2);
  using collected = new CollectedShares(fingerprint(key), 2, () => 0);
  const given = [copy(shares[0]), copy(shares[1])];

  for (const share of given) await collected.add(share);

  for (const share of given) assert.ok(share.every(byte => byte === 0));
});

test('a share survives its text, and a slip in it is noticed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: SHARE_BYTES, maxLength: SHARE_BYTES }), bytes => {
      const text = formatShare(bytes);
      assert.deepEqual(parseShare(`# a comment\n  ${text}\r\n`), Buffer.from(bytes));
    }),
    { numRuns: 50 },
  );
  const text = formatShare(randomBytes(SHARE_BYTES));
  const [prefix, base64] = [text.slice(0, 16), text.slice(16)];
  for (const changed of bitFlips(Buffer.from(base64, 'base64url'))) {
    assert.equal(parseShare(prefix + changed.toString('base64url')), undefined);
  }
  for (const wrong of ['', text.slice(1), text.slice(0, -1), `${text}\n${text}`, 'x'.repeat(100_000), `${text}AAAA`]) {
    assert.equal(parseShare(wrong), undefined);
  }
});

test('a server is not told the shares by anything that it can read', async () => {
  const provider = rootKeyShamir({ shares: 3, threshold: 2, folder: '/nowhere' }, randomBytes);
  const stored = { rootKeyId: 'rk-0', state: '{"shares":3,"threshold":2}' };

  await assert.rejects(
    provider.open(stored),
    (error: unknown) => error instanceof RootKeySealed && error.threshold === 2,
  );
  for (const state of [undefined, '', '{}', '{"threshold":1}', '{"threshold":256}']) {
    assert.throws(
      () => provider.open({ rootKeyId: 'rk-0', state }),
      refusal('damaged', 'does not say how many shares'),
    );
  }
});

test('numbers that share nothing, and a folder that cannot be, are refused', async t => {
  const folder = await temporaryFolder(t);
  for (const [shares, threshold] of [
    [5, 1],
    [2, 3],
    [256, 3],
    [0, 0],
  ] as const) {
    await assert.rejects(
      rootKeyShamir({ shares, threshold, folder }, randomBytes).first(),
      refusal('malformed', `${threshold} of ${shares} is no way to share`),
    );
  }
  await writeFile(join(folder, 'file'), '');
  const provider = rootKeyShamir({ shares: 3, threshold: 2, folder: join(folder, 'file') }, randomBytes);
  await assert.rejects(provider.first(), refusal('missing', 'cannot be written'));
});

test('a key that came to nothing takes its files with it', async t => {
  const folder = await temporaryFolder(t);
  const { discard } = await rootKeyShamir({ shares: 3, threshold: 2, folder }, randomBytes).first();

  await discard?.();

  assert.deepEqual(await readdir(folder), []);
});

test('of nodes that start for the first time at once one makes the shares, and the others leave none', async t => {
  const folders = await Promise.all([temporaryFolder(t), temporaryFolder(t)]);
  let record: KeyringRecord | undefined;
  const store: KeyringStore = {
    load: () => Promise.resolve(record),
    create: ours => Promise.resolve((record ??= ours)),
  };

  const outcomes = await Promise.allSettled(
    folders.map(folder =>
      openKeyring(rootKeyShamir({ shares: 3, threshold: 2, folder }, randomBytes), store, randomBytes),
    ),
  );

  const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
  const loser = outcomes[1 - winner];
  assert.ok(loser?.status === 'rejected' && loser.reason instanceof RootKeySealed);
  assert.deepEqual(await readdir(folders[winner] ?? ''), [`shares-of-${record?.rootKeyId}`]);
  assert.deepEqual(await readdir(folders[1 - winner] ?? ''), []);
});

async function made(t: TestContext, shares: number, threshold: number) {
  const folder = await temporaryFolder(t);
  const { key } = await rootKeyShamir({ shares, threshold, folder }, randomBytes).first();
  const place = join(folder, `shares-of-${fingerprint(key)}`);
  const texts = await Promise.all((await readdir(place)).map(name => readFile(join(place, name), 'utf8')));
  return { key: createSecretKey(key.export()), shares: texts.map(text => parseShare(text)) };
}

function copy(share: Buffer | undefined): Buffer {
  return Buffer.from(share ?? []);
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-shares-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}
