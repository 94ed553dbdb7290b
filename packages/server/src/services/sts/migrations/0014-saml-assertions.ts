import type { Migration } from '../../../storage/migrations.ts';

export const samlAssertionsMigration: Migration = {
  number: 14,
  name: 'saml-assertions',
  sql: `
    -- Assertions that were used and could be used again: each is good for one session.
    create table sts_saml_assertion (
      -- The provider's ARN.
      provider {text} not null,
      -- The assertion's own ID, hashed.
      id {text} not null,
      expires_at {bigint} not null,
      primary key (provider, id)
    ) {strict};
    create index sts_saml_assertion_by_end on sts_saml_assertion (expires_at);
  `,
};
