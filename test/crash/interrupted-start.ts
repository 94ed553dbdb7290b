import { watch } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { SpawnClient } from '../support/spawn-client.ts';
import type { ServerProcess } from '../support/spawn-process.ts';
import { spawnServer } from '../support/spawn-process.ts';

/** When to kill a server that starts: after some milliseconds, or at a change of its data directory. */
export type Moment = { readonly afterMs: number } | { readonly atChange: number };

/**
 * Starts a server on a data directory and kills it at that moment, or when it answers if the moment comes later. Gives
 * whether it was killed before it answered.
 */
export async function interruptStart(dataDir: string, moment: Moment): Promise<boolean> {
  let changes = 0;
  await using server = spawnServer(dataDir, FIRST_START);
  const watcher = watch(dataDir, () => {
    changes += 1;
    if ('atChange' in moment && changes >= moment.atChange) server.child.kill('SIGKILL');
  });
  const timer = 'afterMs' in moment ? setTimeout(() => server.child.kill('SIGKILL'), moment.afterMs) : undefined;
  const isReady = await server.ready.then(
    () => true,
    () => false,
  );
  clearTimeout(timer);
  watcher.close();
  await server.end();
  return !isReady;
}

/** What is wrong with a data directory after a start that was interrupted: a server must start, and whole. */
export async function problemsOfStart(dataDir: string): Promise<readonly string[]> {
  const problems: string[] = [];
  const before = await firstStart(dataDir, problems);
  const again = await firstStart(dataDir, problems);
  // What the first whole start has made stays as it is.
  for (const name of ['root.key', 'credentials', 'ca.pem'] as const) {
    if (before[name] !== again[name]) problems.push(`a further start has changed ${name}`);
  }
  return problems;
}

type Made = Readonly<Record<'root.key' | 'credentials' | 'ca.pem', string>>;

/** The product makes the credentials itself here. */
const FIRST_START = { rootCredentials: undefined };

/** Files that a server keeps, and the modes of those with secrets. */
const KNOWN_FILES: ReadonlyMap<string, number | undefined> = new Map([
  ['root.key', 0o600],
  ['credentials', 0o600],
  // What the killed start wrote for an account that it did not come to store: the next one cannot know whose they are.
  ['credentials.old', 0o600],
  ['coffer.db', 0o600],
  ['coffer.db-wal', 0o600],
  ['coffer.db-shm', undefined],
  ['ca.pem', undefined],
  ['lock.db', undefined],
  ['lock.db-journal', undefined],
  ['server.json', undefined],
  ['admin.sock', undefined],
  ['.gitignore', undefined],
]);

/**
 * The copy that is made before a schema changes; and what a kill leaves of files that appear whole or not at all: they
 * are written under another name first, and nothing ever reads that.
 */
const PRIVATE_FILE =
  /^(coffer\.db\.before-\d{4}(\.partial)?|root\.key\.[0-9a-f]{16}\.new|(credentials|server\.json)\.[0-9a-f-]{36})$/;

async function firstStart(dataDir: string, problems: string[]): Promise<Made> {
  await using server = spawnServer(dataDir, FIRST_START);
  const file = await server.ready;
  const made: Made = {
    'root.key': await readFile(join(dataDir, 'root.key'), 'utf8'),
    credentials: await readFile(file.credentials, 'utf8'),
    'ca.pem': await readFile(file.ca, 'utf8'),
  };
  problems.push(...(await fileProblems(dataDir)));
  const status = await statusOverTls(file.https, made['ca.pem']);
  if (status !== 400) problems.push(`an empty request over TLS was answered ${status}`);
  using client = new SpawnClient(file.http ?? '', parseCredentials(made.credentials));
  const name = `s${process.hrtime.bigint()}`;
  await client.must('secretsmanager', 'CreateSecret', {
    Name: name,
    ClientRequestToken: '11111111-2222-4333-8444-555555555555',
    SecretString: name,
  });
  const { SecretString } = await client.must('secretsmanager', 'GetSecretValue', { SecretId: name });
  if (SecretString !== name) problems.push('a secret has another value than it was given');
  problems.push(...(await logProblems(server)));
  return made;
}

async function fileProblems(dataDir: string): Promise<string[]> {
  const problems: string[] = [];
  for (const name of await readdir(dataDir)) {
    const isPrivate = PRIVATE_FILE.test(name);
    if (!KNOWN_FILES.has(name) && !isPrivate) problems.push(`a file is left over: ${name}`);
    const expected = isPrivate ? 0o600 : KNOWN_FILES.get(name);
    const { mode } = await stat(join(dataDir, name));
    if (expected !== undefined && (mode & 0o777) !== expected) problems.push(`${name} has mode ${mode.toString(8)}`);
  }
  return problems;
}

async function logProblems(server: ServerProcess): Promise<string[]> {
  const { signal, stderr } = await server.end('SIGTERM');
  if (signal !== null) return [`the server died of ${signal}`];
  return stderr === '' ? [] : [`the server complains: ${stderr}`];
}

/** As the SDKs read a shared credentials file. */
function parseCredentials(text: string): { readonly accessKeyId: string; readonly secretAccessKey: string } {
  const values = new Map(text.split('\n').map(line => [line.split(' = ')[0], line.split(' = ')[1]] as const));
  return {
    accessKeyId: values.get('aws_access_key_id') ?? '',
    secretAccessKey: values.get('aws_secret_access_key') ?? '',
  };
}

function statusOverTls(url: string, ca: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { method: 'POST', ca, agent: false }, response => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });
}
