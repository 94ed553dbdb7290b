import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import type { Random } from './aead.ts';
import { fingerprint } from './derive.ts';
import { openKeyring } from './keyring.ts';
import type { KeyringRecord, KeyringStore } from './keyring.ts';
import { wrapUnderRoot } from './local-root.ts';
import { RootKeyRefused } from './root-key.ts';
import type { RootKeyProvider } from './root-key.ts';
import { bitFlips, countingRandom, isUnreadable, keyOf, refusal } from './testing.ts';

const GOLDEN_INTERNAL_KEY =
  'c0ff010123726b2d6138323661363232343534653430303861653539333764343632623162376531c0ff0105000102030405060708090a0b0c0d0e0f101112131415161718191a1b699f4b313ccab1d052d5a8a92071b41b4fcdff6acd0492cd00f4c675d3d46a7f83a57fab6b2dfd9b624d97c4fafb610a';
const GOLDEN_OLD_MATERIAL =
  'c0ff010123726b2d6138323661363232343534653430303861653539333764343632623162376531c0ff0105000102030405060708090a0b0c0d0e0f101112131415161718191a1b6e994e353fc8b0d05ddba5a52b7bbd1358dbea7ede1683dd1feadb69c8ce7367e6af523ee53ded31a2bbaa2f19aaf69d';
const GOLDEN_MATERIAL =
  'c0ff0106000102030405060708090a0b0c0d0e0f101112131415161718191a1b19fc642193212ddb2079f01c596d10f0afcb8f8c625c8e35f488885166b2e7d09ce3b5a79e90739c48aa71b3df271096';
const GOLDEN_ROW =
  'c0ff0102202122232425262728292a2b2c2d2e2f303132333435363738393a3be047a4801ca7086f2dbccdbd275a3fc9c2c1ba4ec0a8512b60cf23c85157b34658';

test('the first start makes a record, later starts open it and change nothing', async () => {
  const store = memoryStore();
  const first = await openKeyring(providerOf(1), store, randomBytes);
  const stored = store.record;

  const second = await openKeyring(providerOf(1), store, randomBytes);

  assert.equal(
    second
      .openInternal('row', first.sealInternal('row', Buffer.from('x')))
      .unwrap()
      .toString(),
    'x',
  );
  assert.equal(stored?.rootKeyId, fingerprint(keyOf(1)));
  assert.equal(store.record, stored);
  assert.equal(store.creations, 1);
});

test('keyring and rows have the layout of docs/key-hierarchy.md', async () => {
  const keyring = await openKeyring(providerOf(1), memoryStore(goldenRecord()), afterTheInternalKey());
  const internalKey = countingRandom()(32);

  const wrapped = wrapUnderRoot(keyOf(1), 'coffer internal key', internalKey, countingRandom());
  const row = keyring.sealInternal('access key AKIA', Buffer.from('secret access key'));

  assert.equal(hex(wrapped), GOLDEN_INTERNAL_KEY);
  assert.equal(hex(row), GOLDEN_ROW);
});

test('keyring and rows of the first release open for ever', async () => {
  const keyring = await openKeyring(providerOf(1), memoryStore(goldenRecord()), randomBytes);

  const opened = keyring.openInternal('access key AKIA', Buffer.from(GOLDEN_ROW, 'hex'));

  assert.equal(opened.unwrap().toString(), 'secret access key');
  assert.equal(inspect(opened), '[redacted]');
});

test('a row opens at its place only, and with no bit changed', async () => {
  const keyring = await openKeyring(providerOf(1), memoryStore(goldenRecord()), randomBytes);
  const row = Buffer.from(GOLDEN_ROW, 'hex');

  assert.throws(() => keyring.openInternal('access key AKIB', row), isUnreadable('authentication'));
  for (const changed of bitFlips(row)) {
    assert.throws(() => keyring.openInternal('access key AKIA', changed), isUnreadable());
  }
});

test('a row of another installation is refused', async () => {
  const ours = await openKeyring(providerOf(1), memoryStore(), randomBytes);
  const theirs = await openKeyring(providerOf(1), memoryStore(), randomBytes);

  assert.throws(() => ours.openInternal('row', theirs.sealInternal('row', Buffer.from('x'))), isUnreadable());
});

