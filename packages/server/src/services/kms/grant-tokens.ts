import { AwsError } from '@coffer/wire';
import type { Keyring } from '../../keys/keyring.ts';
import { UnreadableBlob } from '../../keys/unreadable-blob.ts';
import type { Loaded, Operation } from '../../pipeline/operation.ts';
import { whenKnown } from '../../when-known.ts';

/** Which grant a token is of. */
export interface TokenGrant {
  readonly keyId: string;
  readonly grantId: string;
}

const CONTEXT = 'kms-grant-token';
/** Characters. Source: API Reference, GrantTokenType. */
const MAX_TOKEN = 8_192;

/** A token of a grant: each is another one, and nothing of it can be changed. */
export function sealGrantToken(keyring: Keyring, { keyId, grantId }: TokenGrant): string {
  return keyring.sealInternal(CONTEXT, Buffer.from(`${keyId} ${grantId}`)).toString('base64');
}

/** @throws AwsError InvalidGrantTokenException */
export function openGrantToken(keyring: Keyring, token: string): TokenGrant {
  const blob = token.length > MAX_TOKEN ? Buffer.alloc(0) : Buffer.from(token, 'base64');
  try {
    if (blob.toString('base64') !== token) throw invalidToken();
    const [keyId = '', grantId = ''] = keyring.openInternal(CONTEXT, blob).unwrap().toString().split(' ');
    return { keyId, grantId };
  } catch (error) {
    throw error instanceof UnreadableBlob ? invalidToken() : error;
  }
}

/** AWS's own words: *unknown*. */
function invalidToken(): AwsError {
  return new AwsError('InvalidGrantTokenException', 'Invalid token.');
}

/**
 * Lets operations take grant tokens. A grant is in force, on every node, when CreateGrant has answered: tokens bring no
 * right that is not there already, and are only refused when they are none.
 */
export function withGrantTokens<T extends Readonly<Record<string, Operation>>>(keyring: Keyring, operations: T): T {
  const wrapped = Object.entries(operations).map(([name, operation]) => [name, checked(keyring, operation)] as const);
  // The same names, each with an operation of the same contract.
  return Object.fromEntries(wrapped) as T;
}

function checked(keyring: Keyring, operation: Operation): Operation {
  return {
    ...operation,
    load(scope, input) {
      const tokens = 'GrantTokens' in input ? input['GrantTokens'] : undefined;
      const loading = operation.load(scope, input);
      return Array.isArray(tokens) ? whenKnown(loading, loaded => checkedLoaded(keyring, loaded, tokens)) : loading;
    },
  };
}

function checkedLoaded(keyring: Keyring, loaded: Loaded, tokens: readonly unknown[]): Loaded {
  return {
    access: loaded.access,
    prepare(input) {
      for (const token of tokens) openGrantToken(keyring, String(token));
      return loaded.prepare(input);
    },
    response: output => loaded.response(output),
    resources: output => loaded.resources(output),
  };
}
