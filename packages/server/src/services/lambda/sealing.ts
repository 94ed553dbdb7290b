/** What of functions is stored encrypted: code, environment variables and payloads that wait, each bound to its place. */
import { Redacted } from '@coffer/wire';
import type { Keyring } from '../../keys/keyring.ts';

/** As much as one sealed text holds. */
const PART_BYTES = 262_144;

/** Seals bytes in parts. Each is bound to the function, to what it is a part of, to its number and to how many there are. */
export function sealParts(keyring: Keyring, place: SealedPlace, bytes: Uint8Array): readonly Uint8Array[] {
  const count = Math.max(1, Math.ceil(bytes.byteLength / PART_BYTES));
  return Array.from({ length: count }, (_, part) =>
    keyring.sealInternal(
      context(place, part, count),
      new Redacted(bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)),
    ),
  );
}

/** Throws `UnreadableBlob` when a part is another's, or is missing, or comes in another's place. */
export function openParts(keyring: Keyring, place: SealedPlace, parts: readonly Uint8Array[]): Redacted<Uint8Array> {
  const opened = parts.map((part, at) => keyring.openInternal(context(place, at, parts.length), part).unwrap());
  return new Redacted(Buffer.concat(opened));
}

/** Where sealed bytes belong. */
export interface SealedPlace {
  readonly functionArn: string;
  /** Id in `lambda_blob`. */
  readonly id: string;
}

function context(place: SealedPlace, part: number, count: number): string {
  return blobContext({ ...place, part, count });
}

/** What a sealed part is bound to. */
export function blobContext({
  functionArn,
  id,
  part,
  count,
}: SealedPlace & { readonly part: number; readonly count: number }): string {
  return `lambda blob ${functionArn} ${id} ${part}/${count}`;
}

/** Names and values of environment variables. */
export type Environment = ReadonlyMap<string, Redacted<string>>;

export function sealEnvironment(keyring: Keyring, functionArn: string, environment: Environment): Uint8Array {
  const entries = [...environment].map(([name, value]) => [name, value.unwrap()]);
  const text = new Redacted<Uint8Array>(Buffer.from(JSON.stringify(entries)));
  return keyring.sealInternal(environmentContext(functionArn), text);
}

/** Throws `UnreadableBlob` when it is not this function's. */
export function openEnvironment(keyring: Keyring, functionArn: string, sealed: Uint8Array): Environment {
  const text = keyring.openInternal(environmentContext(functionArn), sealed).unwrap().toString('utf8');
  const entries = JSON.parse(text) as [string, string][]; // what `sealEnvironment` wrote
  return new Map(entries.map(([name, value]) => [name, new Redacted(value)]));
}

/** What a sealed environment is bound to. */
export function environmentContext(functionArn: string): string {
  return `lambda environment ${functionArn}`;
}
