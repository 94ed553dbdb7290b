import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { StorageUnavailable } from './database.ts';
import { quoted } from './snapshot.ts';
import type { Table } from './snapshot.ts';
import { fileError, sqliteError } from './sqlite-errors.ts';
import { insertInto } from './table-loader.ts';
import type { TableLoader } from './table-loader.ts';

/** How many rows a statement inserts. */
const ROWS_AT_ONCE = 16;

/** In KiB: indexes are made in memory as far as they fit. */
const CACHE_KIB = 32 * 1024;

/**
 * Fills the tables of a SQLite file that has its schema already and that nobody else has open, in one transaction that
 * is not safe against a crash: only a file that is thrown away then may be filled this way. Its indexes are made at the
 * end, which takes a fraction of the time. When it resolves, every reference was checked and the file is durable.
 *
 * @throws StorageUnavailable; Error when a row refers to one that is missing
 */
export async function loadSqlite(path: string, load: (loader: TableLoader) => Promise<void>): Promise<void> {
  const database = openUnsafely(path);
  try {
    const indexes = database
      .prepare(
        "select name, sql from sqlite_schema where type = 'index' and sql is not null and tbl_name not like 'sqlite_%'",
      )
      .all()
      .map(({ name, sql }) => ({ name: String(name), sql: String(sql) }));
    database.exec('begin');
    for (const { name } of indexes) database.exec(`drop index ${quoted(name)}`);
    await load(loaderInto(database));
    for (const { sql } of indexes) {
      await turn();
      database.exec(sql);
    }
    const broken = database.prepare('pragma foreign_key_check').all();
    if (broken.length > 0) throw new Error(`${broken.length} rows refer to rows that are missing`);
    database.exec('commit; pragma journal_mode = wal');
  } catch (error) {
    throw sqliteError(error, path);
  } finally {
    database.close();
  }
  sync(path);
}

/** Puts a file that is durable into the place of another name, where nothing may be yet. */
export function publishFile(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    throw fileError(error, to);
  }
  sync(dirname(to));
}

/** Removes a SQLite file with what lies beside it. */
export function removeSqlite(path: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

function openUnsafely(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
    database.exec(`
      pragma journal_mode = off;
      pragma synchronous = off;
      pragma locking_mode = exclusive;
      pragma cache_size = -${CACHE_KIB};
      pragma temp_store = file;
    `);
    return database;
  } catch (error) {
    throw sqliteError(error, path);
  }
}

function loaderInto(database: DatabaseSync): TableLoader {
  const inserts = new Map<string, StatementSync>();
  function insertOf(table: Table, count: number): StatementSync {
    const name = `${table.name} ${count}`;
    const known = inserts.get(name);
    if (known !== undefined) return known;
    const row = `(${table.columns.map(() => '?').join(', ')})`;
    const statement = database.prepare(insertInto(table) + Array.from({ length: count }, () => row).join(', '));
    inserts.set(name, statement);
    return statement;
  }
  return {
    async empty(tables) {
      for (const { name } of tables.toReversed()) database.exec(`delete from ${quoted(name)}`);
    },
    async insert(table, rows) {
      let at = 0;
      const many = insertOf(table, ROWS_AT_ONCE);
      // Numbers are bound as reals: columns of whole numbers take them as such.
      for (; at + ROWS_AT_ONCE <= rows.length; at += ROWS_AT_ONCE)
        many.run(...rows.slice(at, at + ROWS_AT_ONCE).flat());
      const one = insertOf(table, 1);
      for (; at < rows.length; at += 1) one.run(...(rows[at] ?? []));
      // Whoever shows progress has a turn.
      await turn();
    },
    async setLastIdentity({ name }, last) {
      database.prepare('delete from sqlite_sequence where name = ?').run(name);
      database.prepare('insert into sqlite_sequence (name, seq) values (?, ?)').run(name, last);
    },
  };
}

function sync(path: string): void {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw fileError(error, path);
  }
  try {
    fsyncSync(file);
  } catch (error) {
    throw new StorageUnavailable(`\`${path}\` cannot be made durable`, error);
  } finally {
    closeSync(file);
  }
}
