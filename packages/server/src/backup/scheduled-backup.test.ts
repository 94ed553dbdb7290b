import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { JobRunner } from '../jobs/runner.ts';
import { makeLog } from '../log.ts';
import { loadRecord } from '../start/keyring-store.ts';
import { migrations } from '../start/migrations.ts';
import { onBothEngines } from '../testing/engines.ts';
import type { S3Server } from '../testing/s3-server.ts';
import { startS3Server } from '../testing/s3-server.ts';
import { TestServer } from '../testing/test-server.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { folderIn, openAs, rootKeyOf } from './backup.test-support.ts';
import { checkBackup } from './check-backup.ts';
import { folderPlace } from './folder-place.ts';
import type { BackupPlace } from './place.ts';
import { backupName, isBackupName, keepNewest } from './place.ts';
import { readS3Url, s3Place } from './s3-place.ts';
import type { S3Options } from './s3-client.ts';
import { readSchedule } from './schedule.ts';
import type { ScheduledParts } from './scheduled-job.ts';
import { cancelBackups, planBackups, SCHEDULED_BACKUP, scheduledBackup } from './scheduled-job.ts';
import { listRuns, nextBackup } from './store.ts';
import { writeBackup } from './write-backup.ts';

const HOUR_MS = 3_600_000;
const CREDENTIALS = { accessKeyId: 'AKIABACKUP', secretAccessKey: new Redacted('of the bucket') };

onBothEngines('scheduled backups', engine => {
  const stack = new AsyncDisposableStack();
  let server: TestServer;
  let folder: string;
  before(async () => {
    server = stack.use(await TestServer.open({ engine }));
    folder = join(await folderIn(stack), 'backups');
  });
  after(() => stack.disposeAsync());

  function partsOf(place: BackupPlace, more: Partial<ScheduledParts> = {}): ScheduledParts {
    const { database, keyring } = server.parts;
    const { clock } = server;
    return {
      database,
      clock,
      schedule: readSchedule('rate(6 hours)'),
      place,
      keep: 2,
      write: sink =>
        writeBackup(
          { database, keyring, migrations, loadKeyring: loadRecord, random: randomBytes, now: clock.now() },
          { hasAudit: true },
          sink,
        ),
      ...more,
    };
  }

  async function runDue(parts: ScheduledParts): Promise<void> {
    const handlers = new Map([[SCHEDULED_BACKUP, scheduledBackup(parts)]]);
    await using runner = new JobRunner({ ...parts, log: makeLog('silent'), handlers });
    await runner.runDue();
  }

  const nextDue = () => server.parts.database.read(reader => nextBackup(reader, SCHEDULED_BACKUP));
  const runs = () => server.parts.database.read(reader => listRuns(reader, 10));

  it('are made when they are due, and only so many stay', async () => {
    const parts = partsOf(folderPlace(folder));
    const begin = server.clock.now();
    await planBackups(parts);
    for (let i = 0; i < 4; i += 1) {
      await runDue(parts);
      // Nothing more is due before the next six hours are over.
      await runDue(parts);
      assert.equal(await nextDue(), begin + (i + 1) * 6 * HOUR_MS);
      server.clock.advance(6 * HOUR_MS);
    }

    const names = (await readdir(folder)).toSorted();
    assert.deepEqual(
      names,
      [2, 3].map(i => backupName(begin + i * 6 * HOUR_MS)),
    );
    for (const name of names) await checkBackup(await openAs(join(folder, name), rootKeyOf(server)));
    assert.deepEqual(
      (await runs()).map(({ status, file, error }) => ({ status, file, error })),
      [3, 2, 1, 0].map(i => ({ status: 'COMPLETED', file: backupName(begin + i * 6 * HOUR_MS), error: null })),
    );
  });

  it('go on after a new start where they were, and make up for what was missed once', async () => {
    const parts = partsOf(folderPlace(folder));
    const [last] = await runs();
    const planned = await nextDue();
    await planBackups(parts);
    assert.equal(await nextDue(), planned);

    server.clock.advance(100 * HOUR_MS);
    await runDue(parts);

    assert.equal(await nextDue(), server.clock.now() + 6 * HOUR_MS);
    assert.equal((await runs()).filter(run => run.started_at > (last?.started_at ?? 0)).length, 1);
  });

  it('that fail are recorded with why, leave nothing behind, and are tried again', async () => {
    const parts = partsOf(folderPlace(folder), {
      write: async sink => {
        await sink.write(Buffer.from('half'));
        throw new OperatorError('the disk is full');
      },
    });
    const present = await readdir(folder);
    server.clock.advance(6 * HOUR_MS);
    await runDue(parts);

    const [failed] = await runs();
    assert.equal(failed?.status, 'FAILED');
    assert.equal(failed?.error, 'the disk is full');
    assert.deepEqual(await readdir(folder), present);
    server.clock.advance(10_000);
    await runDue(partsOf(folderPlace(folder)));
    assert.equal((await runs())[0]?.status, 'COMPLETED');
  });

  it('are made no more once there is no schedule', async () => {
    await cancelBackups(server.parts.database);

    assert.equal(await nextDue(), undefined);
  });
});

