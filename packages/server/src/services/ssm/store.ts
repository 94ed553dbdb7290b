/** The SQL of parameters, their versions and labels. */
import type { Reader, Writer } from '../../storage/database.ts';
import type { Sql } from '../../storage/sql.ts';
import { join, sql } from '../../storage/sql.ts';
import type { Parameter, ParameterRow, StoredValue, VersionRow } from './rows.ts';

/** Where parameters are: an account's region. */
export interface Home {
  readonly accountId: string;
  readonly region: string;
}

/** The parameter of this path, with its newest version and the value of that. */
export function findParameter(
  reader: Reader,
  { accountId, region }: Home,
  path: string,
): Promise<(Parameter & StoredValue) | undefined> {
  return reader.get<Parameter & StoredValue>(sql`
    select ${columns}, v.value, v.data_key
    from ssm_parameter p
    join ssm_parameter_version v on v.parameter_id = p.id and v.version = p.version
    where p.account_id = ${accountId}
      and p.region = ${region}
      and p.path = ${path}`);
}

const columns = sql`
  p.id, p.account_id, p.region, p.path, p.name, p.revision, p.tags, v.version, v.type, v.tier, v.data_type, v.key_id,
  v.description, v.allowed_pattern, v.modified_at, v.modified_by`;

const versionColumns = sql`
  v.version, v.type, v.tier, v.data_type, v.key_id, v.description, v.allowed_pattern, v.modified_at, v.modified_by,
  v.value, v.data_key`;

export function findVersion(
  reader: Reader,
  parameterId: string,
  version: number,
): Promise<(VersionRow & StoredValue) | undefined> {
  return reader.get<VersionRow & StoredValue>(sql`
    select ${versionColumns}
    from ssm_parameter_version v
    where v.parameter_id = ${parameterId}
      and v.version = ${version}`);
}

export function findLabelledVersion(
  reader: Reader,
  parameterId: string,
  label: string,
): Promise<(VersionRow & StoredValue) | undefined> {
  return reader.get<VersionRow & StoredValue>(sql`
    select ${versionColumns}
    from ssm_parameter_label l
    join ssm_parameter_version v on v.parameter_id = l.parameter_id and v.version = l.version
    where l.parameter_id = ${parameterId}
      and l.label = ${label}`);
}

