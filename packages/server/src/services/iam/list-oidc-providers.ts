import { iam } from '@coffer/wire/services';
import { listOidcProviders } from '../../identities/oidc-provider-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { providerAccess, providerArn } from './provider-arns.ts';

/** ListOpenIDConnectProviders: all of the account, in one answer. */
export const listOpenIDConnectProviders = defineRead(iam.operations.ListOpenIDConnectProviders, {
  load: async () => undefined,
  access: scope => providerAccess(scope, 'ListOpenIDConnectProviders', providerArn(scope, 'oidc-provider', '')),
  async handle(scope) {
    const providers = await listOidcProviders(scope.reader, scope.accountId);
    return {
      OpenIDConnectProviderList: providers.map(({ url }) => ({ Arn: providerArn(scope, 'oidc-provider', url) })),
    };
  },
});
