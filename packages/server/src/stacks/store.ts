/** The SQL of stacks, their change sets, what they made and what happened to them. */
import { randomUUID } from 'node:crypto';
import type { Reader, Writer } from '../storage/database.ts';
import { join, sql } from '../storage/sql.ts';
import type { ChangeSetRow, EventRow, ResourceRow, StackRow } from './rows.ts';

/** An account's region. */
export interface Home {
  readonly accountId: string;
  readonly region: string;
}

const stackColumns = sql`
  s.id, s.account_id, s.region, s.name, s.status, s.status_reason, s.created_at, s.updated_at, s.deletion_at,
  s.is_deleted, s.change_set_id, s.caller, s.run, s.options`;

/** The stack of this name that is not deleted. */
export function findStackByName(
  reader: Reader,
  { accountId, region }: Home,
  name: string,
): Promise<StackRow | undefined> {
  return reader.get<StackRow>(sql`
    select ${stackColumns}
    from cfn_stack s
    where s.account_id = ${accountId}
      and s.region = ${region}
      and s.name = ${name}
      and s.is_deleted = 0`);
}

/** The stack, deleted or not. */
export function findStack(reader: Reader, id: string): Promise<StackRow | undefined> {
  return reader.get<StackRow>(sql`
    select ${stackColumns}
    from cfn_stack s
    where s.id = ${id}`);
}

/** Locks the stack until the commit. */
export function lockStack(writer: Writer, id: string): Promise<StackRow | undefined> {
  return writer.get<StackRow>(sql`
    select ${stackColumns}
    from cfn_stack s
    where s.id = ${id}${writer.forUpdate}`);
}

/** Where a page of stacks begins: after this one. */
export interface StackPosition {
  readonly at: number;
  readonly id: string;
}

/** Stores a new stack. Throws `UniqueViolation` when its name is taken. */
export async function insertStack(writer: Writer, row: StackRow): Promise<void> {
  await writer.run(sql`
    insert into cfn_stack (
      id, account_id, region, name, status, status_reason, created_at, updated_at, deletion_at, is_deleted,
      change_set_id, caller, run, options
    )
    values (
      ${row.id}, ${row.account_id}, ${row.region}, ${row.name}, ${row.status}, ${row.status_reason}, ${row.created_at},
      ${row.updated_at}, ${row.deletion_at}, ${row.is_deleted}, ${row.change_set_id}, ${row.caller}, ${row.run},
      ${row.options}
    )`);
}

/** Stores a new change set. Throws `UniqueViolation` when the stack has one of that name. */
export async function insertChangeSet(writer: Writer, row: ChangeSetRow): Promise<void> {
  await writer.run(sql`
    insert into cfn_change_set (id, stack_id, name, execution_status, created_at, template)
    values (${row.id}, ${row.stack_id}, ${row.name}, ${row.execution_status}, ${row.created_at}, ${row.template})`);
}

/** A page of stacks, the newest first. */
export function listStackRows(
  reader: Reader,
  { accountId, region }: Home,
  wanted: {
    readonly after: StackPosition | undefined;
    readonly limit: number;
    /** Empty: of any status. */
    readonly statuses: readonly string[];
    readonly isDeletedShown: boolean;
  },
): Promise<StackRow[]> {
  const { after, statuses } = wanted;
  return reader.all<StackRow>(sql`
    select ${stackColumns}
    from cfn_stack s
    where s.account_id = ${accountId}
      and s.region = ${region}
      ${wanted.isDeletedShown ? sql`` : sql`and s.is_deleted = 0`}
      ${statuses.length === 0 ? sql`` : sql`and s.status in (${join(statuses.map(status => sql`${status}`))})`}
      ${
        after === undefined
          ? sql``
          : sql`and (s.created_at < ${after.at} or (s.created_at = ${after.at} and s.id < ${after.id}))`
      }
    order by s.created_at desc, s.id desc
    limit ${wanted.limit}`);
}

/** Stores what may change of a stack. */
export async function updateStack(writer: Writer, row: StackRow): Promise<void> {
  await writer.run(sql`
    update cfn_stack
    set status = ${row.status},
      status_reason = ${row.status_reason},
      updated_at = ${row.updated_at},
      deletion_at = ${row.deletion_at},
      is_deleted = ${row.is_deleted},
      change_set_id = ${row.change_set_id},
      caller = ${row.caller},
      run = ${row.run},
      options = ${row.options}
    where id = ${row.id}`);
}

const changeSetColumns = sql`c.id, c.stack_id, c.name, c.execution_status, c.created_at, c.template`;

