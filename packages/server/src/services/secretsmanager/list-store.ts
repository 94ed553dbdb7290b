/** The SQL of lists: stretches of an account's secrets in one region, in one of their orders. */
import type { Reader } from '../../storage/database.ts';
import { join, sql } from '../../storage/sql.ts';
import type { Sql } from '../../storage/sql.ts';
import type { ListOrder, Position, Stretch } from './list-order.ts';
import { keySql, orderSql, stretchSql } from './list-order.ts';
import { behind } from './name-stretches.ts';
import type { SecretRow } from './rows.ts';
import type { Driver, Range } from './search-plan.ts';
import { lettersOf, lettersOfEverywhere } from './search-terms.ts';

/** Whose secrets are listed, and how. */
export interface SecretList {
  readonly accountId: string;
  readonly region: string;
  readonly order: ListOrder;
  readonly includesDeleted: boolean;
}

export interface WantedRows extends Stretch {
  readonly limit: number;
  /** Only these rows; over the columns of `secret`. */
  readonly condition?: Sql | undefined;
}

export interface FittingRows extends WantedRows {
  readonly condition: Sql;
  /**
   * About how many secrets the stretch has, where no index holds what the condition compares. Told nothing, PostgreSQL
   * takes a stretch of equal keys for the whole list, and a condition for one that few fit, and reads all of it unordered.
   */
  readonly secrets: number | undefined;
  /** Whether the condition looks at more of a secret than the index of words by age holds. */
  readonly looksAtTags: boolean;
}

/** Secrets in the order of the list. */
export function listSecretRows(reader: Reader, list: SecretList, wanted: WantedRows): Promise<SecretRow[]> {
  return rowsWhere(reader, list, isInList(list), wanted);
}

/**
 * Those of a stretch that a condition holds for. What does not fit is passed over in an index, or with as little of its
 * row as can be: rows are wide.
 */
export function listFitting(reader: Reader, list: SecretList, wanted: FittingRows): Promise<SecretRow[]> {
  const { condition, limit } = wanted;
  const fitting = sql`
    select id
    from (
      select id
      from ${wanted.secrets === undefined ? sql`secret` : sql`(${someSecrets(list, wanted, wanted.secrets)}) s`}
      where ${wanted.secrets === undefined ? sql`${isInList(list)} ${stretchSql(list.order, wanted)} and` : sql``} ${condition}
      ${orderSql(list.order)}
      limit ${limit}
    ) f`;
  return rowsWhere(reader, list, sql`id in (${fitting})`, { limit });
}

/** What a condition looks at of the first secrets of a stretch. */
function someSecrets(list: SecretList, { looksAtTags, ...stretch }: FittingRows, secrets: number): Sql {
  const key = list.order.by === 'name' ? sql`` : sql`, ${keySql(list.order)}`;
  return sql`
    select id, name, search_terms${key}${looksAtTags ? sql`, tags` : sql``}
    from secret
    where ${isInList(list)} ${stretchSql(list.order, stretch)}
    ${orderSql(list.order)}
    limit ${ROOM_FOR_NEW * secrets}`;
}

/** A stretch is known by its end: secrets that come into it before it is read must not push others out. */
export const ROOM_FOR_NEW = 4;

/** Where secrets that a condition holds for stand in the list, in any sequence; `stretch` is one of another order. */
export async function listPositions(
  reader: Reader,
  list: SecretList,
  along: ListOrder,
  { condition, limit, ...stretch }: WantedRows,
): Promise<readonly Position[]> {
  const rows = await reader.all<{ key: string | number; id: string }>(sql`
    select ${keySql(list.order)} as key, id
    from secret
    where ${isInList(list)} ${stretchSql(along, stretch)} ${conditionSql({ condition })}
    ${orderSql(along)}
    limit ${limit}`);
  return rows.map(({ key, id }) => [key, id]);
}

/** The secrets with these ids of those that a stretch of the list holds. */
export function listByIds(
  reader: Reader,
  list: SecretList,
  ids: readonly string[],
  stretch: Stretch,
): Promise<SecretRow[]> {
  // Without the account, so that SQLite does not think of an index that begins with it.
  const shown = list.includesDeleted ? sql`` : sql` and deleted_at is null`;
  return rowsWhere(reader, list, sql`id in (${values(ids)})${shown}`, { ...stretch, limit: ids.length });
}

/**
 * Of the secrets that a driver holds those that a list by creation shows, which is the order of the index: the first
 * `limit` candidates are looked at, and only they. Several words of a secret are several candidates.
 */
export function listFirstCandidates(
  reader: Reader,
  list: SecretList,
  driver: Driver,
  wanted: WantedRows,
): Promise<SecretRow[]> {
  const first = sql`select secret_id from (${firstCandidates(list, driver, wanted)} limit ${wanted.limit}) f`;
  return rowsWhere(reader, list, sql`id in (${first})`, wanted);
}

