import { iam } from '@coffer/wire/services';
import { tagsIn } from '../../identities/rows.ts';
import { openSamlKeys } from '../../identities/saml-keys.ts';
import type { Keyring } from '../../keys/keyring.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { existingSamlProvider, loadSamlProvider, samlProviderAccess } from './load-saml-provider.ts';

/** GetSAMLProvider: a provider with its metadata, and the ids of its private keys. */
export function makeGetSAMLProvider(keyring: Keyring) {
  return defineRead(iam.operations.GetSAMLProvider, {
    load: loadSamlProvider,
    access: samlProviderAccess('GetSAMLProvider'),
    async handle(_scope, { SAMLProviderArn: arn }, loaded) {
      const provider = existingSamlProvider(loaded, arn);
      const keys = openSamlKeys(keyring, provider);
      const mode: 'Required' | 'Allowed' = provider.assertion_encryption === 'Required' ? 'Required' : 'Allowed';
      return {
        SAMLProviderUUID: provider.uuid,
        SAMLMetadataDocument: provider.metadata,
        CreateDate: provider.created_at,
        ValidUntil: provider.valid_until ?? undefined,
        Tags: tagsIn(provider),
        AssertionEncryptionMode: mode,
        PrivateKeyList: keys.map(({ keyId, addedAt }) => ({ KeyId: keyId, Timestamp: addedAt })),
      };
    },
  });
}
