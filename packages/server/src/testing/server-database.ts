import { createHash, randomBytes } from 'node:crypto';
import { migrations } from '../start/migrations.ts';
import { migrate } from '../storage/migrations.ts';
import { administer, openTestDatabase, quote, sharePostgres } from './postgres.ts';
import type { TestDatabase } from './postgres.ts';

/**
 * A PostgreSQL database with the schema of the server and no rows, which disposing of it drops. Where many tests share
 * one PostgreSQL it is a copy of the first one: the schema itself takes ten times as long.
 */
export async function openServerDatabase(): Promise<TestDatabase> {
  const shared = process.env['COFFER_TEST_POSTGRES'] ?? '';
  if (shared === '') return openTestDatabase();
  const server = await sharePostgres();
  const close = () => server[Symbol.asyncDispose]();
  try {
    return { url: await server.createDatabase(undefined, TEMPLATE), [Symbol.asyncDispose]: close };
  } catch (error) {
    if (codeOf(error) !== NO_SUCH_DATABASE) throw error;
  }
  await makeTemplate(shared);
  return { url: await server.createDatabase(undefined, TEMPLATE), [Symbol.asyncDispose]: close };
}

/** Of this schema: a PostgreSQL that is shared for longer sees several. */
const TEMPLATE = `coffer_template_${createHash('sha256')
  .update(JSON.stringify(migrations.map(({ fill, ...migration }) => [migration, String(fill)])))
  .digest('hex')
  .slice(0, 16)}`;
const NO_SUCH_DATABASE = '3D000';
const EXISTS_ALREADY = '42P04';

async function makeTemplate(serverUrl: string): Promise<void> {
  const name = `${TEMPLATE}_${randomBytes(6).toString('hex')}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await administer(serverUrl, `create database ${quote(name)}`);
  const { openPostgres } = await import('../storage/postgres.ts');
  {
    await using database = await openPostgres(url.href);
    await migrate(database, migrations, { now: Date.now });
  }
  try {
    await administer(serverUrl, `alter database ${quote(name)} rename to ${quote(TEMPLATE)}`);
  } catch (error) {
    // Another process was quicker.
    if (codeOf(error) !== EXISTS_ALREADY) throw error;
    await administer(serverUrl, `drop database ${quote(name)}`);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
