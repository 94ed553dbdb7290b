import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { Redacted } from '@coffer/wire';
import { wrapUnderRoot } from '../keys/local-root.ts';
import { rootKeyFile } from '../keys/root-key-file.ts';
import { rootKeyPassphrase } from '../keys/root-key-passphrase.ts';
import { rootKeyShamir } from '../keys/root-key-shamir.ts';
import { RootKeyAway, RootKeyRefused } from '../keys/root-key.ts';
import type { RootKeyProvider } from '../keys/root-key.ts';
import { materialContext } from '../services/kms/backing-keys.ts';
import { openSoftHsm, withoutSoftHsm } from '../testing/soft-hsm.ts';
import { TestServer, onBothEngines, secretText, testOptions } from '../testing/index.ts';
import type { Database } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { loadRecord } from './keyring-store.ts';
import { openKeysWith } from './open-keys.ts';
import { openParts } from './parts.ts';
import { rootKeyProvider } from './root-key-provider.ts';
import { RootKeys } from './root-keys.ts';

onBothEngines('the root key of a running server', engine => {
  test('is rotated while secrets are read and written, and the next start finds the new one', async () => {
    await using server = await TestServer.open({ engine });
    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'before',
      SecretString: secretText('1'),
      ClientRequestToken: randomUUID(),
    });
    const old = await server.parts.rootKeys.status();

    const change = await server.parts.rootKeys.rotate();

    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'after',
      SecretString: secretText('2'),
      ClientRequestToken: randomUUID(),
    });
    const { KeyMetadata } = await server.call('kms', 'CreateKey', {});
    assert.notEqual(change.to, old.rootKeyId);
    assert.deepEqual(await namesOf(server.dataDir), ['root.key', `root.key.${old.rootKeyId}`]);
    const again = await openKeysWith(rootKeyFile(join(server.dataDir, 'root.key'), randomBytes), server.parts.database);
    assert.equal(again.rootKeyId, change.to);
    for (const { context, material } of await listKeyMaterial(server.parts.database)) {
      assert.equal((await again.unwrapKeyMaterial(context, material)).length, 32);
    }
    assert.ok(KeyMetadata?.KeyId);
    const { SecretString } = await server.call('secretsmanager', 'GetSecretValue', { SecretId: 'before' });
    assert.equal(SecretString?.unwrap(), '1');
    assert.equal((await server.parts.rootKeys.status()).state, 'open');
  });

  test('the old root key opens nothing any more', async () => {
    await using server = await TestServer.open({ engine });
    const { from } = await server.parts.rootKeys.rotate();

    await assert.rejects(
      openKeysWith(rootKeyFile(join(server.dataDir, `root.key.${from}`), randomBytes), server.parts.database),
      (error: unknown) => error instanceof RootKeyRefused && error.reason === 'mismatch',
    );
  });

  test('moves to a passphrase and on to shares, each time for good', async t => {
    await using server = await TestServer.open({ engine });
    const { rootKeys, database } = server.parts;
    const folder = await temporaryFolder(t);
    const words = passphrase('correct horse battery');

    const first = await rootKeys.migrate(words);
    const keyring = await openKeysWith(words, database);
    const second = await rootKeys.migrate(rootKeyShamir({ shares: 3, threshold: 2, folder }, randomBytes));

    assert.equal(keyring.rootKeyId, first.to);
    assert.deepEqual([first.provider, second.provider, second.from], ['passphrase', 'shamir', first.to]);
    assert.deepEqual(await readdir(folder), [`shares-of-${second.to}`]);
    assert.equal((await rootKeys.status()).state, 'people');
    await assert.rejects(openKeysWith(words, database), isRefused(/is kept by `shamir`, .*--root-key shamir/));
    await assert.rejects(
      openKeysWith(rootKeyFile(join(server.dataDir, 'root.key'), randomBytes), database),
      isRefused(/is kept by `shamir`, .*--root-key shamir/),
    );
    // Where it was before, it stays: for backups of then.
    assert.deepEqual(await namesOf(server.dataDir), ['root.key']);
  });

  test('leaves a record of each change, with names and without keys', async () => {
    await using server = await TestServer.open({ engine });
    const { from, to } = await server.parts.rootKeys.rotate();
    await server.parts.rootKeys.migrate(passphrase('correct horse battery'));

    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {});
    const records = Events.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent ?? '{}'));
    const rotated = records.find(record => record.eventName === 'RotateRootKey');
    const migrated = records.find(record => record.eventName === 'MigrateRootKey');
    assert.deepEqual(rotated.serviceEventDetails, {
      from: { rootKeyId: from, provider: 'file' },
      to: { rootKeyId: to, provider: 'file' },
    });
    assert.equal(rotated.eventSource, 'kms.amazonaws.com');
    assert.deepEqual(migrated.serviceEventDetails.to.provider, 'passphrase');
  });

  test('is changed by one of several nodes at a time', async t => {
    await using server = await TestServer.open({ engine });
    const folders = await Promise.all([temporaryFolder(t), temporaryFolder(t)]);
    const nodes = folders.map(() => anotherNode(server));

    const [all, arrived] = [Promise.withResolvers<void>(), new Set<number>()];
    const outcomes = await Promise.allSettled(
      nodes.map((node, i) => {
        const target = rootKeyFile(join(folders[i] ?? '', 'moved.key'), randomBytes);
        const next: RootKeyProvider['next'] = async current => {
          // Both have read the row by now.
          if (arrived.add(i).size === nodes.length) all.resolve();
          await all.promise;
          return target.next(current);
        };
        return node.migrate({ ...target, next });
      }),
    );

    const done = outcomes.filter(each => each.status === 'fulfilled');
    const refused = outcomes.filter(each => each.status === 'rejected');
    assert.deepEqual([done.length, refused.length], [1, 1]);
    assert.ok(refused[0]?.reason instanceof OperatorError);
    assert.match(refused[0].reason.message, /was changed by somebody else at the same time/);
    assert.equal((await server.parts.database.read(loadRecord))?.rootKeyId, done[0]?.value.to);
  });

  test('stays as it is when the new place does not take it, loses it, or gives another back', async () => {
    await using server = await TestServer.open({ engine });
    const { rootKeys, database } = server.parts;
    const before = await database.read(loadRecord);
    const good = passphrase('correct horse battery');
    const away: RootKeyProvider = { ...good, next: () => Promise.reject(new RootKeyAway('the HSM is away')) };
    const lost: RootKeyProvider = {
      ...good,
      isUnattended: true,
      open: () => Promise.reject(new RootKeyAway('the HSM is away')),
    };
    const other: RootKeyProvider = { ...good, isUnattended: true, open: async () => (await good.first()).key };

    for (const [target, words] of [
      [away, /the HSM is away; the root key in use is the old one/],
      [lost, /the HSM is away; the root key in use is the old one/],
      [other, /gives another key back/],
    ] as const) {
      await assert.rejects(rootKeys.migrate(target), (error: unknown) => {
        assert.ok(error instanceof OperatorError);
        assert.match(error.message, words);
        return true;
      });
    }

    assert.deepEqual(await database.read(loadRecord), before);
    assert.equal((await rootKeys.status()).state, 'open');
  });

  test('that another node has moved is told, and not moved back by a rotation', async () => {
    await using server = await TestServer.open({ engine });
    const other = anotherNode(server);
    await server.parts.rootKeys.migrate(passphrase('correct horse battery'));

    const { state, why, provider } = await other.status();

    assert.deepEqual([state, provider], ['away', 'passphrase']);
    assert.match(why ?? '', /is kept by `passphrase`, not by file .*: start the server with `--root-key passphrase`/);
    await assert.rejects(other.rotate(), /the root key is kept by `passphrase` now: start this server anew/);
  });

  test('that another node has rotated is asked for, where this one has only the old file', async t => {
    await using server = await TestServer.open({ engine });
    const copy = join(await temporaryFolder(t), 'root.key');
    await copyFile(join(server.dataDir, 'root.key'), copy);
    const { from, to } = await server.parts.rootKeys.rotate();

    const { state, why } = await anotherNode(server, copy).status();

    assert.equal(state, 'away');
    assert.ok(why?.includes(`is sealed under root key \`${to}\`, but file \`${copy}\` holds \`${from}\``), why ?? '');
  });

  test('that is away is told, and the server goes on', async () => {
    await using server = await TestServer.open({ engine });
    const { rootKeys } = server.parts;
    assert.deepEqual(rootKeys.remarks(), []);

    await rm(join(server.dataDir, 'root.key'));
    await rootKeys.check();

    assert.match(
      rootKeys.remarks().join(),
      /^the root key is away since .*, and a restart would wait for it: there is no/,
    );
    assert.equal((await rootKeys.status()).state, 'away');
    assert.match(await server.parts.metrics.text(), /^coffer_root_key_away 1$/m);
    // Also what no node has opened before: a new key of KMS, and a value under it.
    const { KeyMetadata } = await server.call('kms', 'CreateKey', {});
    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'x',
      KmsKeyId: KeyMetadata?.KeyId,
      SecretString: secretText('1'),
      ClientRequestToken: randomUUID(),
    });
    // And it can be put somewhere else.
    await rootKeys.rotate(rootKeyFile(join(server.dataDir, 'moved.key'), randomBytes));
    assert.deepEqual([(await rootKeys.status()).state, rootKeys.isAway], ['open', false]);
  });

  test('material that the first release put under the root key itself is wrapped anew by a start', async () => {
    await using server = await TestServer.open({ engine });
    const { database } = server.parts;
    const provider = rootKeyFile(join(server.dataDir, 'root.key'), randomBytes);
    const rootKey = (await provider.first()).key;
    const before = await listKeyMaterial(database);
    assert.ok(before.length > 0);
    const opened = await Promise.all(
      before.map(each => server.parts.keyring.unwrapKeyMaterial(each.context, each.material)),
    );
    for (const [i, { keyId, context }] of before.entries()) {
      const old = wrapUnderRoot(rootKey, `coffer key material: ${context}`, opened[i] ?? Buffer.alloc(0), randomBytes);
      await database.write(writer =>
        writer.run(sql`update kms_backing_key set material = ${old} where key_id = ${keyId}`),
      );
    }

    const keyring = await openKeysWith(provider, database);

    for (const [i, { context, material }] of (await listKeyMaterial(database)).entries()) {
      assert.equal(material[3], 6);
      assert.deepEqual(await keyring.unwrapKeyMaterial(context, material), opened[i]);
    }
  });
});