/** The same in any order: all candidates are looked at. */
export function listCandidates(
  reader: Reader,
  list: SecretList,
  driver: Driver,
  wanted: WantedRows,
): Promise<SecretRow[]> {
  // Sorted without what is not sorted by: rows are wide.
  const fitting = sql`
    select id
    from (
      select id
      from secret
      where id in (select secret_id from (${rangesSql(list, driver)}) c) ${stretchSql(list.order, wanted)}
        ${conditionSql(wanted)}
      ${orderSql(list.order)}
      limit ${wanted.limit}
    ) f`;
  return rowsWhere(reader, list, sql`id in (${fitting})`, { limit: wanted.limit });
}

/** Where the list, in the order of creation, is so many candidates further on; undefined: they end before that. */
export async function candidateFurtherOn(
  reader: Reader,
  list: SecretList,
  driver: Driver,
  after: Position | undefined,
  count: number,
): Promise<Position | undefined> {
  const row = await reader.get<{ created_at: number; secret_id: string }>(sql`
    ${firstCandidates(list, driver, { after })}
    limit 1 offset ${count - 1}`);
  return row === undefined ? undefined : [row.created_at, row.secret_id];
}

/** How many candidates a driver holds, words of one secret counted each; no more than so many are looked at. */
export async function countCandidates(
  reader: Reader,
  list: SecretList,
  driver: Driver,
  atMost: number,
): Promise<number> {
  const row = await reader.get<{ count: number }>(sql`
    select count(*) as count
    from (select 1 from (${rangesSql(list, driver)}) c limit ${atMost}) l`);
  return row?.count ?? 0;
}

/** Where the list is so many secrets further on; undefined: it ends before that. */
export async function positionFurtherOn(
  reader: Reader,
  list: SecretList,
  after: Position | undefined,
  count: number,
): Promise<Position | undefined> {
  const row = await reader.get<{ key: string | number; id: string }>(sql`
    select ${keySql(list.order)} as key, id
    from secret
    where ${isInList(list)} ${stretchSql(list.order, { after })}
    ${orderSql(list.order)}
    limit 1 offset ${count - 1}`);
  return row === undefined ? undefined : [row.key, row.id];
}

/** Rows of a sample of the list that a condition holds for: ids are random, so that the lowest are drawn by lot. */
export function listSample(
  reader: Reader,
  list: SecretList,
  { condition, sample, limit }: { readonly condition: Sql; readonly sample: number; readonly limit: number },
): Promise<SecretRow[]> {
  // Only what conditions look at: rows are wide.
  const drawn = sql`
    select id, name, search_terms, tags
    from secret
    where ${isInList(list)}
    order by id
    limit ${sample}`;
  return rowsWhere(reader, list, sql`id in (select id from (${drawn}) s where ${condition} limit ${limit})`, { limit });
}

function rowsWhere(reader: Reader, list: SecretList, where: Sql, wanted: WantedRows): Promise<SecretRow[]> {
  return reader.all<SecretRow>(sql`
    select id, account_id, region, name, suffix, revision, description, kms_key_id, type, tags, stages,
      current_version_id, created_at, changed_at, accessed_at, deleted_at, delete_after,
      rotation_enabled, rotation_lambda_arn, rotation_rules, rotated_at, next_rotation_at, next_rotation_date,
      primary_region, owning_service
    from secret
    where ${where} ${stretchSql(list.order, wanted)}
      ${conditionSql(wanted)}
    ${orderSql(list.order)}
    limit ${wanted.limit}`);
}

function conditionSql({ condition }: Pick<WantedRows, 'condition'>): Sql {
  return condition === undefined ? sql`` : sql`and ${condition}`;
}

/** A driver's candidates by creation, from a position on. */
function firstCandidates(list: SecretList, driver: Driver, stretch: Stretch): Sql {
  const direction = list.order.descending ? sql` desc` : sql``;
  return sql`
    select created_at, secret_id
    from (${rangesSql(list, driver)}) c
    where 1 = 1 ${stretchSql(list.order, stretch, sql`secret_id`)}
    order by created_at${direction}, secret_id${direction}`;
}

function isInList({ accountId, region, includesDeleted }: SecretList): Sql {
  return sql`account_id = ${accountId} and region = ${region}${includesDeleted ? sql`` : sql` and deleted_at is null`}`;
}

/** A driver's stretches, and the secrets that are in all of them. */
function rangesSql(list: SecretList, driver: Driver): Sql {
  const { accountId, region, includesDeleted } = list;
  const everywhere = sql`
    select created_at, secret_id
    from secret_word
    where account_id = ${accountId} and region = ${region} and word = ''
      and place in (${values(lettersOfEverywhere(includesDeleted))})`;
  return join([...driver.map(range => rangeSql(list, range)), everywhere], ' union all ');
}

function rangeSql(list: SecretList, range: Range): Sql {
  if (range.kind === 'name') {
    const { from, to } = range;
    return sql`
      select created_at, id as secret_id
      from secret
      where ${isInList(list)} and name >= ${from} ${to === undefined ? sql`` : sql`and name < ${to}`}`;
  }
  const { prefix } = range;
  return sql`
    select created_at, secret_id
    from secret_word
    where account_id = ${list.accountId} and region = ${list.region} and word >= ${prefix} and word < ${behind(prefix)}
      and place in (${values(lettersOf(range.places, list.includesDeleted))})`;
}

function values(texts: readonly string[]): Sql {
  return join(texts.map(text => sql`${text}`));
}
