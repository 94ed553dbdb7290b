/** The root key in shares: k of n people open it together, and it lies nowhere else. */
import { createSecretKey, timingSafeEqual } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KEY_BYTES } from './aead.ts';
import type { Random } from './aead.ts';
import { fingerprint } from './derive.ts';
import { RootKeyRefused, RootKeySealed } from './root-key.ts';
import type { MadeRootKey, RootKeyProvider, StoredRootKey } from './root-key.ts';
import { formatShare } from './shamir-share.ts';

export interface ShamirOptions {
  /** How many shares are made, 2 to 255. */
  readonly shares: number;
  /** How many of them open the root key, 2 to `shares`. */
  readonly threshold: number;
  /** In this folder a new folder takes the files with the shares. */
  readonly folder: string;
}

/**
 * A provider over shares. A new key is split into files of mode 0600, in a folder that is named after it, for an
 * operator to hand out and remove; nothing of Coffer reads them again. `open` never opens: `combineShares` does, with
 * what people have given.
 */
export function rootKeyShamir({ shares, threshold, folder }: ShamirOptions, random: Random): RootKeyProvider {
  async function make(): Promise<MadeRootKey> {
    checkNumbers(shares, threshold);
    const material = random(KEY_BYTES);
    try {
      const key = createSecretKey(material);
      const place = join(folder, `shares-of-${fingerprint(key)}`);
      await writeShares(place, material, shares, threshold);
      return {
        key,
        state: JSON.stringify({ shares, threshold }),
        notices: [
          `the ${shares} shares of the root key lie in \`${place}\`: give each to another person, ${threshold} of them ` +
            'open it, then remove the folder',
        ],
        discard: () => rm(place, { recursive: true, force: true }),
      };
    } finally {
      material.fill(0);
    }
  }
  return {
    kind: 'shamir',
    description: 'shares, which people keep',
    isUnattended: false,
    first: make,
    next: make,
    open: stored => Promise.reject(new RootKeySealed(thresholdOf(stored))),
  };
}

/** How many shares open a stored root key. Throws `RootKeyRefused` when the database does not say. */
export function thresholdOf({ state }: StoredRootKey): number {
  try {
    const value: unknown = JSON.parse(state ?? '');
    if (typeof value === 'object' && value !== null && 'threshold' in value) {
      const { threshold } = value;
      if (typeof threshold === 'number' && Number.isInteger(threshold) && threshold >= 2 && threshold <= 255) {
        return threshold;
      }
    }
  } catch {
    // Said below.
  }
  throw new RootKeyRefused('damaged', 'the database does not say how many shares open its root key: restore a backup');
}

function checkNumbers(shares: number, threshold: number): void {
  if (!(threshold >= 2 && threshold <= shares && shares <= 255)) {
    const message = `${threshold} of ${shares} is no way to share a root key`;
    throw new RootKeyRefused('malformed', `${message}: at least 2 shares open it, and at most 255 are made`);
  }
}

async function writeShares(place: string, material: Buffer, shares: number, threshold: number): Promise<void> {
  const { combine, split } = await import('shamir-secret-sharing');
  // The library takes no Buffer.
  const bytes = Uint8Array.from(material);
  const made = await split(bytes, shares, threshold);
  bytes.fill(0);
  try {
    // Before anything is sealed for ever: the last shares open it.
    const again = await combine(made.slice(-threshold));
    const isSame = timingSafeEqual(again, material);
    again.fill(0);
    if (!isSame) throw new Error('they do not open it');
    await mkdir(place, { recursive: true, mode: 0o700 });
    for (const [i, share] of made.entries()) {
      await using file = await open(join(place, `share-${i + 1}-of-${shares}`), 'wx', 0o600);
      await file.writeFile(`${formatShare(share)}\n${commentOf(threshold)}`);
      await file.sync();
    }
    if (process.platform !== 'win32') {
      await using handle = await open(place, 'r');
      await handle.sync();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `the shares of the root key cannot be written to \`${place}\`: ${why}`;
    throw new RootKeyRefused('missing', message, { cause: error });
  } finally {
    for (const share of made) share.fill(0);
  }
}

function commentOf(threshold: number): string {
  return `# A share of the root key of Coffer: ${threshold} of them open it, fewer tell nothing of it. Keep it apart from the others.\n`;
}
