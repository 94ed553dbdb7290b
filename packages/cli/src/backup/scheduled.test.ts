import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCli, serverFolder } from '../testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffer-scheduled-'));
after(() => rmSync(folder, { recursive: true }));

test('a server with a schedule makes backups by itself, and tells of them', async () => {
  const place = join(folder, 'backups');
  await using running = await serverFolder(['--backup-schedule', 'rate(1 day)', '--backup-to', place]);
  const run = (argv: readonly string[]) => runCli(argv, { cwd: running.folder });

  let status = await run(['backup', 'status', '--output', 'json']);
  for (let i = 0; i < 1_200 && !status.stdout.includes('COMPLETED'); i += 1) {
    await sleep(100);
    status = await run(['backup', 'status', '--output', 'json']);
  }

  assert.equal(status.code, 0, status.stderr);
  const { nextAt, last } = JSON.parse(status.stdout);
  assert.equal(last.status, 'COMPLETED');
  assert.ok(Date.parse(nextAt) - Date.parse(last.startedAt) === 86_400_000);
  assert.deepEqual(readdirSync(place), [last.file]);
  const list = await run(['backup', 'list']);
  assert.equal(list.stdout, `COMPLETED\t${last.startedAt}\t${last.bytes}\t${last.file}\t${place}\t-\n`);
  assert.equal((await run(['backup', 'verify', join(place, last.file)])).code, 0);
  assert.match((await run(['backup', 'status'])).stdout, /^next\t.*\nrunning\t-\nlast\tCOMPLETED/);
});

test('a schedule needs a place, and a place a schedule', async () => {
  const run = (argv: readonly string[]) =>
    runCli(['server', '--data-dir', join(folder, 'none'), ...argv], { cwd: folder });

  const [noPlace, noSchedule] = [await run(['--backup-schedule', 'rate(1 day)']), await run(['--backup-to', 'x'])];

  assert.match(noPlace.stderr, /`--backup-schedule` needs `--backup-to`/);
  assert.match(noSchedule.stderr, /`--backup-to` needs `--backup-schedule`/);
});
