/** A root key in shares, opened by asking for them one after the other: where nobody waits, at a restore. */
import type { KeyObject } from 'node:crypto';
import type { Redacted } from '@coffer/wire';
import { CollectedShares } from './collected-shares.ts';
import { thresholdOf } from './root-key-shamir.ts';
import { RootKeyRefused } from './root-key.ts';
import type { RootKeyProvider, StoredRootKey } from './root-key.ts';
import { MAX_SHARE_TEXT_BYTES, parseShare } from './shamir-share.ts';

/** What is asked for. */
export interface ShareQuestion {
  /** How many shares were taken, and how many it takes. */
  readonly given: number;
  readonly threshold: number;
  /** Why the answer before was not taken. */
  readonly problem?: string | undefined;
}

/** Gives the text of a share; rejects when there are no more. What it gives is zeroed. */
export type AskShare = (question: ShareQuestion) => Promise<Redacted<Buffer>>;

/** The provider, but for `open`, which asks for shares until they open the root key. */
export function withAskedShares(provider: RootKeyProvider, ask: AskShare, now: () => number): RootKeyProvider {
  return { ...provider, open: stored => openWithShares(stored, ask, now) };
}

/** @throws RootKeyRefused for shares that do not belong together, or are of another root key */
async function openWithShares(stored: StoredRootKey, ask: AskShare, now: () => number): Promise<KeyObject> {
  const threshold = thresholdOf(stored);
  using collected = new CollectedShares(stored.rootKeyId, threshold, now);
  let problem: string | undefined;
  for (;;) {
    const text = (await ask({ given: collected.given, threshold, problem })).unwrap();
    const share = text.length > MAX_SHARE_TEXT_BYTES ? undefined : parseShare(text.toString('utf8'));
    text.fill(0);
    problem = undefined;
    if (share === undefined) {
      problem = 'this is no share, or it was mistyped';
      continue;
    }
    const outcome = await collected.add(share);
    switch (outcome.kind) {
      case 'open':
        return outcome.rootKey;
      case 'known':
        problem = 'this share was given before';
        break;
      case 'wrong':
        throw new RootKeyRefused('mismatch', `these shares do not open root key ${stored.rootKeyId}`);
      case 'more':
        break;
    }
  }
}
