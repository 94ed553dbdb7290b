import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { acquireLock } from './sqlite-lock.ts';

describe('acquireLock', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'coffer-lock-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('gives the directory to one holder at a time', async () => {
    {
      using _first = await acquireLock(directory);
      await assert.rejects(acquireLock(directory), {
        name: 'DirectoryInUse',
        message: `\`${directory}\` is in use by another process`,
      });
    }

    using _second = await acquireLock(directory);

    assert.equal((await stat(join(directory, 'lock.db'))).mode & 0o777, 0o600);
  });

  it('names the server that has it', async () => {
    const files = [
      ['{"pid":123,"https":"https://127.0.0.1:7443"}', 'process 123 (https://127.0.0.1:7443)'],
      ['{"pid":123}', 'process 123'],
      ['{"pid":"; rm","https":7}', 'another process'],
      ['null', 'another process'],
      ['{"pid":1', 'another process'],
    ] as const;
    using _lock = await acquireLock(directory);

    for (const [content, owner] of files) {
      await writeFile(join(directory, 'server.json'), content);
      await assert.rejects(acquireLock(directory), { message: `\`${directory}\` is in use by ${owner}` });
    }
  });

  it('holds against another process, until that is killed', async () => {
    const holder = fork(new URL('testing/hold-lock.ts', import.meta.url), [directory]);
    await once(holder, 'message');
    await assert.rejects(acquireLock(directory), { name: 'DirectoryInUse' });

    holder.kill('SIGKILL');
    await once(holder, 'exit');

    using _lock = await acquireLock(directory);
  });

  it('says so when the directory is not there', async () => {
    const path = join(directory, 'none');

    await assert.rejects(acquireLock(path), {
      name: 'StorageUnavailable',
      message: `cannot open \`${join(path, 'lock.db')}\``,
    });
  });
});
