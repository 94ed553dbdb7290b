import { iam } from '@coffer/wire/services';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import type { OidcProviderRow } from '../../identities/oidc-provider-store.ts';
import { insertOidcProvider, listOidcProviders } from '../../identities/oidc-provider-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { requestTagKeys } from './condition-keys.ts';
import { entityAlreadyExists, invalid, invalidInput, quotaExceeded } from './errors.ts';
import { providerOfUrl } from './oidc-url.ts';
import { providerAccess, providerArn } from './provider-arns.ts';
import { newTags } from './tags.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';

/** Source: IAM User Guide, quotas; the sentences of the last two are recorded. */
const PROVIDERS_PER_ACCOUNT = 100;
const CLIENT_IDS_PER_PROVIDER = 100;
const MAX_THUMBPRINTS = 5;

/** CreateOpenIDConnectProvider: its tokens may be exchanged for the roles that trust it. */
export const createOpenIDConnectProvider = defineWrite(iam.operations.CreateOpenIDConnectProvider, {
  load: async () => undefined,
  access(scope, input) {
    const url = input.Url === undefined ? undefined : providerOfUrl(input.Url);
    const arn = url === undefined ? undefined : providerArn(scope, 'oidc-provider', url);
    return providerAccess(scope, 'CreateOpenIDConnectProvider', arn, () => requestTagKeys(input));
  },
  async prepare(scope, input): Promise<OidcProviderRow> {
    const { Url, ClientIDList = [], ThumbprintList = [], Tags } = input;
    const url = providerOfUrl(Url);
    if (url === undefined) throw invalid('Invalid Open ID Connect Provider URL');
    if (ThumbprintList.length > MAX_THUMBPRINTS) {
      throw invalidInput('Thumbprint list must contain fewer than 5 entries.');
    }
    if (ClientIDList.length > CLIENT_IDS_PER_PROVIDER) {
      throw quotaExceeded('ClientIdsPerOpenIdConnectProvider', CLIENT_IDS_PER_PROVIDER);
    }
    return {
      account_id: scope.accountId,
      url,
      created_at: wholeSecond(scope.now),
      client_ids: JSON.stringify([...new Set(ClientIDList)]),
      thumbprints: JSON.stringify([...new Set(ThumbprintList)]),
      tags: newTags(Tags),
    };
  },
  async handle(scope, writer, input, _loaded, provider) {
    await beginIdentityChange(writer, scope.accountId);
    const others = await listOidcProviders(writer, scope.accountId);
    if (others.length >= PROVIDERS_PER_ACCOUNT) {
      throw quotaExceeded('OpenIdConnectProvidersPerAccount', PROVIDERS_PER_ACCOUNT);
    }
    const isNew = await insertOidcProvider(writer, provider);
    if (!isNew) throw entityAlreadyExists(`Provider with url ${input.Url} already exists.`);
    const { Tags = [] } = input;
    return {
      OpenIDConnectProviderArn: providerArn(scope, 'oidc-provider', provider.url),
      Tags: Tags.length === 0 ? undefined : Tags,
    };
  },
  trail: writeTrail(iam.operations.CreateOpenIDConnectProvider),
});
