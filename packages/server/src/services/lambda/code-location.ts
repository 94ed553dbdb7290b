/** Where the code of a function can be fetched for a short while, by whoever holds the address. */
import type { Keyring } from '../../keys/keyring.ts';
import type { Caller } from '../../pipeline/caller.ts';
import type { Scope } from '../../pipeline/operation.ts';
import type { FunctionRow } from './rows.ts';

/** How long a location is good. Source: Lambda API Reference, GetFunction: ten minutes. */
const GOOD_MS = 600_000;
/** The path of locations, before the token. */
export const LOCATION_PATH = '/coffer/function-code';
const CONTEXT = 'lambda code location';

/** What a location says; nobody else can make one. */
export interface CodeGrant {
  readonly functionId: string;
  readonly codeId: string;
  readonly expiresAt: number;
  /** Who was shown it: what may not be read by then cannot be fetched. */
  readonly caller: Caller;
}

/** An address of this server: the one by which the caller has reached it. */
export function codeLocation(
  keyring: Keyring,
  { caller, client, region, now }: Pick<Scope, 'caller' | 'client' | 'region' | 'now'>,
  { id: functionId, code_id: codeId }: FunctionRow,
): string {
  const grant: CodeGrant = { functionId, codeId, expiresAt: now + GOOD_MS, caller };
  const token = keyring.sealInternal(CONTEXT, Buffer.from(JSON.stringify(grant))).toString('base64url');
  const scheme = client !== undefined && client.tls === undefined ? 'http' : 'https';
  return `${scheme}://${client?.host ?? `lambda.${region}.amazonaws.com`}${LOCATION_PATH}/${token}`;
}

/** Longest token that is looked at: a session with policies as large as STS lets in. */
const MAX_TOKEN = 16_384;

/** What a token says; undefined when it is none of these. */
export function openGrant(keyring: Keyring, token: string): CodeGrant | undefined {
  if (token.length > MAX_TOKEN || !/^[\w-]+$/.test(token)) return undefined;
  try {
    const opened = keyring.openInternal(CONTEXT, Buffer.from(token, 'base64url')).unwrap();
    return JSON.parse(opened.toString('utf8')) as CodeGrant; // what `codeLocation` wrote
  } catch {
    return undefined;
  }
}
