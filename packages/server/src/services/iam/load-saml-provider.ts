import type { SamlProviderRow } from '../../identities/saml-provider-store.ts';
import { findSamlProvider } from '../../identities/saml-provider-store.ts';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import { awsResourceTagKeys } from './condition-keys.ts';
import { noSuchEntity } from './errors.ts';
import { assertProviderArn, providerAccess, providerIn } from './provider-arns.ts';

interface NamesProvider {
  readonly SAMLProviderArn?: string | undefined;
}

/** Finds the SAML provider that a request names. */
export async function loadSamlProvider(
  scope: Scope,
  { SAMLProviderArn: arn }: NamesProvider,
): Promise<SamlProviderRow | undefined> {
  const name = providerIn(scope, 'saml-provider', arn);
  return name === undefined ? undefined : findSamlProvider(scope.reader, scope.accountId, name);
}

/** The one question that operations on a provider ask. */
export function samlProviderAccess(action: string) {
  return (
    scope: Scope,
    { SAMLProviderArn: arn }: NamesProvider,
    provider: SamlProviderRow | undefined,
  ): readonly AccessRequest[] => providerAccess(scope, action, arn, () => awsResourceTagKeys(provider));
}

/**
 * The provider, for an operation whose input is valid.
 *
 * @throws AwsError NoSuchEntity, ValidationError for what is no ARN
 */
export function existingSamlProvider(provider: SamlProviderRow | undefined, arn: string): SamlProviderRow {
  assertProviderArn(arn, 'saml-provider');
  if (provider === undefined) throw noSuchEntity(`Manifest not found for arn ${arn}`);
  return provider;
}
