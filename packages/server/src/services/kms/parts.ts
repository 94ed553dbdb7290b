import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import type { AuditResource } from '../../audit/fact.ts';
import type { BackingKeys } from './backing-keys.ts';
import type { Keys, LoadedKey } from './keys.ts';
import type { OpenedDataKeys } from './opened-data-keys.ts';

/** What the operations of KMS share. */
export interface KmsParts {
  readonly keys: Keys;
  readonly backingKeys: BackingKeys;
  readonly openedDataKeys: OpenedDataKeys;
}

/** May the caller do this with this key? */
export function accessTo(action: string) {
  return (_scope: Scope, _input: object, loaded: LoadedKey): readonly AccessRequest[] => [
    { action: `kms:${action}`, resource: loaded.resource, resourceAccountId: loaded.accountId },
  ];
}

/** Records of KMS show the key. */
export const keyTrail = {
  resources: (loaded: LoadedKey): readonly AuditResource[] =>
    loaded.key === undefined || loaded.resource === undefined ? [] : [{ type: 'AWS::KMS::Key', arn: loaded.resource }],
};
