import assert from 'node:assert/strict';
import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DirectoryInUse } from '../storage/sqlite-lock.ts';
import { sql } from '../storage/sql.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { openStorage } from './open-storage.ts';

const NOBODY = 65_534;
const skip = process.getuid?.() === 0 ? false : 'only root gives files away';

describe('The data directory', () => {
  it('is closed to other users before anything lies in it', async () => {
    await using stack = new AsyncDisposableStack();
    const dataDir = await makeFolder(stack);
    await chmod(dataDir, 0o777);

    stack.use(await openStorage({ dataDir }));

    assert.equal((await stat(dataDir)).mode & 0o777, 0o700);
    assert.ok((await readdir(dataDir)).includes('.gitignore'));
  });

  it('is closed at each start, also when it has been used before', async () => {
    await using stack = new AsyncDisposableStack();
    const dataDir = await makeFolder(stack);
    await (await openStorage({ dataDir }))[Symbol.asyncDispose]();
    await chmod(dataDir, 0o755);

    stack.use(await openStorage({ dataDir }));

    assert.equal((await stat(dataDir)).mode & 0o777, 0o700);
  });

  it('of another user is refused as it is, with nothing written into it', { skip }, async () => {
    await using stack = new AsyncDisposableStack();
    const dataDir = await makeFolder(stack);
    await chmod(dataDir, 0o777);
    await chown(dataDir, NOBODY, NOBODY);

    await assert.rejects(
      openStorage({ dataDir }),
      refusal(/cannot be used: `.*` belongs to user 65534, and the server runs as user 0: name a folder of your own/),
    );

    assert.deepEqual(await readdir(dataDir), []);
    assert.equal((await stat(dataDir)).mode & 0o777, 0o777);
  });

  it('is no file', async () => {
    await assert.rejects(openStorage({ dataDir: import.meta.filename }), refusal(/cannot be used: EEXIST/));
  });
});

describe('A database elsewhere', () => {
  it('is opened under its real path, which its log lies beside', async () => {
    await using stack = new AsyncDisposableStack();
    const { dataDir, target } = await linkedDatabase(stack);

    const { database } = stack.use(await openStorage({ dataDir }));
    // Rejects where the log is looked for beside the link.
    await database.write(writer => writer.run(sql`update keyring set root_key_id = 'x' where id = 2`));

    assert.equal(database.path, target);
    assert.ok((await readdir(join(target, '..'))).includes('real.db-wal'));
    assert.ok(!(await readdir(dataDir)).includes('coffer.db-wal'));
  });

  it('is of one data directory only', async () => {
    await using stack = new AsyncDisposableStack();
    const { dataDir, target } = await linkedDatabase(stack);
    const other = await makeFolder(stack);
    await symlink(target, join(other, 'coffer.db'));
    stack.use(await openStorage({ dataDir }));

    await assert.rejects(openStorage({ dataDir: other }), DirectoryInUse);
  });

  it('may lie under another name in the same folder', async () => {
    await using stack = new AsyncDisposableStack();
    const dataDir = await makeFolder(stack);
    await symlink('real.db', join(dataDir, 'coffer.db'));

    const { database } = stack.use(await openStorage({ dataDir }));

    assert.equal(database.path, join(dataDir, 'real.db'));
  });

  it('is refused when it belongs to another user', { skip }, async () => {
    await using stack = new AsyncDisposableStack();
    const { dataDir, target } = await linkedDatabase(stack);
    await (await openStorage({ dataDir }))[Symbol.asyncDispose]();
    await chown(target, NOBODY, NOBODY);

    await assert.rejects(openStorage({ dataDir }), refusal(/real\.db` belongs to user 65534/));
  });
});

function refusal(pattern: RegExp): (error: unknown) => boolean {
  return error => error instanceof OperatorError && pattern.test(error.message);
}

async function makeFolder(stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-open-storage-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A data directory whose database is a link to a file, which is not there yet, in another folder. */
async function linkedDatabase(stack: AsyncDisposableStack): Promise<{ dataDir: string; target: string }> {
  const folder = await makeFolder(stack);
  const [dataDir, elsewhere] = [join(folder, 'data'), join(folder, 'elsewhere')];
  for (const each of [dataDir, elsewhere]) await mkdir(each);
  const target = join(elsewhere, 'real.db');
  await symlink(target, join(dataDir, 'coffer.db'));
  return { dataDir, target };
}
