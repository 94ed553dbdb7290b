/** What a SQL Server knows of its logins and users: in SQLite, so that queries of the catalog are really answered. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { Table } from './tds-tokens.ts';
import type { Level, Securable } from './t-sql.ts';

/** The name of the one database. */
export const DATABASE = 'shop';

/** One connection's view of the catalog. */
export class Catalog implements Disposable {
  readonly #db = new DatabaseSync(':memory:');

  /** @param file where it is kept */
  constructor(file: string) {
    this.#db.prepare('attach database ? as sys').run(file);
    this.#db.exec('pragma sys.journal_mode = wal; pragma sys.synchronous = off');
    this.#db.function('db_id', () => 5);
    this.#db.function('schema_name', id => {
      const name = this.#one('select name from sys.schemas where schema_id = ?', id);
      return typeof name === 'string' ? name : null;
    });
  }

  /** Makes its tables, with one schema and one table in the database. */
  create(isContained: boolean): void {
    this.#db.exec(TABLES);
    this.#db.prepare("insert into sys.databases values (5, 'shop', ?)").run(isContained ? 1 : 0);
  }

  /** What reads the catalog; errors are SQLite's. */
  query(sql: string, parameters: ReadonlyMap<string, string | null>): Table {
    const statement = this.#db.prepare(sql);
    const columns = statement.columns().map(({ name }) => name);
    const rows = statement.all(Object.fromEntries(parameters));
    const textOf = (value: unknown) => (value === null ? null : String(value));
    return { columns, rows: rows.map(row => columns.map(column => textOf(row[column]))) };
  }

  begin(): void {
    this.#db.exec('begin immediate');
  }

  commit(): void {
    this.#db.exec('commit');
  }

  rollback(): void {
    this.#db.exec('rollback');
  }

  isContained(): boolean {
    return this.#one('select containment from sys.databases') === 1;
  }

  /** The number of a login, a user or a role. */
  idOf(level: Level, name: string): number | undefined {
    const id = this.#one(`select principal_id from sys.${level}_principals where name = ?`, name);
    return typeof id === 'number' ? id : undefined;
  }

  isPassword(level: Level, name: string, password: string): boolean {
    const stored = this.#one('select hash from sys.hashes where level = ? and name = ?', level, name);
    if (typeof stored !== 'string') return false;
    return timingSafeEqual(Buffer.from(stored), Buffer.from(hashOf(password, stored.slice(0, 32))));
  }

  setPassword(level: Level, name: string, password: string): void {
    const hash = hashOf(password, randomBytes(16).toString('hex'));
    this.#db.prepare('insert or replace into sys.hashes values (?, ?, ?)').run(level, name, hash);
  }

  addPrincipal(level: Level, name: string, type: 'S' | 'R' = 'S'): void {
    this.#db.prepare(`insert into sys.${level}_principals (name, type) values (?, ?)`).run(name, type);
  }

  join(level: Level, role: string, member: string): void {
    const sql = `insert or ignore into sys.${level}_role_members values (?, ?)`;
    this.#db.prepare(sql).run(this.idOf(level, role) ?? 0, this.idOf(level, member) ?? 0);
  }

  isMember(level: Level, role: string, member: string): boolean {
    const sql = `select 1 from sys.${level}_role_members where role_principal_id = ? and member_principal_id = ?`;
    return this.#one(sql, this.idOf(level, role) ?? 0, this.idOf(level, member) ?? 0) === 1;
  }

  /** Undefined when there is no such schema or object. */
  securableId(on: Securable): { readonly kind: number; readonly id: number } | undefined {
    if (on.kind === 'level') return { kind: 0, id: 0 };
    const schemaId = this.#one('select schema_id from sys.schemas where name = ?', on.schema);
    if (typeof schemaId !== 'number') return undefined;
    if (on.kind === 'schema') return { kind: 3, id: schemaId };
    const sql = 'select object_id from sys.objects where name = ? and schema_id = ?';
    const objectId = this.#one(sql, on.object, schemaId);
    return typeof objectId === 'number' ? { kind: 1, id: objectId } : undefined;
  }

  permit(
    level: Level,
    to: string,
    permission: string,
    state: string,
    on: { readonly kind: number; readonly id: number },
  ) {
    const kind = level === 'server' ? 100 : on.kind;
    const sql = `insert or replace into sys.${level}_permissions values (?, ?, 0, ?, ?, ?)`;
    this.#db.prepare(sql).run(kind, on.id, this.idOf(level, to) ?? 0, permission, state);
  }

  /** From now on nobody is given this: as a trigger of the database would see to it. */
  refuse(permission: string): void {
    this.#db.exec(`create trigger sys.refusal before insert on database_permissions
      when new.permission_name = '${permission}' begin select raise(abort, 'The transaction ended in the trigger.'); end`);
  }

  /** What a user was given or denied for an object, its schema or the database, by itself. */
  statesFor(user: string, permission: string, on: Securable & { readonly kind: 'object' }): readonly string[] {
    const ids = [on, { kind: 'schema', schema: on.schema } as const].map(each => this.securableId(each)?.id ?? -1);
    const sql = `select state from sys.database_permissions where grantee_principal_id = ? and permission_name = ?
      and (class = 0 or (class = 1 and major_id = ?) or (class = 3 and major_id = ?))`;
    const rows = this.#db.prepare(sql).all(this.idOf('database', user) ?? 0, permission, ...ids);
    return rows.map(({ state }) => String(state));
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  #one(sql: string, ...values: readonly (string | number | bigint | null | NodeJS.ArrayBufferView)[]): unknown {
    return Object.values(this.#db.prepare(sql).get(...values) ?? {})[0];
  }
}

function hashOf(password: string, salt: string): string {
  return salt + createHash('sha256').update(salt).update(password, 'utf16le').digest('hex');
}

const LEVEL = (level: Level) => `
  create table sys.${level}_principals (principal_id integer primary key, name text unique, type text);
  create table sys.${level}_role_members (role_principal_id, member_principal_id,
    unique (role_principal_id, member_principal_id));
  create table sys.${level}_permissions (class integer, major_id integer, minor_id, grantee_principal_id, permission_name, state,
    unique (class, major_id, grantee_principal_id, permission_name));`;

const TABLES = `
  ${LEVEL('server')}
  ${LEVEL('database')}
  create table sys.databases (database_id, name, containment);
  create table sys.schemas (schema_id integer, name);
  create table sys.objects (object_id, name, schema_id);
  create table sys.hashes (level, name, hash, primary key (level, name));
  insert into sys.schemas values (1, 'dbo'), (6, 'sto''re]');
  insert into sys.objects values (101, 'goods', 1), (102, 'or"ders]', 6);
  insert into sys.server_principals (name, type) values ('sysadmin', 'R'), ('auditors', 'R');
  insert into sys.database_principals (name, type) values ('db_datareader', 'R'), ('sell]ers', 'R');`;
