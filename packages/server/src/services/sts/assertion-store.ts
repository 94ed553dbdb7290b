/** The SQL of SAML assertions that were used. */
import { hash } from 'node:crypto';
import type { Writer } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';

/** An assertion of a provider; `expiresAt`, in milliseconds since 1970: nobody takes it any more. */
export interface UsedAssertion {
  readonly provider: string;
  readonly id: string;
  readonly expiresAt: number;
}

/** Uses an assertion up; false when it was used before. Of two at once one succeeds. */
export async function useAssertion(writer: Writer, { provider, id, expiresAt }: UsedAssertion): Promise<boolean> {
  const { changes } = await writer.run(sql`
    insert into sts_saml_assertion (provider, id, expires_at)
    values (${provider}, ${hash('sha256', id)}, ${expiresAt})
    on conflict do nothing`);
  return changes > 0;
}

/** Forgets assertions that have expired. */
export async function forgetAssertions(writer: Writer, now: number): Promise<void> {
  await writer.run(sql`delete from sts_saml_assertion where expires_at < ${now}`);
}
