/**
 * Operations on what Coffer does not have: imported material, custom key stores, multi-Region keys. Keys are found and
 * callers authorized as for any operation, then they are refused in AWS's words for a key that is not of this kind.
 */
import { AwsError } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToAll } from './access.ts';
import { keptKey } from './key-state.ts';
import type { LoadedKey } from './keys.ts';
import { keyArn, loadOwnKey } from './keys.ts';
import { unsupported } from './symmetric-use.ts';
import { keyTrail } from './trail.ts';

const {
  ConnectCustomKeyStore,
  CreateCustomKeyStore,
  DeleteCustomKeyStore,
  DeleteImportedKeyMaterial,
  DescribeCustomKeyStores,
  DisconnectCustomKeyStore,
  GetParametersForImport,
  ImportKeyMaterial,
  ReplicateKey,
  UpdateCustomKeyStore,
  UpdatePrimaryRegion,
} = kms.operations;

interface OnKey {
  readonly KeyId?: string | undefined;
}

/** The steps of an operation on a key of the account that no key is good for. */
function onKey(action: string, refusal: (arn: string) => AwsError) {
  return {
    load: (scope: Scope, { KeyId }: OnKey) => loadOwnKey(scope, KeyId),
    access: (scope: Scope, { KeyId }: OnKey, loaded: LoadedKey) => accessTo(action)(scope, { KeyId }, loaded),
    handle: (scope: Scope, _input: unknown, loaded: LoadedKey): Promise<never> =>
      Promise.reject(refusal(keyArn(scope, keptKey(scope, loaded)))),
    trail: keyTrail,
  };
}

/** The steps of an operation on key stores. */
function onKeyStores(action: string, refusal: () => AwsError) {
  return {
    load: () => Promise.resolve(undefined),
    access: (scope: Scope) => accessToAll(scope, action, {}),
    handle: (): Promise<never> => Promise.reject(refusal()),
  };
}

/** Recorded. */
function notExternal(arn: string): AwsError {
  return new AwsError(
    'UnsupportedOperationException',
    `${arn} origin is AWS_KMS which is not valid for this operation.`,
  );
}

/** Recorded. */
function notMultiRegion(arn: string): AwsError {
  return new AwsError('UnsupportedOperationException', `${arn} is not a multi-region primary key.`);
}

/** AWS's words: *unknown*. */
function noSuchStore(): AwsError {
  return new AwsError('CustomKeyStoreNotFoundException', '');
}

export const refusedOperations = {
  ConnectCustomKeyStore: defineRead(ConnectCustomKeyStore, onKeyStores('ConnectCustomKeyStore', noSuchStore)),
  CreateCustomKeyStore: defineRead(CreateCustomKeyStore, onKeyStores('CreateCustomKeyStore', unsupported)),
  DeleteCustomKeyStore: defineRead(DeleteCustomKeyStore, onKeyStores('DeleteCustomKeyStore', noSuchStore)),
  DeleteImportedKeyMaterial: defineRead(DeleteImportedKeyMaterial, onKey('DeleteImportedKeyMaterial', notExternal)),
  DescribeCustomKeyStores: defineRead(DescribeCustomKeyStores, {
    load: () => Promise.resolve(undefined),
    access: scope => accessToAll(scope, 'DescribeCustomKeyStores', {}),
    async handle(_scope, { CustomKeyStoreId, CustomKeyStoreName }) {
      if (CustomKeyStoreId !== undefined || CustomKeyStoreName !== undefined) throw noSuchStore();
      return { CustomKeyStores: [], Truncated: false };
    },
  }),
  DisconnectCustomKeyStore: defineRead(DisconnectCustomKeyStore, onKeyStores('DisconnectCustomKeyStore', noSuchStore)),
  GetParametersForImport: defineRead(GetParametersForImport, onKey('GetParametersForImport', notExternal)),
  ImportKeyMaterial: defineRead(ImportKeyMaterial, onKey('ImportKeyMaterial', notExternal)),
  ReplicateKey: defineRead(ReplicateKey, onKey('ReplicateKey', notMultiRegion)),
  UpdateCustomKeyStore: defineRead(UpdateCustomKeyStore, onKeyStores('UpdateCustomKeyStore', noSuchStore)),
  UpdatePrimaryRegion: defineRead(UpdatePrimaryRegion, onKey('UpdatePrimaryRegion', notMultiRegion)),
};
