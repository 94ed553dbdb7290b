import type { KeyRow } from './store.ts';
import { unsupported } from './symmetric-use.ts';

/** @throws AwsError UnsupportedOperationException for keys that AWS does not rotate: all but symmetric ones for encryption */
export function assertRotates({ key_spec }: Pick<KeyRow, 'key_spec'>): void {
  if (key_spec !== 'SYMMETRIC_DEFAULT') throw unsupported();
}
