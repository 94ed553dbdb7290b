import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request as requestHttp } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestContext } from 'node:test';
import { RootKeyRefused } from '../keys/root-key.ts';
import type { ServerOptions } from '../options.ts';
import { startServer } from '../server.ts';
import type { RunningServer } from '../server.ts';
import { openSqlite } from '../storage/sqlite.ts';
import { sql } from '../storage/sql.ts';
import { freePort } from '../testing/free-port.ts';
import { testOptions } from '../testing/test-options.ts';
import type { SealedServer } from './sealed-start.ts';

test('a server whose root key is in shares says that it is sealed, in the protocol of each request', async t => {
  await using sealed = await sealedInShares(t);

  const json = await sealed.ask(
    { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': 'secretsmanager.GetSecretValue' },
    '{}',
  );
  const query = await sealed.ask(
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    'Action=GetCallerIdentity&Version=2011-06-15',
  );

  const words = 'The server is sealed: its root key has not been opened since it started.';
  assert.equal(json.status, 503);
  assert.equal(json.headers['content-type'], 'application/x-amz-json-1.1');
  const body = JSON.parse(json.body);
  assert.deepEqual([body.__type, body.message ?? body.Message], ['ServiceUnavailableException', words]);
  assert.equal(query.status, 503);
  assert.match(query.body, /<Code>ServiceUnavailable<\/Code>\s*<Message>The server is sealed/);
  assert.match(String(json.headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/);
});

test('enough shares over TLS open it, and the waiting server goes on', async t => {
  await using sealed = await sealedInShares(t);

  const first = await sealed.give(0);
  const again = await sealed.give(0);
  const second = await sealed.give(2);
  const server = await sealed.started;

  assert.deepEqual(
    [first.status, JSON.parse(first.body)],
    [200, { message: 'the share was taken', given: 1, threshold: 2 }],
  );
  assert.deepEqual(JSON.parse(again.body).given, 1);
  assert.deepEqual(JSON.parse(second.body), { message: 'the root key is open', given: 2, threshold: 2 });
  assert.equal(server.file.https, sealed.file.https);
  assert.ok(!existsSync(join(sealed.dataDir, 'sealed.json')) && !existsSync(join(sealed.dataDir, 'sealed-ca.pem')));
  // Its own certificate now, and somebody who answers.
  const answer = await post(server.file.https, await readFile(server.file.ca), '/', {}, '');
  assert.equal(answer.status, 400);
  assert.equal((await admin(sealed.dataDir, 'GET', '/readyz')).body, 'ok\n');
});

test('a wrong set is refused without telling which, and each attempt leaves a record', async t => {
  await using sealed = await sealedInShares(t);
  const foreign = await sealedInShares(t);
  await foreign[Symbol.asyncDispose]();

  await sealed.give(0);
  const wrong = await sealed.post(foreign.shares[1] ?? '');
  const mistyped = await sealed.post((sealed.shares[1] ?? '').replace(/v1-./, 'v1-_'));
  await sealed.give(1);
  await sealed.give(2);
  await sealed.started;

  assert.equal(wrong.status, 403);
  assert.match(JSON.parse(wrong.body).message, /^these shares do not open the root key; all of them are forgotten/);
  assert.equal(mistyped.status, 400);
  await sealed.end();
  await using database = openSqlite(join(sealed.dataDir, 'coffer.db'));
  const rows = await database.read(reader => reader.all<{ body: Uint8Array }>(sql`select body from audit_batch`));
  const trail = rows.map(({ body }) => Buffer.from(body).toString('latin1')).join();
  for (const outcome of ['more', 'wrong', 'malformed', 'open']) assert.ok(trail.includes(`"${outcome}"`), outcome);
  assert.ok(trail.includes('UnsealRootKey') && trail.includes('127.0.0.1'));
  for (const share of sealed.shares) assert.ok(!trail.includes(share.trim().split('\n')[0] ?? ''));
});

test('so many shares a minute, and not one in clear', async t => {
  await using sealed = await sealedInShares(t, { http: '127.0.0.1:0' });
  const { http } = sealed;

  const clear = await plain(`${http}/coffer/unseal`, sealed.shares[0] ?? '');
  // Attempts are counted by the minute: these must be of one.
  const untilNextMinute = 60_000 - (Date.now() % 60_000);
  if (untilNextMinute < 20_000) await delay(untilNextMinute);
  const statuses: number[] = [];
  for (let i = 0; i < 11; i++) statuses.push((await sealed.post('nonsense')).status);
  const late = await sealed.give(0);

  assert.equal(clear, 503);
  assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 400), 429]);
  assert.equal(late.status, 429);
  assert.match(JSON.parse(late.body).message, /wait a minute/);
});