test('key material comes back with its context only, and is bytes of its own', async () => {
  const keyring = await openKeyring(providerOf(1), memoryStore(), randomBytes);
  const material = randomBytes(32);

  const blob = await keyring.wrapKeyMaterial('key 1, version 1', material);

  assert.deepEqual(await keyring.unwrapKeyMaterial('key 1, version 1', blob), material);
  await assert.rejects(keyring.unwrapKeyMaterial('key 1, version 2', blob), isUnreadable('authentication'));
  for (const changed of bitFlips(blob)) {
    await assert.rejects(keyring.unwrapKeyMaterial('key 1, version 1', changed), isUnreadable());
  }
  for (let length = 0; length < blob.length; length++) {
    await assert.rejects(keyring.unwrapKeyMaterial('key 1, version 1', blob.subarray(0, length)), isUnreadable());
  }
});

test('the internal key cannot be passed off as key material', async () => {
  const { wrappedInternalKey } = goldenRecord();
  const keyring = await openKeyring(providerOf(1), memoryStore(goldenRecord()), randomBytes);

  await assert.rejects(keyring.unwrapKeyMaterial('coffer internal key', wrappedInternalKey), isUnreadable());
  await assert.rejects(keyring.unwrapKeyMaterial('', wrappedInternalKey), isUnreadable());
});

test('first starts at the same time end with one keyring', async () => {
  const store = memoryStore();

  const keyrings = await Promise.all(Array.from({ length: 4 }, () => openKeyring(providerOf(1), store, randomBytes)));

  const sealed = keyrings.map(keyring => keyring.sealInternal('row', Buffer.from('x')));
  for (const keyring of keyrings) {
    for (const blob of sealed) assert.equal(keyring.openInternal('row', blob).unwrap().toString(), 'x');
  }
});

test('a node whose root key is another is refused at a first start at the same time', async () => {
  const store = memoryStore();

  const [ours, theirs] = await Promise.allSettled([
    openKeyring(providerOf(1), store, randomBytes),
    openKeyring(providerOf(2), store, randomBytes),
  ]);

  assert.equal(ours.status, 'fulfilled');
  assert.ok(theirs.status === 'rejected' && theirs.reason instanceof RootKeyRefused);
  assert.equal(theirs.reason.reason, 'mismatch');
});

test('another root key is refused, naming both, and nothing changes', async () => {
  const store = memoryStore(goldenRecord());

  await assert.rejects(
    openKeyring(providerOf(2), store, randomBytes),
    refusal(
      'mismatch',
      `this database is sealed under root key \`${fingerprint(keyOf(1))}\`, but the test holds ` +
        `\`${fingerprint(keyOf(2))}\`; a database or a backup without its root key is nothing`,
    ),
  );
  assert.deepEqual(store.record, goldenRecord());
  assert.equal(store.creations, 0);
});

test('a missing root key is refused once there is a database, and none is made', async () => {
  let made = 0;
  const provider: RootKeyProvider = {
    ...providerOf(1),
    first: () => {
      made++;
      return providerOf(1).first();
    },
    open: () => Promise.reject(new RootKeyRefused('missing', 'there is no root key file `k`')),
  };

  await assert.rejects(
    openKeyring(provider, memoryStore(goldenRecord()), randomBytes),
    refusal(
      'missing',
      `there is no root key file \`k\`, and this database is sealed under root key \`${fingerprint(keyOf(1))}\`; ` +
        'a database or a backup without its root key is nothing: put the root key back',
    ),
  );
  assert.equal(made, 0);
});

test('a damaged record is refused, whichever bit is damaged', async () => {
  const record = goldenRecord();

  for (const wrappedInternalKey of bitFlips(record.wrappedInternalKey)) {
    await assert.rejects(
      openKeyring(providerOf(1), memoryStore({ ...record, wrappedInternalKey }), randomBytes),
      refusal('damaged', 'the keyring of this database is damaged'),
    );
  }
});

test('a provider that does not open what it made is found out before anything is stored', async () => {
  const store = memoryStore();
  const provider = { ...providerOf(1), open: () => providerOf(2).open({ rootKeyId: '', state: undefined }) };

  await assert.rejects(openKeyring(provider, store, randomBytes), refusal('damaged', 'gives another key back'));
  assert.equal(store.creations, 0);
});

