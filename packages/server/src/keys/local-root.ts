/** Root keys that are in this process: the part that their providers have in common. */
import type { KeyObject } from 'node:crypto';
import type { Random } from './aead.ts';
import { fingerprint } from './derive.ts';
import { textContextBytes } from './encryption-context.ts';
import { openUnderFreshKey, sealUnderFreshKey } from './fresh-key.ts';
import type { RootKeyProvider } from './root-key.ts';

/**
 * The provider's operations over a root key of 32 bytes. `load` is asked at first use, and not again once it gave a
 * key; it throws `RootKeyRefused`.
 */
export function localRootKey(
  load: () => Promise<KeyObject>,
  random: Random,
): Pick<RootKeyProvider, 'keyId' | 'wrap' | 'unwrap'> {
  let loaded: KeyObject | undefined;
  async function rootKey(): Promise<KeyObject> {
    loaded ??= await load();
    return loaded;
  }
  return {
    async keyId() {
      return fingerprint(await rootKey());
    },
    async wrap(material, context) {
      const key = await rootKey();
      return sealUnderFreshKey(key, 'local-root', new Uint8Array(), textContextBytes(context), material, random);
    },
    async unwrap(blob, context) {
      return openUnderFreshKey(await rootKey(), 'local-root', textContextBytes(context), blob);
    },
  };
}
