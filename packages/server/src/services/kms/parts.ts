import type { Keyring } from '../../keys/keyring.ts';
import type { PairMaker } from '../../keys/new-pair.ts';
import type { BackingKeys } from './backing-keys.ts';
import type { OpenedDataKeys } from './opened-data-keys.ts';

/** What the operations of KMS share. */
export interface KmsParts {
  readonly keyring: Keyring;
  readonly backingKeys: BackingKeys;
  readonly openedDataKeys: OpenedDataKeys;
  readonly pairs: PairMaker;
}