test('a root key moves into an HSM, and a start opens it there', { skip: withoutSoftHsm() }, async () => {
  await using hsm = await openSoftHsm();
  await using server = await TestServer.open();
  const { module, token, pinFile } = hsm;
  const options = { dataDir: server.dataDir, rootKey: 'pkcs11' } as const;
  const rootKeyOptions = { pkcs11Module: module, pkcs11Token: token, pkcs11PinFile: pinFile };
  const target = await rootKeyProvider({ ...options, rootKeyOptions });

  const { to } = await server.parts.rootKeys.migrate(target);
  const again = await server.parts.rootKeys.rotate();
  const keyring = await openKeysWith(await rootKeyProvider({ ...options, rootKeyOptions }), server.parts.database);

  assert.notEqual(again.to, to);
  assert.equal(keyring.rootKeyId, again.to);
  assert.equal((await server.parts.rootKeys.status()).state, 'open');
});

test('a first start in shares tells where they lie, and knows that people keep them', async t => {
  await using stack = new AsyncDisposableStack();
  const dataDir = await temporaryFolder(t);
  const options = testOptions(dataDir, { rootKey: 'shamir', rootKeyOptions: { shares: 4, threshold: 2 } });

  const { keyring, rootKeys } = await openParts(stack, options);

  assert.match(keyring.notice, /the 4 shares of the root key lie in `.*\/shares-of-rk-/);
  assert.equal((await rootKeys.status()).state, 'people');
});

/** Another node of the same database, whose root key lies in the same file unless another is named. */
function anotherNode(server: TestServer, path = join(server.dataDir, 'root.key')): RootKeys {
  const { database, keyring, line, log } = server.parts;
  const parts = { database, keyring, audit: line.audit, clock: server.clock, random: randomBytes, log };
  const provider = rootKeyFile(path, randomBytes);
  return new RootKeys(parts, { regions: ['us-east-1'] }, provider);
}

interface Material {
  readonly keyId: string;
  readonly context: string;
  readonly material: Uint8Array;
}

async function listKeyMaterial(database: Database): Promise<Material[]> {
  const rows = await database.read(reader =>
    reader.all<{ key_id: string; version: number; material: Uint8Array }>(
      sql`select key_id, version, material from kms_backing_key order by key_id, version`,
    ),
  );
  return rows.map(row => {
    return { keyId: row.key_id, context: materialContext(row.key_id, row.version), material: row.material };
  });
}

function passphrase(words: string): RootKeyProvider {
  const cost = { memory: 1_024, passes: 1, parallelism: 1 };
  return rootKeyPassphrase(() => Promise.resolve(new Redacted(Buffer.from(words))), randomBytes, cost);
}

function isRefused(words: RegExp): (error: unknown) => boolean {
  return error => {
    assert.ok(error instanceof RootKeyRefused);
    assert.match(error.message, words);
    return true;
  };
}

async function namesOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter(name => name.startsWith('root.key')).toSorted();
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-root-keys-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}