test('operators are told what it waits for', async t => {
  await using sealed = await sealedInShares(t);
  await sealed.give(0);

  const ready = await admin(sealed.dataDir, 'GET', '/readyz');
  const status = JSON.parse((await admin(sealed.dataDir, 'POST', '/root-key/status')).body);
  const command = await admin(sealed.dataDir, 'POST', '/account/list');
  const metrics = await admin(sealed.dataDir, 'GET', '/metrics');

  assert.equal(ready.status, 503);
  assert.match(
    ready.body,
    /^sealed: the root key is in shares: 2 of them open it, each given with `coffer root-key unseal`\n$/,
  );
  assert.deepEqual([status.state, status.provider, status.shares], ['sealed', 'shamir', { given: 1, threshold: 2 }]);
  assert.deepEqual([command.status, command.body.slice(0, 7)], [503, 'sealed:']);
  assert.equal((await admin(sealed.dataDir, 'GET', '/healthz')).status, 200);
  assert.match(metrics.body, /^coffer_sealed 1$/m);
});

test('a server that waits is ended by whoever started it, and leaves nothing behind', async t => {
  const sealed = await sealedInShares(t);

  await sealed[Symbol.asyncDispose]();

  await assert.rejects(sealed.started, { name: 'AbortError' });
  const left = await readdir(sealed.dataDir);
  assert.deepEqual(
    left.filter(name => /sealed|server.json|admin.sock/.test(name)),
    [],
  );
});

