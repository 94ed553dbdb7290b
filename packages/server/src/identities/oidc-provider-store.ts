/** The SQL of OpenID Connect providers. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';

export interface OidcProviderRow {
  readonly account_id: string;
  /** Without `https://`, as in the provider's ARN: host and path. */
  readonly url: string;
  readonly created_at: number;
  /** JSON: a list of texts, see `textsIn`. */
  readonly client_ids: string;
  readonly thumbprints: string;
  /** JSON, see `tagsIn`. */
  readonly tags: string;
}

const columns = sql`account_id, url, created_at, client_ids, thumbprints, tags`;

export function findOidcProvider(reader: Reader, accountId: string, url: string): Promise<OidcProviderRow | undefined> {
  return reader.get<OidcProviderRow>(sql`
    select ${columns}
    from iam_oidc_provider
    where account_id = ${accountId}
      and url = ${url}`);
}

/** All of an account's providers by URL: 100 at most. */
export function listOidcProviders(reader: Reader, accountId: string): Promise<OidcProviderRow[]> {
  return reader.all<OidcProviderRow>(sql`
    select ${columns}
    from iam_oidc_provider
    where account_id = ${accountId}
    order by url`);
}

/** Whether the URL was free. */
export async function insertOidcProvider(writer: Writer, provider: OidcProviderRow): Promise<boolean> {
  const { changes } = await writer.run(sql`
    insert into iam_oidc_provider (account_id, url, created_at, client_ids, thumbprints, tags)
    values (
      ${provider.account_id}, ${provider.url}, ${provider.created_at}, ${provider.client_ids},
      ${provider.thumbprints}, ${provider.tags}
    )
    on conflict do nothing`);
  return changes > 0;
}

/** Whether there was one. */
export async function deleteOidcProviderRow(writer: Writer, accountId: string, url: string): Promise<boolean> {
  const { changes } = await writer.run(sql`
    delete from iam_oidc_provider
    where account_id = ${accountId}
      and url = ${url}`);
  return changes > 0;
}

/** The texts of a column that holds a list of them. */
export function textsIn(column: string): readonly string[] {
  return JSON.parse(column) as readonly string[]; // what was written as such a list
}