/** A stretch of a parameter's versions with their values, the oldest first. */
export function listVersions(
  reader: Reader,
  parameterId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<(VersionRow & StoredValue)[]> {
  return reader.all<VersionRow & StoredValue>(sql`
    select ${versionColumns}
    from ssm_parameter_version v
    where v.parameter_id = ${parameterId}
      and v.version > ${after}
    order by v.version
    limit ${limit}`);
}

/** A label and the version that it is at. */
export interface LabelRow {
  readonly label: string;
  readonly version: number;
}

export function listLabels(reader: Reader, parameterId: string): Promise<LabelRow[]> {
  return reader.all<LabelRow>(sql`
    select label, version
    from ssm_parameter_label
    where parameter_id = ${parameterId}
    order by label`);
}

/** Which parameters a listing looks at, by path; all bounds are optional. */
export interface Stretch {
  /** These paths and no others. */
  readonly only: readonly string[] | undefined;
  /** Everything below this path, which ends with a slash. */
  readonly below: string | undefined;
  readonly after: string | undefined;
  /** The version with this label rather than the newest; what has no such version is left out. */
  readonly label: string | undefined;
  readonly limit: number;
}

/** A stretch of an account's parameters in one region, by path. */
export function listParameters(reader: Reader, { accountId, region }: Home, stretch: Stretch): Promise<Parameter[]> {
  const { only, below, after, label, limit } = stretch;
  return reader.all<Parameter>(sql`
    select ${columns}
    from ssm_parameter p
    ${label === undefined ? sql`` : sql`join ssm_parameter_label l on l.parameter_id = p.id and l.label = ${label}`}
    join ssm_parameter_version v on v.parameter_id = p.id
      and v.version = ${label === undefined ? sql`p.version` : sql`l.version`}
    where p.account_id = ${accountId}
      and p.region = ${region}
      ${only === undefined ? sql`` : sql`and p.path in (${join(only.map(path => sql`${path}`))})`}
      ${below === undefined ? sql`` : belowSql(below)}
      ${after === undefined ? sql`` : sql`and p.path > ${after}`}
    order by p.path
    limit ${limit}`);
}

/** Texts compare by bytes: what begins with a path and a slash is before the path and the character after the slash. */
function belowSql(below: string): Sql {
  return sql`and p.path > ${below} and p.path < ${`${below.slice(0, -1)}0`}`;
}

/** Locks the parameter until the commit; is it still what was authorized? */
export async function isUnchanged(writer: Writer, parameter: Pick<ParameterRow, 'id' | 'revision'>): Promise<boolean> {
  const row = await writer.get<{ revision: number }>(sql`
    select revision
    from ssm_parameter
    where id = ${parameter.id}${writer.forUpdate}`);
  return row?.revision === parameter.revision;
}

/** Stores a new parameter. Throws `UniqueViolation` when its name is taken. */
export async function insertParameter(writer: Writer, row: Parameter & StoredValue): Promise<void> {
  await writer.run(sql`
    insert into ssm_parameter (id, account_id, region, path, name, revision, version, tags)
    values (
      ${row.id}, ${row.account_id}, ${row.region}, ${row.path}, ${row.name}, ${row.revision}, ${row.version},
      ${row.tags}
    )`);
  await insertVersion(writer, row);
}

async function insertVersion(writer: Writer, row: Parameter & StoredValue): Promise<void> {
  await writer.run(sql`
    insert into ssm_parameter_version (
      parameter_id, version, type, tier, data_type, key_id, description, allowed_pattern, modified_at, modified_by,
      value, data_key
    )
    values (
      ${row.id}, ${row.version}, ${row.type}, ${row.tier}, ${row.data_type}, ${row.key_id}, ${row.description},
      ${row.allowed_pattern}, ${row.modified_at}, ${row.modified_by}, ${row.value}, ${row.data_key}
    )`);
}

/** Stores the next version of a parameter under its next revision. */
export async function addVersion(writer: Writer, row: Parameter & StoredValue): Promise<void> {
  await insertVersion(writer, row);
  await writer.run(sql`
    update ssm_parameter
    set version = ${row.version},
      revision = revision + 1
    where id = ${row.id}`);
}

/** How many versions there are, the number of the oldest, and how many labels that has. */
export function versionCount(
  reader: Reader,
  parameterId: string,
): Promise<{ readonly count: number; readonly oldest: number; readonly labels: number } | undefined> {
  return reader.get<{ count: number; oldest: number; labels: number }>(sql`
    select s.count, s.oldest, (
      select count(*)
      from ssm_parameter_label l
      where l.parameter_id = ${parameterId}
        and l.version = s.oldest
    ) as labels
    from (
      select count(*) as count, min(version) as oldest
      from ssm_parameter_version
      where parameter_id = ${parameterId}
    ) s`);
}

export async function deleteVersion(writer: Writer, parameterId: string, version: number): Promise<void> {
  await writer.run(sql`
    delete from ssm_parameter_version
    where parameter_id = ${parameterId}
      and version = ${version}`);
}

/** Stores changed tags under the parameter's next revision. */
export async function updateTags(writer: Writer, parameterId: string, tags: string): Promise<void> {
  await writer.run(sql`
    update ssm_parameter
    set tags = ${tags},
      revision = revision + 1
    where id = ${parameterId}`);
}

/** Attaches a label to a version, or moves it there. */
export async function putLabel(writer: Writer, parameterId: string, { label, version }: LabelRow): Promise<void> {
  await writer.run(sql`
    insert into ssm_parameter_label (parameter_id, label, version)
    values (${parameterId}, ${label}, ${version})
    on conflict (parameter_id, label) do update
    set version = excluded.version`);
}

export async function deleteLabel(writer: Writer, parameterId: string, label: string): Promise<void> {
  await writer.run(sql`
    delete from ssm_parameter_label
    where parameter_id = ${parameterId}
      and label = ${label}`);
}

/** Labels changed: whoever was authorized before looks again. */
export async function bumpRevision(writer: Writer, parameterId: string): Promise<void> {
  await writer.run(sql`
    update ssm_parameter
    set revision = revision + 1
    where id = ${parameterId}`);
}

/** The parameter, its versions and labels are gone. */
export async function deleteParameterRow(writer: Writer, parameterId: string): Promise<void> {
  await writer.run(sql`delete from ssm_parameter_label where parameter_id = ${parameterId}`);
  await writer.run(sql`delete from ssm_parameter_version where parameter_id = ${parameterId}`);
  await writer.run(sql`delete from ssm_parameter where id = ${parameterId}`);
}
