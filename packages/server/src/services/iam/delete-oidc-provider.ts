import { iam } from '@coffer/wire/services';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import { deleteOidcProviderRow } from '../../identities/oidc-provider-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { noSuchEntity } from './errors.ts';
import { loadOidcProvider, oidcProviderAccess } from './load-oidc-provider.ts';
import { assertProviderArn, providerIn } from './provider-arns.ts';
import { writeTrail } from './trail.ts';

/** DeleteOpenIDConnectProvider: roles that trust it cannot be assumed through it any more. */
export const deleteOpenIDConnectProvider = defineWrite(iam.operations.DeleteOpenIDConnectProvider, {
  load: loadOidcProvider,
  access: oidcProviderAccess('DeleteOpenIDConnectProvider'),
  async handle(scope, writer, { OpenIDConnectProviderArn: arn }) {
    assertProviderArn(arn, 'oidc-provider');
    await beginIdentityChange(writer, scope.accountId);
    const url = providerIn(scope, 'oidc-provider', arn) ?? '';
    const wasThere = await deleteOidcProviderRow(writer, scope.accountId, url);
    if (!wasThere) throw noSuchEntity(`OpenId connect Provider ${arn} cannot be found.`);
    return {};
  },
  trail: writeTrail(iam.operations.DeleteOpenIDConnectProvider),
});
