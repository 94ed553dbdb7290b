import assert from 'node:assert/strict';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { Redacted } from '@coffer/wire';
import { TestServer } from '../testing/test-server.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { backUp, folderIn, openAs, restoreInto, rootKeyOf } from './backup.test-support.ts';
import { checkBackup } from './check-backup.ts';
import { PREAMBLE_BYTES } from './header.ts';
import type { Unlock } from './protection.ts';
import { formatHeader, jsonLength, parseHeader } from './header.ts';

describe('a backup that is not as it was written', () => {
  const stack = new AsyncDisposableStack();
  let whole: Buffer;
  let unlock: Unlock;
  let folder: string;
  before(async () => {
    const server = stack.use(await TestServer.open());
    await server.call('iam', 'CreateUser', { UserName: 'Somebody' });
    folder = await folderIn(stack);
    const path = join(folder, 'whole');
    await backUp(server, path);
    whole = await readFile(path);
    unlock = rootKeyOf(server);
  });
  after(() => stack.disposeAsync());

  /** Restores these bytes; whatever is in the folder afterwards was written. */
  async function restoring(bytes: Uint8Array): Promise<readonly string[]> {
    const path = join(folder, 'damaged');
    const target = await folderIn(stack);
    await writeFile(path, bytes);
    try {
      await assert.rejects(
        openAs(path, unlock).then(backup => restoreInto(backup, join(target, 'coffer.db'), unlock)),
        (error: unknown) =>
          error instanceof Error && (error instanceof OperatorError || /root key/.test(error.message)),
      );
      return await readdir(target);
    } finally {
      await rm(target, { recursive: true });
    }
  }

  it('is refused when it ends early, at whatever byte, and nothing is written', async () => {
    const headerEnd = PREAMBLE_BYTES + jsonLength(whole.subarray(0, PREAMBLE_BYTES));
    const ends = [0, 1, PREAMBLE_BYTES, headerEnd - 1, headerEnd, headerEnd + 15, headerEnd + 16, whole.length - 1];
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async end => {
        assert.deepEqual(await restoring(whole.subarray(0, end)), []);
      }),
      { numRuns: 80, examples: ends.map(end => [end]) },
    );
  });

  it('is refused when a bit of it is another, and nothing is written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length * 8 - 1), async bit => {
        const changed = Buffer.from(whole);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        assert.deepEqual(await restoring(changed), []);
      }),
      { numRuns: 120 },
    );
  });

  it('is refused with a byte more, or with the header of another backup', async () => {
    assert.deepEqual(await restoring(Buffer.concat([whole, Buffer.from([0])])), []);
    const length = jsonLength(whole.subarray(0, PREAMBLE_BYTES));
    const header = parseHeader(whole.subarray(PREAMBLE_BYTES, PREAMBLE_BYTES + length));
    const other = formatHeader({ ...header, createdAt: header.createdAt + 1 });
    assert.deepEqual(await restoring(Buffer.concat([other, whole.subarray(PREAMBLE_BYTES + length)])), []);
  });

  it('is told from what is no backup, and from one of a newer format', async () => {
    const path = join(folder, 'foreign');
    await writeFile(path, 'SQLite format 3\0 with more after it');
    await assert.rejects(openAs(path, unlock), { message: 'this is no backup of Coffer' });
    const newer = Buffer.from(whole);
    newer.writeUInt8(2, 14);
    await writeFile(path, newer);
    await assert.rejects(openAs(path, unlock), /the backup has format 2, and this version of Coffer reads format 1/);
  });

  it('does not choose how long a passphrase takes', async () => {
    const length = jsonLength(whole.subarray(0, PREAMBLE_BYTES));
    const header = parseHeader(whole.subarray(PREAMBLE_BYTES, PREAMBLE_BYTES + length));
    const argon2id = { memoryKib: 2 ** 31, passes: 1_000, lanes: 1, salt: 'AAAAAAAAAAAAAAAAAAAAAA==' };
    const path = join(folder, 'slow');
    await writeFile(path, formatHeader({ ...header, protection: { kind: 'passphrase', argon2id, dataKey: 'AAAA' } }));

    await assert.rejects(
      openAs(path, { passphrase: new Redacted(Buffer.from('x')) }),
      /in a way that Coffer never does/,
    );
  });

  it('is whole when nothing was done to it', async () => {
    const path = join(folder, 'whole');
    const { rows, tables } = await checkBackup(await openAs(path, unlock));

    assert.ok(rows > 5 && tables.length > 20);
  });
});
