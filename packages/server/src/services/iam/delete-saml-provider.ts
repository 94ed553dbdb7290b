import { iam } from '@coffer/wire/services';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import { deleteSamlProviderRow } from '../../identities/saml-provider-store.ts';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { existingSamlProvider, loadSamlProvider, samlProviderAccess } from './load-saml-provider.ts';
import { writeTrail } from './trail.ts';

/** DeleteSAMLProvider: roles that trust it cannot be assumed through it any more. */
export const deleteSAMLProvider = defineWrite(iam.operations.DeleteSAMLProvider, {
  load: loadSamlProvider,
  access: samlProviderAccess('DeleteSAMLProvider'),
  async handle(scope, writer, { SAMLProviderArn: arn }, loaded) {
    const provider = existingSamlProvider(loaded, arn);
    await beginIdentityChange(writer, scope.accountId);
    const wasThere = await deleteSamlProviderRow(writer, scope.accountId, provider.name);
    if (!wasThere) throw new Stale();
    return {};
  },
  trail: writeTrail(iam.operations.DeleteSAMLProvider),
});
