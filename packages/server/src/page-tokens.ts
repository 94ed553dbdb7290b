import { UnreadableBlob } from './keys/unreadable-blob.ts';
import type { Keyring } from './keys/keyring.ts';
import type { PageTokens } from './pipeline/operation.ts';

/** Longest token that is looked at, in characters: AWS's bound for NextToken. */
const MAX_TOKEN = 4_096;

/** Tokens sealed under the internal key: they show nothing, and nothing of them can be changed. */
export function makePageTokens(keyring: Keyring): PageTokens {
  return {
    seal: (purpose, position) =>
      Buffer.from(keyring.sealInternal(`page-token ${purpose}`, Buffer.from(position, 'utf8'))).toString('base64url'),
    open(purpose, token) {
      if (token.length > MAX_TOKEN) return undefined;
      try {
        const blob = Buffer.from(token, 'base64url');
        if (blob.toString('base64url') !== token) return undefined;
        return keyring.openInternal(`page-token ${purpose}`, blob).unwrap().toString('utf8');
      } catch (error) {
        if (error instanceof UnreadableBlob) return undefined;
        throw error;
      }
    },
  };
}
