/** The SQL of log groups and streams. */
import type { Reader, Writer } from '../../storage/database.ts';
import type { Sql } from '../../storage/sql.ts';
import { join, sql } from '../../storage/sql.ts';
import type { GroupRow, StreamRow } from './rows.ts';

/** Where groups are: an account's region. */
export interface Home {
  readonly accountId: string;
  readonly region: string;
}

const groupColumns = sql`
  g.id, g.account_id, g.region, g.name, g.revision, g.created_at, g.class, g.is_protected, g.retention_days, g.tags`;

const streamColumns = sql`
  s.id, s.group_id, s.name, s.created_at, s.first_event_at, s.last_event_at, s.ingested_at, s.next_batch,
  s.stored_bytes`;

export function findGroup(reader: Reader, { accountId, region }: Home, name: string): Promise<GroupRow | undefined> {
  return reader.get<GroupRow>(sql`
    select ${groupColumns}
    from log_group g
    where g.account_id = ${accountId}
      and g.region = ${region}
      and g.name = ${name}`);
}

/** What DescribeLogGroups shows. */
export type ListedGroup = GroupRow & { readonly stored_bytes: number };

export interface GroupStretch {
  readonly after: string;
  /** Names begin so. */
  readonly prefix: string;
  /** These names and no others. */
  readonly only: readonly string[] | undefined;
  readonly class: string | undefined;
  readonly limit: number;
}

/** A stretch of the groups of an account and region, by name. */
export function listGroups(
  reader: Reader,
  { accountId, region }: Home,
  { after, prefix, only, class: wanted, limit }: GroupStretch,
): Promise<ListedGroup[]> {
  return reader.all<ListedGroup>(sql`
    select ${groupColumns}, coalesce((
      select sum(s.stored_bytes)
      from log_stream s
      where s.group_id = g.id
    ), 0) as stored_bytes
    from log_group g
    where g.account_id = ${accountId}
      and g.region = ${region}
      and g.name > ${after}
      ${prefixSql(sql`g.name`, prefix)}
      ${only === undefined ? sql`` : sql`and g.name in (${join(only.map(name => sql`${name}`))})`}
      ${wanted === undefined ? sql`` : sql`and g.class = ${wanted}`}
    order by g.name
    limit ${limit}`);
}

/** Texts compare by bytes: what begins with a text lies between it and the text with the greatest character after it. */
export function prefixSql(column: Sql, prefix: string): Sql {
  return prefix === '' ? sql`` : sql`and ${column} >= ${prefix} and ${column} <= ${`${prefix}\u{10ffff}`}`;
}

/** Locks the group until the commit; is it still what was authorized? */
export async function isUnchanged(writer: Writer, group: Pick<GroupRow, 'id' | 'revision'>): Promise<boolean> {
  const row = await writer.get<{ revision: number }>(sql`
    select revision
    from log_group
    where id = ${group.id}${writer.forUpdate}`);
  return row?.revision === group.revision;
}

/** As `isUnchanged`, without the lock: who writes to one stream waits for nobody who writes to another one. */
export async function isStillCurrent(reader: Reader, group: Pick<GroupRow, 'id' | 'revision'>): Promise<boolean> {
  const row = await reader.get<{ revision: number }>(sql`
    select revision
    from log_group
    where id = ${group.id}`);
  return row?.revision === group.revision;
}

/** Stores a new group; false when its name is taken. */
export async function insertGroup(writer: Writer, row: GroupRow): Promise<boolean> {
  const { changes } = await writer.run(sql`
    insert into log_group (
      id, account_id, region, name, revision, created_at, class, is_protected, retention_days, tags
    )
    values (
      ${row.id}, ${row.account_id}, ${row.region}, ${row.name}, ${row.revision}, ${row.created_at}, ${row.class},
      ${row.is_protected}, ${row.retention_days}, ${row.tags}
    )
    on conflict do nothing`);
  return changes === 1;
}

/** Stores what changed of a group, under its next revision. */
export async function updateGroup(
  writer: Writer,
  { id, retention_days: days, tags }: Pick<GroupRow, 'id' | 'retention_days' | 'tags'>,
): Promise<void> {
  await writer.run(sql`
    update log_group
    set retention_days = ${days},
      tags = ${tags},
      revision = revision + 1
    where id = ${id}`);
}

