import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { fingerprint } from './derive.ts';
import { rootKeyPassphrase } from './root-key-passphrase.ts';
import type { RootKeyProvider } from './root-key.ts';
import { bitFlips, refusal } from './testing.ts';

/** Quick, for all tests but one. */
const CHEAP = { memory: 1_024, passes: 1, parallelism: 1 };
const WORDS = 'correct horse battery staple';

test('a passphrase opens the root key that was made with it, with the cost and salt of then', async () => {
  const { key, state = '' } = await provider(WORDS, CHEAP).first();
  const stored = { rootKeyId: fingerprint(key), state };

  assert.ok((await provider(WORDS).open(stored)).equals(key));
  const { salt, sealed, ...cost } = JSON.parse(state);
  assert.deepEqual(cost, CHEAP);
  assert.equal(Buffer.from(salt, 'base64').length, 16);
  assert.ok(!state.includes(key.export().toString('base64')) && sealed.length > 60);
});

test('it costs 64 MiB and twelve passes of Argon2id', async () => {
  const { state = '' } = await provider(WORDS).first();

  const { memory, passes, parallelism } = JSON.parse(state);
  assert.deepEqual([memory, passes, parallelism], [65_536, 12, 4]);
});

test('another passphrase is refused, and neither is shown', async () => {
  const { key, state } = await provider(WORDS, CHEAP).first();

  for (const wrong of ['correct horse battery stapl', `${WORDS} `, '', 'Correct horse battery staple']) {
    await assert.rejects(
      provider(wrong).open({ rootKeyId: fingerprint(key), state }),
      refusal('mismatch', `this is not the passphrase of root key \`${fingerprint(key)}\``),
    );
  }
});

test('what was sealed is bound to the name of the root key', async () => {
  const { state } = await provider(WORDS, CHEAP).first();

  await assert.rejects(provider(WORDS).open({ rootKeyId: 'rk-0', state }), refusal('mismatch', 'not the passphrase'));
});

test('no bit of what was sealed may be another, nor of its salt', async () => {
  const { key, state = '' } = await provider(WORDS, CHEAP).first();
  const rootKeyId = fingerprint(key);

  for (const name of ['sealed', 'salt']) {
    const words = JSON.parse(state);
    const changes = [...bitFlips(Buffer.from(words[name], 'base64'))].filter((_, bit) => bit % 7 === 0);
    for (const changed of changes) {
      const altered = JSON.stringify({ ...words, [name]: changed.toString('base64') });
      await assert.rejects(provider(WORDS).open({ rootKeyId, state: altered }), refusal('mismatch', 'is damaged'));
    }
  }
});

test('a new passphrase is neither short nor endless', async () => {
  await assert.rejects(provider('eleven byte').first(), refusal('unsafe', 'at least 12 bytes'));
  await assert.rejects(provider('x'.repeat(1_025)).first(), refusal('malformed', 'at most 1024 bytes'));
});

test('what was typed is zeroed', async () => {
  const typed: Buffer[] = [];
  const ask = () => {
    const bytes = Buffer.from(WORDS);
    typed.push(bytes);
    return Promise.resolve(new Redacted(bytes));
  };

  const { key, state } = await rootKeyPassphrase(ask, randomBytes, CHEAP).first();
  await rootKeyPassphrase(ask, randomBytes).open({ rootKeyId: fingerprint(key), state });

  assert.equal(typed.length, 2);
  for (const bytes of typed) assert.ok(bytes.every(byte => byte === 0));
});

test('a row that asks for all memory, for nothing or for no salt is refused before it is believed', async () => {
  const { key, state = '' } = await provider(WORDS, CHEAP).first();
  const rootKeyId = fingerprint(key);
  const changes = [
    { memory: 2 ** 40 },
    { memory: 8 },
    { passes: 0 },
    { passes: 1.5 },
    { parallelism: '4' },
    { salt: 1 },
  ];

  for (const change of changes) {
    const changed = JSON.stringify({ ...JSON.parse(state), ...change });
    await assert.rejects(
      provider(WORDS).open({ rootKeyId, state: changed }),
      refusal('damaged', 'what the database keeps of its root key is damaged'),
    );
  }
  for (const text of [undefined, '', '{', 'null', '[]']) {
    await assert.rejects(provider(WORDS).open({ rootKeyId, state: text }), refusal('damaged', 'is damaged'));
  }
});

function provider(words: string, cost?: typeof CHEAP): RootKeyProvider {
  return rootKeyPassphrase(() => Promise.resolve(new Redacted(Buffer.from(words))), randomBytes, cost);
}
