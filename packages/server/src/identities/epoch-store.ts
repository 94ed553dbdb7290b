import type { CommittedReader, Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';

/**
 * Begins a write that changes who exists in an account or what they may do. It locks the account's identities until the
 * commit, so that whatever the write reads from here on stays true, and it counts the account's epoch: nothing that was
 * remembered of the account's identities and policies is used any more once the write commits. Call it before anything
 * else is read or written.
 */
export async function beginIdentityChange(writer: Writer, accountId: string): Promise<void> {
  writer.forget(epochName(accountId));
  await writer.run(sql`
    insert into identity_epoch (account_id, epoch)
    values (${accountId}, 1)
    on conflict (account_id) do update
    set epoch = identity_epoch.epoch + 1`);
}

/** The account's identity epoch: what was read of its identities and policies counts while this number stays. */
export async function readIdentityEpoch(reader: Reader, accountId: string): Promise<number> {
  return (await reader.get<EpochRow>(statement(accountId)))?.epoch ?? 0;
}

/** The same, remembered where this process owns the database: as strong, nearly free, and then at once. */
export function readIdentityEpochRemembered(reader: CommittedReader, accountId: string): number | Promise<number> {
  const row = reader.getRemembered<EpochRow>(epochName(accountId), statement(accountId));
  return row instanceof Promise ? row.then(epochIn) : epochIn(row);
}

function epochIn(row: EpochRow | undefined): number {
  return row?.epoch ?? 0;
}

interface EpochRow {
  readonly epoch: number;
}

function statement(accountId: string) {
  return sql`select epoch from identity_epoch where account_id = ${accountId}`;
}

function epochName(accountId: string): string {
  return `identity-epoch ${accountId}`;
}
