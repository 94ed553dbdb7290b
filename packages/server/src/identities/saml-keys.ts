/** Private keys of SAML providers, which open encrypted assertions: at most two of each, sealed together. */
import type { Keyring } from '../keys/keyring.ts';

export interface SamlKey {
  /** 22 to 64 characters, A to Z and digits. */
  readonly keyId: string;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
  readonly pem: string;
}

/** Seals the keys, bound to the provider's unique id. */
export function sealSamlKeys(keyring: Pick<Keyring, 'sealInternal'>, uuid: string, keys: readonly SamlKey[]): Buffer {
  return keyring.sealInternal(samlKeyContext(uuid), Buffer.from(JSON.stringify(keys), 'utf8'));
}

/** Opens them again. Throws `UnreadableBlob` for another provider's. */
export function openSamlKeys(
  keyring: Pick<Keyring, 'openInternal'>,
  provider: { readonly uuid: string; readonly private_keys: Uint8Array | null },
): readonly SamlKey[] {
  if (provider.private_keys === null) return [];
  const json = keyring.openInternal(samlKeyContext(provider.uuid), provider.private_keys).unwrap().toString('utf8');
  return JSON.parse(json) as readonly SamlKey[]; // what `sealSamlKeys` sealed
}

/** What sealed private keys are bound to. */
export function samlKeyContext(uuid: string): string {
  return `saml-private-keys ${uuid}`;
}
