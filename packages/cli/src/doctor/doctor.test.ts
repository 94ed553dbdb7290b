import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Diagnosis } from '@coffer/server';
import type { Run, ServerFolder } from '../testing.ts';
import { runCli, serverFolder } from '../testing.ts';

describe('the doctor of a running server', () => {
  let running: ServerFolder;
  before(async () => {
    running = await serverFolder();
    await run(['secret', 'put', 'one'], 'a value');
  });
  after(() => running[Symbol.asyncDispose]());

  function run(argv: readonly string[], input = ''): Promise<Run> {
    return runCli(argv, { cwd: running.folder, input });
  }

  test('finds nothing wrong with what nobody has touched, and opens every ciphertext', async () => {
    const { code, stdout, stderr } = await run(['doctor', '--deep']);

    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^ok {7}root-key {6}the root key lies in .* and opens the keyring$/m);
    assert.match(stdout, /^ok {7}ciphertexts {3}all \d+ ciphertexts open$/m);
    assert.match(stdout, /^ok {7}certificates {2}the server's certificate is valid until \d{4}-\d\d-\d\d$/m);
    for (const check of ['files', 'space', 'database', 'clock', 'jobs', 'orphans'])
      assert.match(stdout, new RegExp(check));
  });

  test('finds files that others may read', async () => {
    const credentials = join(running.folder, '.coffer', 'credentials');
    chmodSync(credentials, 0o644);

    const { code, stdout } = await run(['doctor', '--output', 'json']);

    assert.equal(code, 1);
    const { level, findings }: Diagnosis = JSON.parse(stdout);
    assert.equal(level, 'problem');
    const problems = findings.filter(finding => finding.level === 'problem');
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? '', /credentials` has mode 644, others may use it/);
    chmodSync(credentials, 0o600);
  });

  test('finds that the root key is not where it was', async () => {
    const rootKey = join(running.folder, '.coffer', 'root.key');
    renameSync(rootKey, `${rootKey}.away`);

    const { code, stdout } = await run(['doctor', '--deep']);

    renameSync(`${rootKey}.away`, rootKey);
    assert.equal(code, 1);
    assert.match(stdout, /^problem {2}root-key {6}there is no root key file/m);
    assert.match(stdout, /^unknown {2}ciphertexts {3}no ciphertext can be opened without the root key$/m);
  });
});

describe('the doctor without a server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-doctor-'));
  let database: DatabaseSync;
  before(async () => {
    await using running = await serverFolder(['--data-dir', join(folder, '.coffer')]);
    const put = await runCli(['secret', 'put', 'one', '--data-dir', join(folder, '.coffer')], {
      cwd: running.folder,
      input: 'a value',
    });
    assert.equal(put.code, 0, put.stderr);
  });
  beforeEach(() => {
    database = new DatabaseSync(join(folder, '.coffer', 'coffer.db'), { enableForeignKeyConstraints: false });
  });
  after(() => rmSync(folder, { recursive: true }));

  async function diagnosis(...more: readonly string[]): Promise<{ readonly code: number; readonly found: string }> {
    database.close();
    const { code, stdout, stderr } = await runCli(['doctor', ...more], { cwd: folder });
    return { code, found: stdout + stderr };
  }

  test('finds nothing wrong', async () => {
    const { code, found } = await diagnosis('--deep');

    assert.equal(code, 0, found);
  });

  test('finds rows that belong to nothing', async () => {
    database.exec("update secret set id = 'elsewhere'");

    const { code, found } = await diagnosis();

    assert.equal(code, 1, found);
    assert.match(found, /1 versions without their secret: /);
    assert.match(found, /1 secrets whose current version is missing: elsewhere/);
  });

  test('finds ciphertexts that do not open', async () => {
    database.exec("update access_key set access_key_id = 'AKIAMOVED00000000000' where user_id is null");

    const { code, found } = await diagnosis('--deep');

    assert.equal(code, 1, found);
    assert.match(found, /problem {2}ciphertexts {3}`access_key` AKIAMOVED00000000000: .* moved from its place/);
  });

  test('finds jobs that fail, and tells of those that are late', async () => {
    database.exec(`insert into job (id, kind, subject, due_at, attempt) values ('a', 'late.kind', 's', 5, 0)`);
    assert.match((await diagnosis()).found, /^warning {2}jobs {10}1 jobs `late\.kind` are late/m);
    database = new DatabaseSync(join(folder, '.coffer', 'coffer.db'));
    database.exec("update job set attempt = 7 where id = 'a'");

    assert.match((await diagnosis()).found, /^problem {2}jobs {10}job `late\.kind` for `s` was tried 7 times/m);
  });

  test('finds a clock that was set back', async () => {
    database.exec(`update audit_batch set last_at = ${Date.now() + 3_600_000}`);

    assert.match((await diagnosis()).found, /the newest audit record is 3\d{3} s in the future/);
  });

  test('does not judge a schema of another version, and does not change it', async () => {
    database.exec('delete from schema_migration where number > 15');

    const { code, found } = await diagnosis();

    assert.match(found, /the next start brings the schema from 15 to \d+/);
    assert.equal(code, 2, found);
    database = new DatabaseSync(join(folder, '.coffer', 'coffer.db'));
    const row = database.prepare('select max(number) as number from schema_migration').get();
    assert.equal(row?.['number'], 15);
  });

  test('says that there is nothing to look at', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty, { mode: 0o700 });

    const { code, found } = await diagnosis('--data-dir', empty);

    assert.match(found, /there is no database in/);
    assert.equal(code, 1);
  });
});
