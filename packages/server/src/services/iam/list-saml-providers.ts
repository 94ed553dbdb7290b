import { iam } from '@coffer/wire/services';
import { listSamlProviders as listRows } from '../../identities/saml-provider-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { providerAccess, providerArn } from './provider-arns.ts';

/** ListSAMLProviders: all of the account, in one answer. */
export const listSAMLProviders = defineRead(iam.operations.ListSAMLProviders, {
  load: async () => undefined,
  access: scope => providerAccess(scope, 'ListSAMLProviders', providerArn(scope, 'saml-provider', '')),
  async handle(scope) {
    const providers = await listRows(scope.reader, scope.accountId);
    return {
      SAMLProviderList: providers.map(({ name, created_at, valid_until }) => ({
        Arn: providerArn(scope, 'saml-provider', name),
        ValidUntil: valid_until ?? undefined,
        CreateDate: created_at,
      })),
    };
  },
});
