import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdtemp, open as openFile, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../storage/database.ts';
import { BatchingTrail } from './audit-trail.ts';
import { AuditMirror } from './mirror.ts';
import { sampleFact } from './sample-facts.test-support.ts';

const TEN_MINUTES = 600_000;

/** What the mirror promises on every engine; `open` gives a database with the audit schema in it. */
export function describeMirror(open: () => Promise<Database>): void {
  describe('AuditMirror', () => {
    let folder = '';
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'coffer-mirror-'));
    });
    after(() => rm(folder, { recursive: true }));

    it('writes each record once, as a line, to a file of its owner', async () => {
      await using node = await start(await open(), join(folder, 'once.log'));
      for (let i = 0; i < 20; i += 1) await node.trail.append([sampleFact(i, { name: `Op${i}` })]);

      const first = await node.mirror.drain();
      const second = await node.mirror.drain();

      assert.deepEqual([first, second], [20, 0]);
      assert.deepEqual(
        await names(node.path),
        Array.from({ length: 20 }, (_, i) => `Op${i}`),
      );
      assert.equal((await stat(node.path)).mode & 0o777, 0o600);
    });

    it('goes on in a new file after reopen', async () => {
      await using node = await start(await open(), join(folder, 'rotated.log'));
      await node.trail.append([sampleFact(1, { name: 'Before' })]);
      await node.mirror.drain();

      await rename(node.path, `${node.path}.1`);
      node.mirror.reopen();
      await node.trail.append([sampleFact(2, { name: 'After' })]);
      await node.mirror.drain();

      assert.deepEqual(await names(`${node.path}.1`), ['Before']);
      assert.deepEqual(await names(node.path), ['After']);
    });

    it('keeps records through an error of the file, which it tells', async () => {
      const path = join(folder, 'missing', 'audit.log');
      await using node = await start(await open(), path);
      await node.trail.append([sampleFact(1, { name: 'Kept' })]);

      const written = await node.mirror.drain();

      assert.equal(written, 0);
      assert.match(String(node.errors[0]), /ENOENT/);
      const later = new AuditMirror({ ...node.options, path: join(folder, 'later.log') });
      await later.drain();
      await later[Symbol.asyncDispose]();
      assert.deepEqual(await names(join(folder, 'later.log')), ['Kept']);
    });

    it('tells that the file cannot be written before there is a record, and once', async () => {
      await using node = await start(await open(), join(folder, 'nowhere', 'audit.log'));

      await node.mirror.drain();
      const told = node.errors.map(String);
      await node.trail.append([sampleFact(1, { name: 'Kept' })]);
      await node.mirror.drain();

      assert.match(told.join(), /^Error: ENOENT/);
      assert.equal(node.errors.length, 1);
    });

    it('starts on a new line after one that was cut short', async () => {
      const path = join(folder, 'torn.log');
      await writeFile(path, '{"eventVersion":"1.1');
      await using node = await start(await open(), path);
      await node.trail.append([sampleFact(1)]);

      await node.mirror.drain();

      const [torn, whole] = (await readFile(path, 'utf8')).split('\n');
      assert.equal(torn, '{"eventVersion":"1.1');
      assert.equal(JSON.parse(whole ?? '').eventName, 'GetSecretValue');
    });

    it('waits for a reader of a pipe without holding anything up, and tells it once', async () => {
      const path = join(folder, 'unread.pipe');
      execFileSync('mkfifo', [path]);
      await using node = await start(await open(), path);
      await node.trail.append([sampleFact(1, { name: 'Kept' })]);

      const early = [await node.mirror.drain(), await node.mirror.drain()];
      await using pipe = await openPipe(path);
      const late = await node.mirror.drain();

      assert.deepEqual([early, late], [[0, 0], 1]);
      assert.equal(node.errors.length, 1);
      assert.match(String(node.errors[0]), /ENXIO/);
      assert.equal(JSON.parse(await pipe.readAvailable()).eventName, 'Kept');
    });

    it('goes on where it was when a pipe that was full is read again, and ends meanwhile', async () => {
      const path = join(folder, 'full.pipe');
      execFileSync('mkfifo', [path]);
      await using pipe = await openPipe(path);
      await using node = await start(await open(), path);
      // One of them is longer than a pipe takes at once, so that lines are cut, too.
      const name = (i: number) => `Op${i}${'x'.repeat(i % 7 === 0 ? 20_000 : 100)}`;
      const expected = Array.from({ length: 100 }, (_, i) => name(i));
      await node.trail.append(expected.map((each, i) => sampleFact(i, { name: each })));

      const stalled = await node.mirror.drain();
      const done = new AbortController();
      const drained = node.mirror.drain().finally(() => done.abort());
      let text = '';
      while (!done.signal.aborted) {
        text += await pipe.readAvailable();
        await sleep(5);
      }
      text += await pipe.readAvailable();

      assert.equal(stalled + (await drained), expected.length);
      assert.ok(stalled > 0 && stalled < expected.length, `${stalled} were written`);
      assert.match(String(node.errors[0]), /nobody reads from the audit log `.*full.pipe`; its records wait/);
      const lines = text.trimEnd().split('\n');
      assert.deepEqual(
        lines.map(line => JSON.parse(line).eventName),
        expected,
      );
    });

    it('writes what another process left behind, on PostgreSQL after ten minutes', async () => {
      await using database = await open();
      let now = 0;
      const clock = { now: () => now };
      await using gone = new BatchingTrail(database, clock, { mirrorNode: 'gone' });
      await gone.append([sampleFact(1, { name: 'Left' })]);
      const path = join(folder, 'adopted.log');
      await using mirror = new AuditMirror({ database, clock, path, node: 'other', onError: assert.ifError });

      now = TEN_MINUTES - 1;
      const early = await mirror.drain();
      now = TEN_MINUTES + 1;
      const late = await mirror.drain();

      assert.deepEqual([early, late], database.engine === 'sqlite' ? [1, 0] : [0, 1]);
      assert.deepEqual(await names(path), ['Left']);
    });
  });
}

async function start(database: Database, path: string) {
  const clock = { now: () => 1_000 };
  const errors: unknown[] = [];
  const trail = new BatchingTrail(database, clock, { mirrorNode: 'me' });
  const options = { database, clock, path, node: 'me', onError: (error: unknown) => errors.push(error) };
  const mirror = new AuditMirror(options);
  return {
    trail,
    mirror,
    options,
    path,
    errors,
    async [Symbol.asyncDispose]() {
      await mirror[Symbol.asyncDispose]();
      await trail[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The reading end of a pipe, which does not read by itself. */
async function openPipe(path: string) {
  const file = await openFile(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return {
    /** What is in the pipe now. */
    async readAvailable(): Promise<string> {
      const parts: Buffer[] = [];
      for (;;) {
        const buffer = Buffer.alloc(65_536);
        const bytes = await file.read(buffer).then(
          ({ bytesRead }) => bytesRead,
          () => 0,
        );
        if (bytes === 0) return Buffer.concat(parts).toString();
        parts.push(buffer.subarray(0, bytes));
      }
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}

async function names(path: string): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.map(line => JSON.parse(line).eventName);
}
