import type { OidcProviderRow } from '../../identities/oidc-provider-store.ts';
import { findOidcProvider } from '../../identities/oidc-provider-store.ts';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import { awsResourceTagKeys } from './condition-keys.ts';
import { providerAccess, providerIn } from './provider-arns.ts';

/** Finds the OpenID Connect provider that a request names. */
export async function loadOidcProvider(
  scope: Scope,
  { OpenIDConnectProviderArn: arn }: { readonly OpenIDConnectProviderArn?: string | undefined },
): Promise<OidcProviderRow | undefined> {
  const url = providerIn(scope, 'oidc-provider', arn);
  return url === undefined ? undefined : findOidcProvider(scope.reader, scope.accountId, url);
}

/** The one question that operations on a provider ask. */
export function oidcProviderAccess(action: string) {
  return (
    scope: Scope,
    { OpenIDConnectProviderArn: arn }: { readonly OpenIDConnectProviderArn?: string | undefined },
    provider: OidcProviderRow | undefined,
  ): readonly AccessRequest[] => providerAccess(scope, action, arn, () => awsResourceTagKeys(provider));
}
