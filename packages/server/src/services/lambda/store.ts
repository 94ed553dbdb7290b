/** The SQL of functions, their code and what is invoked without anybody waiting. */
import type { Reader, Writer } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';
import type { EventRow, FunctionRow } from './rows.ts';
import type { SealedPlace } from './sealing.ts';

/** Where a function is. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

const columns = sql`
  f.id, f.account_id, f.region, f.name, f.revision, f.revision_id, f.run_revision_id, f.modified_at, f.code_id,
  f.code_sha256, f.code_size, f.built_in, f.role_arn, f.configuration, f.environment, f.tags, f.policy, f.policy_ids`;

export function findFunction(reader: Reader, { accountId, region, name }: Place): Promise<FunctionRow | undefined> {
  return reader.get<FunctionRow>(sql`
    select ${columns}
    from lambda_function f
    where f.account_id = ${accountId}
      and f.region = ${region}
      and f.name = ${name}`);
}

export function findFunctionById(reader: Reader, id: string): Promise<FunctionRow | undefined> {
  return reader.get<FunctionRow>(sql`
    select ${columns}
    from lambda_function f
    where f.id = ${id}`);
}

/** A page of an account's functions in a region, by name. */
export function listFunctionRows(
  reader: Reader,
  { accountId, region }: Omit<Place, 'name'>,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<FunctionRow[]> {
  return reader.all<FunctionRow>(sql`
    select ${columns}
    from lambda_function f
    where f.account_id = ${accountId}
      and f.region = ${region}
      and f.name > ${after}
    order by f.name
    limit ${limit}`);
}

/** Locks the function until the commit; is it still what was authorized? */
export async function isUnchanged(writer: Writer, { id, revision }: FunctionRow): Promise<boolean> {
  const row = await writer.get<{ revision: number }>(sql`
    select revision
    from lambda_function
    where id = ${id}${writer.forUpdate}`);
  return row?.revision === revision;
}

/** Stores a new function. Throws `UniqueViolation` when its name is taken. */
export async function insertFunction(writer: Writer, row: FunctionRow): Promise<void> {
  await writer.run(sql`
    insert into lambda_function (
      id, account_id, region, name, revision, revision_id, run_revision_id, modified_at, code_id, code_sha256,
      code_size, built_in, role_arn, configuration, environment, tags, policy, policy_ids
    )
    values (
      ${row.id}, ${row.account_id}, ${row.region}, ${row.name}, ${row.revision}, ${row.revision_id},
      ${row.run_revision_id}, ${row.modified_at}, ${row.code_id}, ${row.code_sha256}, ${row.code_size},
      ${row.built_in}, ${row.role_arn}, ${row.configuration}, ${row.environment}, ${row.tags}, ${row.policy},
      ${row.policy_ids}
    )`);
}

/** Stores what may change of a function under its next revision. */
export async function updateFunction(writer: Writer, row: FunctionRow): Promise<void> {
  await writer.run(sql`
    update lambda_function
    set revision = revision + 1,
      revision_id = ${row.revision_id},
      run_revision_id = ${row.run_revision_id},
      modified_at = ${row.modified_at},
      code_id = ${row.code_id},
      code_sha256 = ${row.code_sha256},
      code_size = ${row.code_size},
      built_in = ${row.built_in},
      role_arn = ${row.role_arn},
      configuration = ${row.configuration},
      environment = ${row.environment},
      tags = ${row.tags},
      policy = ${row.policy},
      policy_ids = ${row.policy_ids}
    where id = ${row.id}`);
}

/** The function and its code are gone, and what waits to be done by it. */
export async function deleteFunctionRow(writer: Writer, { id, code_id }: FunctionRow): Promise<void> {
  await writer.run(sql`
    delete from lambda_blob
    where id in (select id from lambda_event where function_id = ${id})`);
  await writer.run(sql`delete from lambda_event where function_id = ${id}`);
  await deleteBlob(writer, code_id);
  await writer.run(sql`delete from lambda_function where id = ${id}`);
}

/** Stores sealed parts under an id that nothing has. */
export async function insertBlob(
  writer: Writer,
  { id, functionArn }: SealedPlace,
  parts: readonly Uint8Array[],
): Promise<void> {
  for (const [part, data] of parts.entries()) {
    await writer.run(sql`
      insert into lambda_blob (id, part, parts, function_arn, data)
      values (${id}, ${part}, ${parts.length}, ${functionArn}, ${data})`);
  }
}

/** Sealed parts in their order. */
export async function findBlob(reader: Reader, id: string): Promise<readonly Uint8Array[]> {
  const rows = await reader.all<{ data: Uint8Array }>(sql`
    select data
    from lambda_blob
    where id = ${id}
    order by part`);
  return rows.map(({ data }) => data);
}

export async function deleteBlob(writer: Writer, id: string): Promise<void> {
  await writer.run(sql`delete from lambda_blob where id = ${id}`);
}

export async function insertEvent(writer: Writer, event: EventRow): Promise<void> {
  await writer.run(sql`
    insert into lambda_event (id, function_id, request_id, failures, created_at)
    values (${event.id}, ${event.function_id}, ${event.request_id}, ${event.failures}, ${event.created_at})`);
}

export function findEvent(reader: Reader, id: string): Promise<EventRow | undefined> {
  return reader.get<EventRow>(sql`
    select id, function_id, request_id, failures, created_at
    from lambda_event
    where id = ${id}`);
}

/** One more attempt has failed. */
export async function countFailure(writer: Writer, id: string): Promise<void> {
  await writer.run(sql`
    update lambda_event
    set failures = failures + 1
    where id = ${id}`);
}

export async function deleteEvent(writer: Writer, id: string): Promise<void> {
  await deleteBlob(writer, id);
  await writer.run(sql`delete from lambda_event where id = ${id}`);
}