export function findChangeSet(reader: Reader, id: string): Promise<ChangeSetRow | undefined> {
  return reader.get<ChangeSetRow>(sql`
    select ${changeSetColumns}
    from cfn_change_set c
    where c.id = ${id}`);
}

export function findChangeSetByName(reader: Reader, stackId: string, name: string): Promise<ChangeSetRow | undefined> {
  return reader.get<ChangeSetRow>(sql`
    select ${changeSetColumns}
    from cfn_change_set c
    where c.stack_id = ${stackId}
      and c.name = ${name}`);
}

/** This change set is executed; the others of its stack are of no use any more. */
export async function beginChangeSet(writer: Writer, { id, stack_id }: ChangeSetRow): Promise<void> {
  await writer.run(sql`
    update cfn_change_set
    set execution_status = 'OBSOLETE'
    where stack_id = ${stack_id} and id <> ${id}`);
  await setExecution(writer, id, 'EXECUTE_IN_PROGRESS');
}

export async function setExecution(
  writer: Writer,
  id: string,
  status: ChangeSetRow['execution_status'],
): Promise<void> {
  await writer.run(sql`
    update cfn_change_set
    set execution_status = ${status}
    where id = ${id}`);
}

const resourceColumns = sql`
  r.stack_id, r.logical_id, r.position, r.account_id, r.region, r.physical_id, r.type, r.status, r.status_reason,
  r.changed_at, r.properties`;

/** What a stack has made or begun to make, in that order. */
export function listResources(reader: Reader, stackId: string): Promise<ResourceRow[]> {
  return reader.all<ResourceRow>(sql`
    select ${resourceColumns}
    from cfn_resource r
    where r.stack_id = ${stackId}
    order by r.position`);
}

/** The stack that has something of this physical id; not one that has deleted it. */
export function findStackOfResource(
  reader: Reader,
  { accountId, region }: Home,
  physicalId: string,
): Promise<StackRow | undefined> {
  return reader.get<StackRow>(sql`
    select ${stackColumns}
    from cfn_stack s
    join cfn_resource r on r.stack_id = s.id
    where r.account_id = ${accountId}
      and r.region = ${region}
      and r.physical_id = ${physicalId}
      and r.status not in ('DELETE_COMPLETE', 'CREATE_FAILED')
      and s.is_deleted = 0
    order by s.created_at desc
    limit 1`);
}

/** Stores a resource, or what has become of it. */
export async function putResource(writer: Writer, row: ResourceRow): Promise<void> {
  await writer.run(sql`
    insert into cfn_resource (
      stack_id, logical_id, position, account_id, region, physical_id, type, status, status_reason, changed_at,
      properties
    )
    values (
      ${row.stack_id}, ${row.logical_id}, ${row.position}, ${row.account_id}, ${row.region}, ${row.physical_id},
      ${row.type}, ${row.status}, ${row.status_reason}, ${row.changed_at}, ${row.properties}
    )
    on conflict (stack_id, logical_id) do update
    set status = excluded.status,
      status_reason = excluded.status_reason,
      changed_at = excluded.changed_at`);
}

/** Something happened to a stack, which is locked. */
export async function addEvent(writer: Writer, event: Omit<EventRow, 'number' | 'id'>): Promise<void> {
  const last = await writer.get<{ number: number | null }>(sql`
    select max(number) as number
    from cfn_event
    where stack_id = ${event.stack_id}`);
  await writer.run(sql`
    insert into cfn_event (
      stack_id, number, id, logical_id, physical_id, type, status, status_reason, at, token
    )
    values (
      ${event.stack_id}, ${(last?.number ?? 0) + 1}, ${randomUUID()}, ${event.logical_id}, ${event.physical_id},
      ${event.type}, ${event.status}, ${event.status_reason}, ${event.at}, ${event.token}
    )`);
}

/** A page of a stack's events, the newest first. */
export function listEvents(
  reader: Reader,
  stackId: string,
  { before, limit }: { readonly before: number; readonly limit: number },
): Promise<EventRow[]> {
  return reader.all<EventRow>(sql`
    select number, stack_id, id, logical_id, physical_id, type, status, status_reason, at, token
    from cfn_event
    where stack_id = ${stackId}
      and number < ${before}
    order by number desc
    limit ${limit}`);
}

/** How many secrets are rotated by a function. */
export async function countRotatedBy(
  reader: Reader,
  { accountId, region }: Home,
  functionArn: string,
): Promise<number> {
  const row = await reader.get<{ count: number }>(sql`
    select count(*) as count
    from secret
    where account_id = ${accountId}
      and region = ${region}
      and rotation_enabled = 1
      and rotation_lambda_arn = ${functionArn}
      and deleted_at is null`);
  return row?.count ?? 0;
}