describe('a bucket for backups', () => {
  const stack = new AsyncDisposableStack();
  let s3: S3Server;
  let server: TestServer;
  let options: S3Options;
  before(async () => {
    s3 = stack.use(await startS3Server(CREDENTIALS));
    server = stack.use(await TestServer.open());
    options = {
      bucket: 'kept',
      region: 'eu-central-1',
      endpoint: s3.endpoint,
      credentials: async () => CREDENTIALS,
      furtherCas: [],
      now: Date.now,
      retryDelaysMs: [1, 1],
    };
  });
  after(() => stack.disposeAsync());

  it('takes a backup that opens again', async () => {
    const place = s3Place('s3://kept/a/b', 'a/b/', options);
    const { database, keyring } = server.parts;
    await using sink = await place.open(backupName(0));
    await writeBackup(
      { database, keyring, migrations, loadKeyring: loadRecord, random: randomBytes, now: 0 },
      { hasAudit: true },
      sink,
    );
    assert.equal(s3.objects.size, 0);
    await sink.publish();

    const file = join(await folderIn(stack), 'fetched');
    await writeFile(file, s3.objects.get(`kept/a/b/${backupName(0)}`) ?? '');
    await checkBackup(await openAs(file, rootKeyOf(server)));
  });

  it('takes large ones in parts, and keeps nothing of one that was given up', async () => {
    const place = s3Place('s3://kept', '', options);
    const piece = randomBytes(1024 * 1024);
    {
      await using sink = await place.open(backupName(1_000));
      for (let i = 0; i < 20; i += 1) await sink.write(piece);
      assert.equal(s3.uploads.size, 1);
      await sink.publish();
    }
    const whole = s3.objects.get(`kept/${backupName(1_000)}`);
    assert.ok(whole?.equals(Buffer.concat(Array.from({ length: 20 }, () => piece))));
    assert.equal(s3.log.filter(line => line.startsWith('PUT') && line.includes('partNumber')).length, 3);
    {
      await using given = await place.open(backupName(2_000));
      for (let i = 0; i < 9; i += 1) await given.write(piece);
    }
    assert.equal(s3.uploads.size, 0);
    assert.ok(!s3.objects.has(`kept/${backupName(2_000)}`));
  });

  it('is listed page by page; only its backups are, and only the oldest go', async () => {
    const place = s3Place('s3://many/p', 'p/', { ...options, bucket: 'many' });
    for (let i = 0; i < 5; i += 1) s3.objects.set(`many/p/${backupName(i * 1_000)}`, Buffer.alloc(1));
    s3.objects.set('many/p/coffer-notes.txt', Buffer.alloc(1));
    s3.objects.set(`many/${backupName(0)}`, Buffer.alloc(1));
    assert.equal((await place.list()).length, 5);

    assert.equal(await keepNewest(place, 2), 3);

    assert.deepEqual(
      [...s3.objects.keys()].filter(key => key.startsWith('many/')).toSorted(),
      [
        `many/${backupName(0)}`,
        `many/p/${backupName(3_000)}`,
        `many/p/${backupName(4_000)}`,
        'many/p/coffer-notes.txt',
      ].toSorted(),
    );
  });

  it('that has a bad moment is asked again; one that refuses is not, and its words are told', async () => {
    const place = s3Place('s3://kept', '', options);
    s3.fail(503, 2);
    await place.list();
    s3.fail(503, 3);
    await assert.rejects(place.list(), /has refused GET ``: SlowDown: Please reduce/);
    const foreign = { accessKeyId: 'AKIABACKUP', secretAccessKey: new Redacted('another') };
    const refused = s3Place('s3://kept', '', { ...options, credentials: async () => foreign });
    const asked = s3.log.length;
    await assert.rejects(refused.list(), { message: /SignatureDoesNotMatch/ });
    assert.equal(s3.log.length, asked + 1);
  });

  it('is not spoken to in the clear, but for one on this machine', () => {
    assert.throws(() => s3Place('s3://kept', '', { ...options, endpoint: 'http://s3.example.com' }), OperatorError);
  });
});

describe('the configuration of scheduled backups', () => {
  it('names times', () => {
    const at = Date.UTC(2026, 0, 2, 3, 30);
    assert.equal(readSchedule('rate(1 day)')(at, at - HOUR_MS), at + 23 * HOUR_MS);
    assert.equal(readSchedule('rate(1 hour)')(at, undefined), at);
    assert.equal(readSchedule('cron(0 3 * * ? *)')(at, undefined), Date.UTC(2026, 0, 3, 3));
    for (const text of ['', 'rate(0 days)', 'rate(9999 days)', 'cron(15 3 * * ? *)', 'cron(0 0,23 * * ? *)', 'daily']) {
      assert.throws(() => readSchedule(text), /is no schedule/);
    }
  });

  it('names places', () => {
    assert.deepEqual(readS3Url('s3://a-bucket'), { bucket: 'a-bucket', prefix: '' });
    assert.deepEqual(readS3Url('s3://a-bucket/x//y/'), { bucket: 'a-bucket', prefix: 'x/y/' });
    for (const text of ['s3://', 's3://UP', 's3://a-bucket/../x', 's3://a-bucket/a b', 's3://a-bucket/ä']) {
      assert.throws(() => readS3Url(text), /is no place for backups/);
    }
  });

  it('keeps its hands off files that no schedule has made', async () => {
    await using stack = new AsyncDisposableStack();
    const folder = join(await folderIn(stack), 'mine');
    await mkdir(folder);
    const own = ['coffer.db', 'coffer-1.backup', 'backup', `x${backupName(0)}`, `${backupName(0)}.old`];
    for (const name of own) await writeFile(join(folder, name), 'x');
    for (const at of [0, 1_000, 2_000]) await writeFile(join(folder, backupName(at)), 'x');

    await keepNewest(folderPlace(folder), 1);

    assert.deepEqual((await readdir(folder)).toSorted(), [...own, backupName(2_000)].toSorted());
    assert.ok(isBackupName(backupName(Date.now())) && !own.some(isBackupName));
  });
});
