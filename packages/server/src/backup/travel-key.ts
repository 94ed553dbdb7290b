/**
 * What a backup needs to open elsewhere. All that a database has sealed lies under its internal key, and that one under
 * the root key. A backup for age recipients or under a passphrase has, inside its sealed stream, a travel key: a root key
 * of its own, and the keyring's row holds the internal key under this one instead. Who restores it wraps the internal
 * key under his own root key. So the root key itself never leaves its place.
 */
import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Random } from '../clock.ts';
import { KEY_BYTES } from '../keys/aead.ts';
import { fingerprint } from '../keys/derive.ts';
import type { Keyring, KeyringRecord } from '../keys/keyring.ts';
import type { RootKeyProvider } from '../keys/root-key.ts';

/** A new travel key, and the keyring under it. */
export function newTravelKey(
  keyring: Pick<Keyring, 'wrapInternalKeyUnder'>,
  random: Random,
): { readonly key: KeyObject; readonly record: KeyringRecord } {
  const bytes = random(KEY_BYTES);
  try {
    const key = createSecretKey(bytes);
    return { key, record: { rootKeyId: fingerprint(key), wrappedInternalKey: keyring.wrapInternalKeyUnder(key) } };
  } finally {
    bytes.fill(0);
  }
}

/** Opens keyrings under a travel key, as the provider of a root key does. */
export function travelProvider(key: KeyObject): RootKeyProvider {
  const none = () => Promise.reject(new Error('a travel key takes no place of another'));
  return {
    kind: 'file',
    description: 'the backup',
    first: none,
    next: none,
    open: async () => key,
    isUnattended: true,
  };
}
