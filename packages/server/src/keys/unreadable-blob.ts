/** Why a blob was not opened. For operators and tests; clients learn only that it is not readable. */
export type UnreadableReason = 'no-blob' | 'version' | 'type' | 'length' | 'authentication';

/**
 * A ciphertext that is not what was sealed here: cut short, changed, moved to another place, or under another key.
 * The KMS answers InvalidCiphertextException. Holds neither plaintext nor key.
 */
export class UnreadableBlob extends Error {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason) {
    super(SENTENCES[reason]);
    this.name = 'UnreadableBlob';
    this.reason = reason;
  }
}

const SENTENCES: Readonly<Record<UnreadableReason, string>> = {
  'no-blob': 'these bytes are no ciphertext of Coffer',
  version: 'the ciphertext has a layout version that this release does not know',
  type: 'the ciphertext is of another type than what belongs here',
  length: 'the ciphertext is longer or shorter than its type can be',
  authentication: 'the ciphertext was changed, moved from its place, or sealed under another key',
};
