/** The seam between Coffer and where its root key lives: a file, a variable, people, an HSM, another KMS. */
import type { KeyObject } from 'node:crypto';
import type { RootKeyKind } from '../options.ts';

/** Every place that a root key can be kept in, as in the configuration. */
export const ROOT_KEY_KINDS: readonly RootKeyKind[] = [
  'file',
  'env',
  'passphrase',
  'shamir',
  'pkcs11',
  'aws-kms',
  'exec',
];

/** What the database knows of its root key. */
export interface StoredRootKey {
  /** Its public name, see `fingerprint`. */
  readonly rootKeyId: string;
  /**
   * What its provider keeps in the database, as JSON: the root key sealed by an HSM, the salt of a passphrase. It is
   * worth nothing without what the provider holds. Undefined where the provider holds the root key itself.
   */
  readonly state: string | undefined;
}

/** A root key that exists durably, but that nothing is sealed under yet. */
export interface MadeRootKey {
  /** 32 bytes. */
  readonly key: KeyObject;
  readonly state: string | undefined;
  /** For operators: where what people must keep lies now. Never the key. */
  readonly notices: readonly string[];
  /** Undoes the making, when the key came to nothing. Absent where nothing is left over. */
  readonly discard?: (() => Promise<void>) | undefined;
}

/** One place for root keys. It is asked when a node starts, and when the root key is rotated or moved. */
export interface RootKeyProvider {
  readonly kind: RootKeyKind;
  /** For operators: where the root key lies. Shown at each start; never the key. */
  readonly description: string;
  /**
   * The root key of a database that holds nothing yet: made durably if there is none. Two nodes may call it at once;
   * the database then says whose key it is.
   */
  first(): Promise<MadeRootKey>;
  /**
   * A root key to take the place of the one in use, which stays where it is. When an earlier call came to nothing,
   * its key may be given again. Throws `RootKeyRefused`, saying what to do, where others make the key.
   */
  next(current: StoredRootKey): Promise<MadeRootKey>;
  /**
   * Opens the root key. Throws `RootKeyRefused` when there is none, it must not be used or is another one;
   * `RootKeyAway` when that may change by itself; `RootKeySealed` when people must come first.
   */
  open(stored: StoredRootKey): Promise<KeyObject>;
  /** Called when this root key is durably the one in use: clears up what a rotation has left. May run again. */
  readonly settle?: ((stored: StoredRootKey) => Promise<void>) | undefined;
  /** `open` asks nobody, so that a running node may look from time to time whether its root key is still there. */
  readonly isUnattended: boolean;
}

export type RootKeyRefusal = 'missing' | 'unsafe' | 'malformed' | 'mismatch' | 'damaged';

/** The server must not start with this root key. The message is for operators: what is wrong, and what to do. */
export class RootKeyRefused extends Error {
  readonly reason: RootKeyRefusal;

  constructor(reason: RootKeyRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RootKeyRefused';
    this.reason = reason;
  }
}

/** What holds the root key does not answer, or not as it should: a start waits for it, sealed. */
export class RootKeyAway extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RootKeyAway';
  }
}

/** The root key is with people: a start waits for their shares, sealed. */
export class RootKeySealed extends Error {
  /** How many shares open it. */
  readonly threshold: number;

  constructor(threshold: number) {
    super(`the root key is in shares: ${threshold} of them open it, each given with \`coffer root-key unseal\``);
    this.name = 'RootKeySealed';
    this.threshold = threshold;
  }
}
