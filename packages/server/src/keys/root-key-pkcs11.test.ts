import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, rename } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { openSoftHsm, withoutSoftHsm } from '../testing/soft-hsm.ts';
import type { SoftHsm } from '../testing/soft-hsm.ts';
import { fingerprint } from './derive.ts';
import { rootKeyPkcs11 } from './root-key-pkcs11.ts';
import type { Pkcs11Options } from './root-key-pkcs11.ts';
import { RootKeyAway } from './root-key.ts';
import type { RootKeyProvider } from './root-key.ts';
import { refusal } from './testing.ts';

describe('a root key under a key of an HSM', { skip: withoutSoftHsm() }, () => {
  let hsm: SoftHsm;
  before(async () => {
    hsm = await openSoftHsm();
  });
  after(() => hsm[Symbol.asyncDispose]());

  function provider(more: Partial<Pkcs11Options> = {}): RootKeyProvider {
    const { module, token, pinFile } = hsm;
    return rootKeyPkcs11({ module, token, key: 'coffer', pinFile, ...more }, randomBytes);
  }

  test('opens again with the token, and not from what the database keeps alone', async () => {
    const { key, state = '' } = await provider().first();
    const stored = { rootKeyId: fingerprint(key), state };

    assert.ok((await provider().open(stored)).equals(key));
    assert.ok(!state.includes(key.export().toString('base64')));
    assert.deepEqual(Object.keys(JSON.parse(state)), ['iv', 'sealed']);
  });

  test('is bound to its name, and to every bit of what was sealed', async () => {
    const [first, second] = [await provider().first(), await provider().next({ rootKeyId: '', state: undefined })];
    const { iv, sealed } = JSON.parse(first.state ?? '');
    const bytes = Buffer.from(sealed, 'base64');
    bytes.writeUInt8(bytes.readUInt8(3) ^ 1, 3);
    const rootKeyId = fingerprint(first.key);

    await assert.rejects(provider().open({ rootKeyId: fingerprint(second.key), state: first.state }), isAway(/CKR_/));
    const state = JSON.stringify({ iv, sealed: bytes.toString('base64') });
    await assert.rejects(provider().open({ rootKeyId, state }), isAway(/CKR_/));
  });

  test('waits for a token that is not there, and is found when it is back', async () => {
    const { key, state } = await provider().first();
    const stored = { rootKeyId: fingerprint(key), state };

    await rename(hsm.store, `${hsm.store}.away`);
    const away = await provider()
      .open(stored)
      .catch((error: unknown) => error);
    await rename(`${hsm.store}.away`, hsm.store);

    assert.ok(away instanceof RootKeyAway, String(away));
    assert.ok((await provider().open(stored)).equals(key));
  });

  test('is not looked for in another token, under another key, or with another library', async () => {
    const { key, state } = await provider().first();
    const stored = { rootKeyId: fingerprint(key), state };

    await assert.rejects(provider({ token: 'other' }).open(stored), isAway(/there is no token `other`/));
    await assert.rejects(provider({ key: 'other' }).open(stored), isAway(/has no AES key `other`/));
    await assert.rejects(provider({ module: '/nowhere.so' }).open(stored), isAway(/cannot be used/));
  });

  test('a PIN that others can read is refused', async t => {
    await chmod(hsm.pinFile, 0o644);
    t.after(() => chmod(hsm.pinFile, 0o600));

    await assert.rejects(provider().first(), refusal('unsafe', `chmod 600 ${hsm.pinFile}`));
  });
});

function isAway(words: RegExp): (error: unknown) => boolean {
  return error => {
    assert.ok(error instanceof RootKeyAway, String(error));
    assert.match(error.message, words);
    return true;
  };
}
