import { createPrivateKey } from 'node:crypto';
import type { Redacted } from '@coffer/wire';
import { iam } from '@coffer/wire/services';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import { sealSamlKeys } from '../../identities/saml-keys.ts';
import { readSamlMetadata } from '../../identities/saml-metadata.ts';
import type { SamlProviderRow } from '../../identities/saml-provider-store.ts';
import { insertSamlProvider, listSamlProviders } from '../../identities/saml-provider-store.ts';
import { base32 } from '../../identities/unique-id.ts';
import type { Keyring } from '../../keys/keyring.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { requestTagKeys } from './condition-keys.ts';
import { entityAlreadyExists, invalidInput, quotaExceeded } from './errors.ts';
import { providerAccess, providerArn } from './provider-arns.ts';
import { newTags } from './tags.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';

/** Source: IAM User Guide, quotas. */
const PROVIDERS_PER_ACCOUNT = 100;
/** Characters of a SAMLProviderUUID and of a key's id. Source: the API model: 22 at least. */
const ID_CHARACTERS = 22;
/** How long metadata is valid that does not say it. Source: AWS's answers. */
const DEFAULT_YEARS = 100;

/** CreateSAMLProvider: its assertions may be exchanged for the roles that trust it. */
export function makeCreateSAMLProvider(keyring: Keyring) {
  return defineWrite(iam.operations.CreateSAMLProvider, {
    load: async () => undefined,
    access(scope, input) {
      const arn = input.Name === undefined ? undefined : providerArn(scope, 'saml-provider', input.Name);
      return providerAccess(scope, 'CreateSAMLProvider', arn, () => requestTagKeys(input));
    },
    async prepare(scope, input): Promise<SamlProviderRow> {
      const { Name, SAMLMetadataDocument, AssertionEncryptionMode, AddPrivateKey: key, Tags } = input;
      const metadata = readSamlMetadata(SAMLMetadataDocument);
      if (metadata === undefined) throw invalidInput('Could not parse metadata');
      if (AssertionEncryptionMode === 'Required' && key === undefined) {
        throw invalidInput('AssertionEncryptionMode Required needs a private key.');
      }
      const uuid = base32(scope.random(ID_CHARACTERS));
      const now = wholeSecond(scope.now);
      const keyId = base32(scope.random(ID_CHARACTERS));
      return {
        account_id: scope.accountId,
        name: Name,
        uuid,
        created_at: now,
        metadata: SAMLMetadataDocument,
        valid_until: metadata.validUntil ?? afterYears(now, DEFAULT_YEARS),
        assertion_encryption: AssertionEncryptionMode ?? 'Allowed',
        private_keys:
          key === undefined ? null : sealSamlKeys(keyring, uuid, [{ keyId, addedAt: now, pem: pemOf(key) }]),
        tags: newTags(Tags),
      };
    },
    async handle(scope, writer, input, _loaded, provider) {
      await beginIdentityChange(writer, scope.accountId);
      const others = await listSamlProviders(writer, scope.accountId);
      if (others.length >= PROVIDERS_PER_ACCOUNT) throw quotaExceeded('SAMLProvidersPerAccount', PROVIDERS_PER_ACCOUNT);
      const isNew = await insertSamlProvider(writer, provider);
      if (!isNew) throw entityAlreadyExists(`Provider with name ${provider.name} already exists.`);
      const { Tags = [] } = input;
      return {
        SAMLProviderArn: providerArn(scope, 'saml-provider', provider.name),
        Tags: Tags.length === 0 ? undefined : Tags,
      };
    },
    trail: writeTrail(iam.operations.CreateSAMLProvider),
  });
}

function afterYears(now: number, years: number): number {
  return new Date(now).setUTCFullYear(new Date(now).getUTCFullYear() + years);
}

/**
 * A private key that can open assertions.
 *
 * @throws AwsError InvalidInput for what is none
 */
function pemOf(key: Redacted<string>): string {
  const pem = key.unwrap();
  try {
    if (createPrivateKey(pem).asymmetricKeyType === 'rsa') return pem;
  } catch {
    // Said below, without what the library says: it may quote the key.
  }
  throw invalidInput('The private key could not be parsed.');
}
