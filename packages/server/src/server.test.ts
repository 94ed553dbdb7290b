import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startServer } from './server.ts';
import { testOptions } from './testing/test-options.ts';
import { OperatorError } from './transport/operator-error.ts';

describe('The ready file', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coffer-ready-'));
  });
  after(() => rm(folder, { recursive: true }));

  const start = (readyFile: string) => startServer(testOptions(join(folder, 'data'), { readyFile }));

  it('says where the server answers, and is gone when it has ended', async () => {
    const path = join(folder, 'ready.json');
    await using server = await start(path);
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), JSON.parse(JSON.stringify(server.file)));

    await server.drain();

    await assert.rejects(readFile(path), /ENOENT/);
  });

  it('stays when another server has written its own meanwhile', async () => {
    const path = join(folder, 'taken.json');
    await using server = await start(path);
    await writeFile(path, 'of another server');

    await server.drain();

    assert.equal(await readFile(path, 'utf8'), 'of another server');
  });

  it('that cannot be written ends the start with its name', async () => {
    const path = join(folder, 'nowhere', 'ready.json');

    await assert.rejects(start(path), (error: unknown) => {
      assert.ok(error instanceof OperatorError);
      assert.equal(error.message, `cannot write the ready file \`${path}\`: ENOENT`);
      return true;
    });
  });
});