/** The group and its streams are gone; its batches go in quiet moments. */
export async function deleteGroupRow(writer: Writer, id: string): Promise<void> {
  await writer.run(sql`delete from log_stream where group_id = ${id}`);
  await writer.run(sql`delete from log_group where id = ${id}`);
  await writer.run(sql`insert into log_garbage (id) values (${id})`);
}

export function findStream(reader: Reader, groupId: string, name: string): Promise<StreamRow | undefined> {
  return reader.get<StreamRow>(sql`
    select ${streamColumns}
    from log_stream s
    where s.group_id = ${groupId}
      and s.name = ${name}`);
}

/** The stream as it is now, locked until the commit. */
export function lockStream(writer: Writer, id: string): Promise<StreamRow | undefined> {
  return writer.get<StreamRow>(sql`
    select ${streamColumns}
    from log_stream s
    where s.id = ${id}${writer.forUpdate}`);
}

/** Where a listing of streams goes on, and in which order it is. */
export interface StreamStretch {
  readonly by: 'name' | 'time';
  readonly descending: boolean;
  readonly prefix: string;
  /** The last one that was listed. */
  readonly after: { readonly name: string; readonly time: number } | undefined;
  readonly limit: number;
}

/** A stretch of a group's streams. In the order of time those without events come first. */
export function listStreams(reader: Reader, groupId: string, stretch: StreamStretch): Promise<StreamRow[]> {
  const { by, descending, prefix, after, limit } = stretch;
  const time = sql`coalesce(s.last_event_at, 0)`;
  const way = descending ? sql`desc` : sql`asc`;
  return reader.all<StreamRow>(sql`
    select ${streamColumns}
    from log_stream s
    where s.group_id = ${groupId}
      ${prefixSql(sql`s.name`, prefix)}
      ${after === undefined ? sql`` : sql`and ${afterSql(by, descending, time, after)}`}
    order by ${by === 'time' ? sql`${time} ${way}, ` : sql``}s.name ${way}
    limit ${limit}`);
}

function afterSql(
  by: 'name' | 'time',
  descending: boolean,
  time: Sql,
  { name, time: at }: { readonly name: string; readonly time: number },
): Sql {
  const beyond = descending ? sql`s.name < ${name}` : sql`s.name > ${name}`;
  if (by === 'name') return beyond;
  return descending
    ? sql`(${time} < ${at} or (${time} = ${at} and ${beyond}))`
    : sql`(${time} > ${at} or (${time} = ${at} and ${beyond}))`;
}

/** The streams of these names. */
export function findStreams(reader: Reader, groupId: string, names: readonly string[]): Promise<StreamRow[]> {
  return reader.all<StreamRow>(sql`
    select ${streamColumns}
    from log_stream s
    where s.group_id = ${groupId}
      and s.name in (${join(names.map(name => sql`${name}`))})`);
}

/** Stores a new stream; false when its name is taken. */
export async function insertStream(
  writer: Writer,
  row: Pick<StreamRow, 'id' | 'group_id' | 'name' | 'created_at'>,
): Promise<boolean> {
  const { changes } = await writer.run(sql`
    insert into log_stream (id, group_id, name, created_at, next_batch, stored_bytes)
    values (${row.id}, ${row.group_id}, ${row.name}, ${row.created_at}, 0, 0)
    on conflict do nothing`);
  return changes === 1;
}

/** Stores what events have changed of a stream. */
export async function updateStream(writer: Writer, row: StreamRow): Promise<void> {
  await writer.run(sql`
    update log_stream
    set first_event_at = ${row.first_event_at},
      last_event_at = ${row.last_event_at},
      ingested_at = ${row.ingested_at},
      next_batch = ${row.next_batch},
      stored_bytes = ${row.stored_bytes}
    where id = ${row.id}`);
}

/** The stream is gone; its batches go in quiet moments. */
export async function deleteStreamRow(writer: Writer, id: string): Promise<void> {
  await writer.run(sql`delete from log_stream where id = ${id}`);
  await writer.run(sql`insert into log_garbage (id) values (${id})`);
}
