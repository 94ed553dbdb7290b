import { iam } from '@coffer/wire/services';
import { textsIn } from '../../identities/oidc-provider-store.ts';
import { tagsIn } from '../../identities/rows.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { noSuchEntity } from './errors.ts';
import { loadOidcProvider, oidcProviderAccess } from './load-oidc-provider.ts';
import { assertProviderArn } from './provider-arns.ts';

/** GetOpenIDConnectProvider: a provider with its clients; the URL has no scheme, as in AWS. */
export const getOpenIDConnectProvider = defineRead(iam.operations.GetOpenIDConnectProvider, {
  load: loadOidcProvider,
  access: oidcProviderAccess('GetOpenIDConnectProvider'),
  async handle(_scope, { OpenIDConnectProviderArn: arn }, provider) {
    assertProviderArn(arn, 'oidc-provider');
    if (provider === undefined) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
    return {
      Url: provider.url,
      ClientIDList: textsIn(provider.client_ids),
      ThumbprintList: textsIn(provider.thumbprints),
      CreateDate: provider.created_at,
      Tags: tagsIn(provider),
    };
  },
});
