/** The root key under a passphrase that somebody types at each start. */
import { argon2, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Redacted } from '@coffer/wire';
import { KEY_BYTES } from './aead.ts';
import type { Random } from './aead.ts';
import { textContextBytes } from './encryption-context.ts';
import { openUnderFreshKey, sealUnderFreshKey } from './fresh-key.ts';
import { RootKeyRefused } from './root-key.ts';
import type { RootKeyProvider } from './root-key.ts';
import { sealedRootKey, stateNumber, stateText } from './sealed-root.ts';
import type { SealedState } from './sealed-root.ts';
import { UnreadableBlob } from './unreadable-blob.ts';

/** In bytes. Shorter ones are guessed; a longer one is a file that somebody named by mistake. */
export const MIN_PASSPHRASE_BYTES = 12;
export const MAX_PASSPHRASE_BYTES = 1_024;

/** Asks for the passphrase; `isNew`: one that will be set, to be typed twice where a person types. */
export type AskPassphrase = (isNew: boolean) => Promise<Redacted<Buffer>>;

/** What Argon2id costs: memory in KiB. RFC 9106, section 4, second recommended option, with four times its passes. */
export interface Argon2Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/**
 * A provider over a passphrase. The database keeps a random root key under a key that Argon2id derives from the
 * passphrase, with salt and cost, so that a later release may ask for more of it. Each answer is zeroed after use.
 */
export function rootKeyPassphrase(ask: AskPassphrase, random: Random, cost: Argon2Cost = COST): RootKeyProvider {
  return sealedRootKey(
    {
      kind: 'passphrase',
      description: 'a passphrase, which people keep',
      isUnattended: false,
      async seal(material, rootKeyId) {
        const salt = random(SALT_BYTES);
        const key = await derive(ask, true, salt, cost);
        const context = textContextBytes(CONTEXT + rootKeyId);
        const sealed = sealUnderFreshKey(key, 'local-root', new Uint8Array(), context, material, random);
        return { salt: salt.toString('base64'), ...cost, sealed: sealed.toString('base64') };
      },
      async unseal(state, rootKeyId) {
        const salt = Buffer.from(stateText(state, 'salt'), 'base64');
        const key = await derive(ask, false, salt, readCost(state));
        try {
          const sealed = Buffer.from(stateText(state, 'sealed'), 'base64');
          return openUnderFreshKey(key, 'local-root', textContextBytes(CONTEXT + rootKeyId), sealed);
        } catch (error) {
          if (!(error instanceof UnreadableBlob)) throw error;
          const message = `this is not the passphrase of root key \`${rootKeyId}\`, or what the database keeps of it is damaged`;
          throw new RootKeyRefused('mismatch', message);
        }
      },
      notices: ['nothing but the passphrase opens the root key: whoever forgets it has lost everything'],
    },
    random,
  );
}

const CONTEXT = 'coffer passphrase: ';
const SALT_BYTES = 16;
const COST: Argon2Cost = { memory: 65_536, passes: 12, parallelism: 4 };

/** A damaged or hostile row must not make a start take all memory, or none. */
function readCost(state: SealedState): Argon2Cost {
  return {
    memory: stateNumber(state, 'memory', 1_024, 4_194_304),
    passes: stateNumber(state, 'passes', 1, 1_000),
    parallelism: stateNumber(state, 'parallelism', 1, 64),
  };
}

async function derive(ask: AskPassphrase, isNew: boolean, salt: Buffer, cost: Argon2Cost): Promise<KeyObject> {
  const message = (await ask(isNew)).unwrap();
  try {
    if (isNew && message.length < MIN_PASSPHRASE_BYTES) {
      throw new RootKeyRefused('unsafe', `a passphrase has at least ${MIN_PASSPHRASE_BYTES} bytes: take several words`);
    }
    if (message.length > MAX_PASSPHRASE_BYTES) {
      throw new RootKeyRefused('malformed', `a passphrase has at most ${MAX_PASSPHRASE_BYTES} bytes`);
    }
    const derived = await argon2Of('argon2id', { ...cost, message, nonce: salt, tagLength: KEY_BYTES });
    try {
      return createSecretKey(derived);
    } finally {
      derived.fill(0);
    }
  } finally {
    message.fill(0);
  }
}

const argon2Of = promisify(argon2);
