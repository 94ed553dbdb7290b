/** The SQL of SAML providers. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';

export interface SamlProviderRow {
  readonly account_id: string;
  readonly name: string;
  /** SAMLProviderUUID. */
  readonly uuid: string;
  readonly created_at: number;
  /** The provider's metadata: XML, as it was given. */
  readonly metadata: string;
  /** When the metadata ends to be valid; milliseconds since 1970. */
  readonly valid_until: number | null;
  /** `Required` or `Allowed`. */
  readonly assertion_encryption: string | null;
  /** JSON of private keys, sealed under the internal key: see `saml-keys.ts`. */
  readonly private_keys: Uint8Array | null;
  /** JSON, see `tagsIn`. */
  readonly tags: string;
}

const columns = sql`
  account_id, name, uuid, created_at, metadata, valid_until, assertion_encryption, private_keys, tags`;

export function findSamlProvider(
  reader: Reader,
  accountId: string,
  name: string,
): Promise<SamlProviderRow | undefined> {
  return reader.get<SamlProviderRow>(sql`
    select ${columns}
    from iam_saml_provider
    where account_id = ${accountId}
      and name = ${name}`);
}

/** All of an account's providers by name, without their metadata: 100 at most. */
export function listSamlProviders(
  reader: Reader,
  accountId: string,
): Promise<Pick<SamlProviderRow, 'account_id' | 'name' | 'created_at' | 'valid_until'>[]> {
  return reader.all<Pick<SamlProviderRow, 'account_id' | 'name' | 'created_at' | 'valid_until'>>(sql`
    select account_id, name, created_at, valid_until
    from iam_saml_provider
    where account_id = ${accountId}
    order by name`);
}

/** Whether the name was free. */
export async function insertSamlProvider(writer: Writer, provider: SamlProviderRow): Promise<boolean> {
  const { changes } = await writer.run(sql`
    insert into iam_saml_provider (
      account_id, name, uuid, created_at, metadata, valid_until, assertion_encryption, private_keys, tags
    )
    values (
      ${provider.account_id}, ${provider.name}, ${provider.uuid}, ${provider.created_at}, ${provider.metadata},
      ${provider.valid_until}, ${provider.assertion_encryption}, ${provider.private_keys}, ${provider.tags}
    )
    on conflict do nothing`);
  return changes > 0;
}

/** Whether there was one. */
export async function deleteSamlProviderRow(writer: Writer, accountId: string, name: string): Promise<boolean> {
  const { changes } = await writer.run(sql`
    delete from iam_saml_provider
    where account_id = ${accountId}
      and name = ${name}`);
  return changes > 0;
}
