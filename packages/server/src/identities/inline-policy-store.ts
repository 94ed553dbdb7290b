/** The SQL of inline policies. The owner is a user, a group or a role. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import type { Page } from './page.ts';
import { afterName } from './page.ts';
import type { InlinePolicyRow } from './rows.ts';

export function findInlinePolicy(reader: Reader, ownerId: string, name: string): Promise<InlinePolicyRow | undefined> {
  return reader.get<InlinePolicyRow>(sql`
    select owner_id, name, document
    from iam_inline_policy
    where owner_id = ${ownerId}
      and name = ${name}`);
}

/** A page of an owner's inline policies by name. */
export function listInlinePolicies(reader: Reader, ownerId: string, page: Page): Promise<InlinePolicyRow[]> {
  return reader.all<InlinePolicyRow>(sql`
    select owner_id, name, document
    from iam_inline_policy
    where owner_id = ${ownerId}
      ${afterName(sql`name`, page)}
    order by name
    limit ${page.limit}`);
}

/** All of an owner's inline policies but the one of this name, for the limit of their length together. */
export function otherInlinePolicies(reader: Reader, ownerId: string, name: string): Promise<InlinePolicyRow[]> {
  return reader.all<InlinePolicyRow>(sql`
    select owner_id, name, document
    from iam_inline_policy
    where owner_id = ${ownerId}
      and name <> ${name}`);
}

/** Stores an inline policy, in place of the one of the same name. */
export async function putInlinePolicy(writer: Writer, row: InlinePolicyRow): Promise<void> {
  await writer.run(sql`
    insert into iam_inline_policy (owner_id, name, document)
    values (${row.owner_id}, ${row.name}, ${row.document})
    on conflict (owner_id, name) do update
    set document = excluded.document`);
}

/** Whether there was one. */
export async function deleteInlinePolicyRow(writer: Writer, ownerId: string, name: string): Promise<boolean> {
  const { changes } = await writer.run(sql`
    delete from iam_inline_policy
    where owner_id = ${ownerId}
      and name = ${name}`);
  return changes > 0;
}