test('material that the first release wrapped under the root key opens until that is forgotten', async () => {
  const keyring = await openKeyring(providerOf(1), memoryStore(goldenRecord()), randomBytes);
  const blob = Buffer.from(GOLDEN_OLD_MATERIAL, 'hex');
  assert.deepEqual(wrapUnderRoot(keyOf(1), 'coffer key material: key 1', Buffer.alloc(32, 7), countingRandom()), blob);

  const material = await keyring.unwrapKeyMaterial('key 1', blob);
  keyring.forgetRootKey();

  assert.deepEqual(material, Buffer.alloc(32, 7));
  await assert.rejects(keyring.unwrapKeyMaterial('key 1', blob), isUnreadable('type'));
});

test('key material has the layout of docs/key-hierarchy.md', async () => {
  const keyring = await openKeyring(providerOf(1), memoryStore(goldenRecord()), countingRandom());

  const blob = await keyring.wrapKeyMaterial('key 1', Buffer.alloc(32, 7));

  assert.equal(blob.toString('hex'), GOLDEN_MATERIAL);
  assert.deepEqual(await keyring.unwrapKeyMaterial('key 1', blob), Buffer.alloc(32, 7));
});

test('a row is never taken for key material, nor the other way round', async () => {
  const keyring = await openKeyring(providerOf(1), memoryStore(), randomBytes);

  await assert.rejects(
    keyring.unwrapKeyMaterial('x', keyring.sealInternal('x', Buffer.alloc(32))),
    isUnreadable('type'),
  );
  const material = await keyring.wrapKeyMaterial('x', Buffer.alloc(32));
  assert.throws(() => keyring.openInternal('x', material), isUnreadable('type'));
});

test('another root key opens the same keyring once the row is under it', async () => {
  const store = memoryStore(goldenRecord());
  const keyring = await openKeyring(providerOf(1), store, randomBytes);

  store.record = { rootKeyId: fingerprint(keyOf(2)), wrappedInternalKey: keyring.wrapInternalKeyUnder(keyOf(2)) };

  const again = await openKeyring(providerOf(2), store, randomBytes);
  assert.equal(
    again.openInternal('access key AKIA', Buffer.from(GOLDEN_ROW, 'hex')).unwrap().toString(),
    'secret access key',
  );
  await assert.rejects(openKeyring(providerOf(1), store, randomBytes), refusal('mismatch', 'is sealed under root key'));
});

test('a root key that has moved is looked for where the database says', async () => {
  const store = memoryStore({ ...goldenRecord(), provider: 'aws-kms', state: '{}' });

  await assert.rejects(
    openKeyring(providerOf(1), store, randomBytes),
    refusal(
      'mismatch',
      'of this database is kept by `aws-kms`, not by the test: start the server with `--root-key aws-kms`',
    ),
  );
});

test('the notice names root key, place and worth', async () => {
  const { notice } = await openKeyring(providerOf(1), memoryStore(), randomBytes);

  assert.equal(
    notice,
    `root key \`${fingerprint(keyOf(1))}\` lies in the test; a database or a backup without its root key is nothing: ` +
      'keep a copy of it elsewhere',
  );
});

function providerOf(byte: number): RootKeyProvider {
  const made = () => Promise.resolve({ key: createSecretKey(Buffer.alloc(32, byte)), state: undefined, notices: [] });
  const open = async () => (await made()).key;
  return { kind: 'file', description: 'the test', isUnattended: true, first: made, next: made, open };
}

function memoryStore(record?: KeyringRecord): KeyringStore & { record: KeyringRecord | undefined; creations: number } {
  return {
    record,
    creations: 0,
    load() {
      return Promise.resolve(this.record);
    },
    create(ours) {
      this.creations++;
      this.record ??= ours;
      return Promise.resolve(this.record);
    },
  };
}

/** The random bytes that follow those of the golden internal key. */
function afterTheInternalKey(): Random {
  const random = countingRandom();
  random(32);
  return random;
}

function goldenRecord(): KeyringRecord {
  return { rootKeyId: fingerprint(keyOf(1)), wrappedInternalKey: Buffer.from(GOLDEN_INTERNAL_KEY, 'hex') };
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}
