import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ServerOptions } from '../options.ts';
import { resetRoot } from './account-commands.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { openTestDatabase } from '../testing/postgres.ts';
import { testOptions } from '../testing/test-options.ts';
import { openKeys } from './open-keys.ts';
import { openStorage } from './open-storage.ts';
import type { Parts } from './parts.ts';
import { openParts } from './parts.ts';
import { credentialsPath } from './credentials-file.ts';
import { ensureAccount } from './root-user.ts';

describe('The root user', () => {
  it('is made at the first start, with a key in a file that only its owner reads, and kept at the second', async () => {
    await using stack = new AsyncDisposableStack();
    const dataDir = await makeFolder(stack);

    const first = await startOnce(testOptions(dataDir));
    const file = await readFile(credentialsPath({ dataDir }), 'utf8');
    const second = await startOnce(testOptions(dataDir));

    assert.deepEqual(first.account, { accountId: '123456789012', isNew: true });
    assert.deepEqual(second.account, { accountId: '123456789012', isNew: false });
    const key = String.raw`aws_access_key_id = AKIA[A-Z2-7]{16}\naws_secret_access_key = [A-Za-z0-9+/]{40}\nregion = us-east-1\n`;
    assert.match(file, new RegExp(String.raw`^\[default\]\n${key}\n\[root\]\n${key}$`));
    assert.equal((await stat(credentialsPath({ dataDir }))).mode & 0o777, 0o600);
    assert.equal(await readFile(credentialsPath({ dataDir }), 'utf8'), file);
    assert.deepEqual([first.secret, second.secret], [secretIn(file), secretIn(file)]);
  });

  it('keeps the account of the first start, whatever account a later one names', async () => {
    await using stack = new AsyncDisposableStack();
    const dataDir = await makeFolder(stack);
    await startOnce(testOptions(dataDir));

    const later = await startOnce(testOptions(dataDir, { accountId: '999999999999' }));

    assert.equal(later.account.accountId, '123456789012');
  });

  it('gets the key that the environment gives, at the first start only', async () => {
    await using stack = new AsyncDisposableStack();
    const dataDir = await makeFolder(stack);
    const given = { accessKeyId: 'AKIAGIVENGIVENGIVEN1', secretAccessKey: 'given-secret' };

    await startOnce(testOptions(dataDir, { rootCredentials: given }));
    const other = { accessKeyId: 'AKIAGIVENGIVENGIVEN2', secretAccessKey: 'other-secret' };
    const later = await startOnce(testOptions(dataDir, { rootCredentials: other }));

    assert.equal(later.secret, 'given-secret');
    assert.equal(secretIn(await readFile(credentialsPath({ dataDir }), 'utf8')), 'given-secret');
  });

  it('has a new key after a reset without a server, and the old one is gone', async () => {
    await using stack = new AsyncDisposableStack();
    const dataDir = await makeFolder(stack);
    const before = await startOnce(testOptions(dataDir));

    const { accessKeyId } = await resetRoot(testOptions(dataDir));
    const file = await readFile(credentialsPath({ dataDir }), 'utf8');
    const after = await startOnce(testOptions(dataDir), [before.accessKeyId]);

    assert.equal(after.accessKeyId, accessKeyId);
    assert.equal(after.secret, secretIn(file));
    assert.notEqual(after.secret, before.secret);
    assert.deepEqual(after.found, [false]);
  });

  it('is one user when two starts find no account at the same moment: the other leaves no credentials', async () => {
    await using stack = new AsyncDisposableStack();
    const [mine, theirs] = [testOptions(await makeFolder(stack)), testOptions(await makeFolder(stack))];
    const { database } = stack.use(await openStorage(mine));
    const keyring = await openKeys(mine, database);
    const parts = { database, keyring, clock: new ManualClock(), random: randomBytes };

    const starts = await Promise.all([ensureAccount(parts, mine), ensureAccount(parts, theirs)]);

    const [first, second] = starts[0].isNew ? [mine, theirs] : [theirs, mine];
    assert.equal(starts.filter(start => start.isNew).length, 1);
    await readFile(credentialsPath(first), 'utf8');
    await assert.rejects(readFile(credentialsPath(second), 'utf8'), { code: 'ENOENT' });
  });

  it('leaves no administrator whom nobody knows where two first starts were given the same key of the root user', async () => {
    await using stack = new AsyncDisposableStack();
    const rootCredentials = { accessKeyId: 'AKIAGIVENGIVENGIVEN1', secretAccessKey: 'given-secret' };
    const [mine, theirs] = [await makeFolder(stack), await makeFolder(stack)].map(dataDir =>
      testOptions(dataDir, { rootCredentials }),
    );
    assert.ok(mine !== undefined && theirs !== undefined);
    const { database } = stack.use(await openStorage(mine));
    const keyring = await openKeys(mine, database);
    const parts = { database, keyring, clock: new ManualClock(), random: randomBytes };

    const starts = await Promise.all([ensureAccount(parts, mine), ensureAccount(parts, theirs)]);

    const [first, second] = starts[0].isNew ? [mine, theirs] : [theirs, mine];
    assert.match(await readFile(credentialsPath(first), 'utf8'), /^\[default\]\n[^[]*\n\[root\]\n/);
    assert.match(await readFile(credentialsPath(second), 'utf8'), /^\[root\]\naws_access_key_id = AKIAGIVEN/);
  });

  it('is one user when two nodes start at once for the first time on one PostgreSQL', async () => {
    await using stack = new AsyncDisposableStack();
    const { url: database } = stack.use(await openTestDatabase());
    const folders = [await makeFolder(stack), await makeFolder(stack)];
    const rootKeyFile = join(await makeFolder(stack), 'root.key');

    const nodes = await Promise.all(
      folders.map(dataDir => openParts(stack, testOptions(dataDir, { database, rootKeyFile }), new ManualClock())),
    );

    assert.deepEqual(nodes.map(node => node.account.isNew).toSorted(), [false, true]);
    for (const [i, node] of nodes.entries()) {
      const dataDir = folders[i] ?? '';
      const file = await readFile(credentialsPath({ dataDir }), 'utf8').catch(() => undefined);
      // Only who made the user leaves credentials, and they are good on both.
      assert.equal(file !== undefined, node.account.isNew);
      if (file !== undefined) {
        for (const any of nodes) {
          assert.equal((await any.line.accessKeys.find(idIn(file)))?.secretAccessKey.unwrap(), secretIn(file));
        }
      }
    }
  });

  it('made anew on one node is known on the other at once', async () => {
    await using stack = new AsyncDisposableStack();
    const { url: database } = stack.use(await openTestDatabase());
    const folders = [await makeFolder(stack), await makeFolder(stack)] as const;
    const rootKeyFile = join(await makeFolder(stack), 'root.key');
    const options = folders.map(dataDir => testOptions(dataDir, { database, rootKeyFile }));
    const [one, two] = options;
    assert.ok(one !== undefined && two !== undefined);
    const node = await openParts(stack, one, new ManualClock());
    const old = idIn(await readFile(credentialsPath(one), 'utf8'));
    assert.ok((await node.line.accessKeys.find(old)) !== undefined);

    const { accessKeyId } = await resetRoot(two);

    assert.equal(await node.line.accessKeys.find(old), undefined);
    assert.ok((await node.line.accessKeys.find(accessKeyId)) !== undefined);
  });
});

async function makeFolder(stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-root-user-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

interface Start {
  readonly account: Parts['account'];
  readonly accessKeyId: string;
  readonly secret: string | undefined;
  /** Whether these other keys are there. */
  readonly found: readonly boolean[];
}

/** Opens everything, looks at the root user's key, and closes it again. */
async function startOnce(options: ServerOptions, others: readonly string[] = []): Promise<Start> {
  await using stack = new AsyncDisposableStack();
  const { account, line } = await openParts(stack, options, new ManualClock());
  const accessKeyId = idIn(await readFile(credentialsPath(options), 'utf8'));
  const key = await line.accessKeys.find(accessKeyId);
  const found = await Promise.all(others.map(async id => (await line.accessKeys.find(id)) !== undefined));
  return { account, accessKeyId, secret: key?.secretAccessKey.unwrap(), found };
}

function idIn(file: string): string {
  return /\[root\]\naws_access_key_id = (.*)/.exec(file)?.[1] ?? '';
}

function secretIn(file: string): string {
  return /\[root\]\n.*\naws_secret_access_key = (.*)/.exec(file)?.[1] ?? '';
}