test('a root key that is away is waited for, and found by itself when it is back', async t => {
  const dataDir = await temporaryFolder(t);
  const command = join(dataDir, '..', 'wrap');
  await writeFile(command, ECHO, { mode: 0o700 });
  const options = testOptions(dataDir, { rootKey: 'exec', rootKeyOptions: { command } });
  await (await startServer(options)).drain();
  await chmod(command, 0o600);

  const waits = Promise.withResolvers<SealedServer>();
  const started = startServer(options, { onSealed: waits.resolve });
  const { https, ca, why } = await waits.promise;
  const answer = await post(https, await readFile(ca), '/', {}, '');
  const share = await post(https, await readFile(ca), '/coffer/unseal', {}, 'x');
  await chmod(command, 0o700);

  await using server = await started;
  assert.match(why, /^the root key's program `.*wrap` cannot be run: .*EACCES/);
  assert.deepEqual([answer.status, share.status], [503, 503]);
  assert.equal((await post(server.file.https, await readFile(server.file.ca), '/', {}, '')).status, 400);
});

test('a first start waits for nothing: there is nothing yet that it could serve', async t => {
  const dataDir = await temporaryFolder(t);
  const options = testOptions(dataDir, { rootKey: 'exec', rootKeyOptions: { command: '/nowhere' } });

  await assert.rejects(
    startServer(options),
    (error: unknown) => error instanceof RootKeyRefused && error.message.includes('ENOENT'),
  );
});

test('a root key that comes back as another one ends the wait', async t => {
  const dataDir = await temporaryFolder(t);
  const command = join(dataDir, '..', 'wrap');
  await writeFile(command, ECHO, { mode: 0o700 });
  const options = testOptions(dataDir, { rootKey: 'exec', rootKeyOptions: { command } });
  await (await startServer(options)).drain();
  await chmod(command, 0o600);
  const waits = Promise.withResolvers<SealedServer>();

  const started = startServer(options, { onSealed: waits.resolve });
  await waits.promise;
  await rm(command);
  await writeFile(command, OTHER, { mode: 0o700 });

  await assert.rejects(started, (error: unknown) => error instanceof RootKeyRefused && error.reason === 'mismatch');
});

/** A program that gives back what it got: enough to be there or away. */
const ECHO = `#!/bin/sh
/bin/sed -e 's/"key":/"blob":/; t' -e 's/"blob":/"key":/'
`;
const OTHER = `#!/bin/sh
echo '{"key":"${Buffer.alloc(32, 7).toString('base64')}"}'
`;

interface Sealed extends AsyncDisposable {
  readonly dataDir: string;
  readonly file: SealedServer;
  readonly http: string;
  readonly shares: readonly string[];
  readonly started: Promise<RunningServer>;
  ask(headers: Record<string, string>, body: string): Promise<Answer>;
  post(share: string): Promise<Answer>;
  give(index: number): Promise<Answer>;
  end(): Promise<void>;
}

/** A server that waits for two of three shares. */
async function sealedInShares(t: TestContext, more: Partial<ServerOptions> = {}): Promise<Sealed> {
  const dataDir = await temporaryFolder(t);
  const port = more.http === undefined ? {} : { http: `127.0.0.1:${await freePort()}` };
  const options = testOptions(dataDir, { rootKey: 'shamir', rootKeyOptions: { shares: 3, threshold: 2 }, ...port });
  await (await startServer(options)).drain();
  const folder = (await readdir(dataDir)).find(name => name.startsWith('shares-of-')) ?? '';
  const names = await readdir(join(dataDir, folder));
  const shares = await Promise.all(names.map(name => readFile(join(dataDir, folder, name), 'utf8')));
  const waits = Promise.withResolvers<SealedServer>();
  const stop = new AbortController();
  const started = startServer(options, { onSealed: waits.resolve, signal: stop.signal });
  started.catch(waits.reject);
  const file = await waits.promise;
  const ca = await readFile(file.ca);
  const give = (share: string) => post(file.https, ca, '/coffer/unseal', {}, share);
  const end = async () => {
    stop.abort();
    await started.then(
      server => server.drain(),
      () => undefined,
    );
  };
  return {
    dataDir,
    file,
    http: `http://${port.http ?? ''}`,
    shares,
    started,
    ask: (headers, body) => post(file.https, ca, '/', headers, body),
    post: give,
    give: index => give(shares[index] ?? ''),
    end,
    [Symbol.asyncDispose]: end,
  };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

async function post(
  url: string,
  ca: Buffer,
  path: string,
  headers: Record<string, string>,
  body: string,
): Promise<Answer> {
  const asking = request(new URL(path, url), { method: 'POST', ca, agent: false, headers });
  asking.end(body);
  return answerOf(asking);
}

async function plain(url: string, body: string): Promise<number> {
  const asking = requestHttp(url, { method: 'POST', agent: false });
  asking.end(body);
  return (await answerOf(asking)).status;
}

async function admin(dataDir: string, method: string, path: string): Promise<Answer> {
  const asking = requestHttp({ socketPath: join(dataDir, 'admin.sock'), method, path, agent: false });
  asking.end();
  return answerOf(asking);
}

async function answerOf(asking: ReturnType<typeof requestHttp>): Promise<Answer> {
  const [response]: IncomingMessage[] = await once(asking, 'response');
  if (response === undefined) throw new Error('there was no answer');
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-sealed-'));
  t.after(() => rm(folder, { recursive: true }));
  return join(folder, 'data');
}
