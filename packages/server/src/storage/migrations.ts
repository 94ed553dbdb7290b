import { createHash } from 'node:crypto';
import type { Database, SchemaWriter } from './database.ts';
import { inDialect } from './dialect.ts';
import { sql } from './sql.ts';

/**
 * One step of the schema, in a file of its own: `services/<service>/migrations/0007-add-tags.ts` exports one. Once
 * released it never changes; what was wrong with it is mended by the next one.
 */
export interface Migration {
  /** From 1; unique and in order across all services. */
  readonly number: number;
  /** In kebab-case, for people. */
  readonly name: string;
  /**
   * A script in the words of `inDialect`, or one for each engine. It runs in a transaction, so it holds no `begin`,
   * `commit` or `pragma`; and no deferrable constraint, because writes share a commit that one of them could then fail.
   */
  readonly sql: string | Readonly<Record<Database['engine'], string>>;
  /**
   * What SQL alone cannot do, after the script and in its transaction: fills what can be told from other columns, in
   * steps of bounded memory. It awaits nothing but the writer.
   */
  readonly fill?: (writer: SchemaWriter) => Promise<void>;
}

export interface MigrateOptions {
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Asked before a database that holds something is copied and changed; what it throws leaves the database as it is. */
  readonly mayChange?: (() => Promise<void>) | undefined;
}

export interface MigrateResult {
  /** The migrations that ran now, in order. Another node may have run others at the same time. */
  readonly applied: readonly Migration[];
  /** The copy of a SQLite database that was made before the first of them. */
  readonly copy?: string;
}

/** The database and this program do not fit together; the message tells the operator why. Nothing was changed. */
export class SchemaMismatch extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SchemaMismatch';
  }
}

/**
 * Brings the schema up to date: runs what is missing, each migration and its row in one transaction. Safe to run on
 * several nodes at once. Before it changes an existing SQLite database it copies it to `<path>.before-<number>`.
 * Throws `SchemaMismatch` when the database was written by a newer program or by a different migration.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
  options: MigrateOptions,
): Promise<MigrateResult> {
  const known = inOrder(migrations);
  const present = await database.writeSchema(applied);
  const [first] = missing(known, present, database.engine);
  if (first === undefined) return { applied: [] };

  if (present.length > 0) await options.mayChange?.();
  const copy = present.length > 0 ? await copyBefore(database, first) : undefined;
  const now = options.now();
  // A new database gets all of them in one transaction: two dozen commits would be a tenth of a first start.
  const groups = present.length === 0 ? [known] : known.map(migration => [migration]);
  const ran: Migration[] = [];
  for (const group of groups) {
    ran.push(
      ...(await database.writeSchema(async writer => {
        const done: Migration[] = [];
        for (const migration of group) {
          if (await applyIfMissing(writer, database.engine, known, migration, now)) done.push(migration);
        }
        return done;
      })),
    );
  }
  return copy === undefined ? { applied: ran } : { applied: ran, copy };
}

interface Applied {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

function inOrder(migrations: readonly Migration[]): readonly Migration[] {
  const sorted = migrations.toSorted((a, b) => a.number - b.number);
  for (const [i, migration] of sorted.entries()) {
    if (!Number.isInteger(migration.number) || migration.number < 1) {
      throw new Error(`migration \`${migration.name}\` needs a number from 1`);
    }
    if (sorted[i + 1]?.number === migration.number) {
      throw new Error(`two migrations have the number ${migration.number}`);
    }
  }
  return sorted;
}

async function applied(writer: SchemaWriter): Promise<Applied[]> {
  await writer.script(`
    create table if not exists schema_migration (
      number integer not null primary key,
      name text not null,
      checksum text not null,
      applied_at bigint not null
    )
  `);
  return writer.all<Applied>(sql`
    select number, name, checksum
    from schema_migration
    order by number
  `);
}

/** What of `known` is not present; throws `SchemaMismatch` when what is present is not the beginning of `known`. */
function missing(
  known: readonly Migration[],
  present: readonly Applied[],
  engine: Database['engine'],
): readonly Migration[] {
  const newest = known.at(-1)?.number ?? 0;
  const newer = present.find(row => row.number > newest);
  if (newer !== undefined) {
    throw new SchemaMismatch(
      `the database was written by a newer Coffer (migration ${newer.number} \`${newer.name}\`); this one knows up to ${newest}`,
    );
  }
  for (const [i, row] of present.entries()) {
    const migration = known[i];
    if (migration?.number !== row.number) {
      throw new SchemaMismatch(
        `the database was written by another line of Coffer: it has migration ${row.number} \`${row.name}\` where this one has ` +
          (migration === undefined ? 'none' : `${migration.number} \`${migration.name}\``),
      );
    }
    if (checksum(migration, engine) !== row.checksum) {
      throw new SchemaMismatch(
        `migration ${row.number} \`${row.name}\` is not the one that the database was made with: its checksum differs`,
      );
    }
  }
  return known.slice(present.length);
}

/** Looks again inside the transaction: another node may have been faster, or be newer. */
async function applyIfMissing(
  writer: SchemaWriter,
  engine: Database['engine'],
  known: readonly Migration[],
  migration: Migration,
  now: number,
): Promise<boolean> {
  const [next] = missing(known, await applied(writer), engine);
  if (next !== migration) return false;
  await writer.script(inDialect(textFor(migration, engine), engine));
  await migration.fill?.(writer);
  await writer.run(sql`
    insert into schema_migration (number, name, checksum, applied_at)
    values (${migration.number}, ${migration.name}, ${checksum(migration, engine)}, ${now})
  `);
  return true;
}

async function copyBefore(database: Database, first: Migration): Promise<string | undefined> {
  if (database.copyTo === undefined || database.path === undefined) return undefined;
  const path = `${database.path}.before-${String(first.number).padStart(4, '0')}`;
  await database.copyTo(path);
  return path;
}

function textFor(migration: Migration, engine: Database['engine']): string {
  return typeof migration.sql === 'string' ? migration.sql : migration.sql[engine];
}

/** SHA-256 of the text as it is written, in hexadecimal: a new spelling of a token does not change it. */
function checksum(migration: Migration, engine: Database['engine']): string {
  return createHash('sha256').update(textFor(migration, engine)).digest('hex');
}
