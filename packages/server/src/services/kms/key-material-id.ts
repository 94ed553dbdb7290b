import { createHash } from 'node:crypto';

/** What answers call a backing key: 64 hexadecimal digits that tell nothing of the material. */
export function keyMaterialId(keyId: string, version: number): string {
  return createHash('sha256').update(`coffer kms key material ${keyId} ${version}`).digest('hex');
}
