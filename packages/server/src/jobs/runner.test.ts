import assert from 'node:assert/strict';
import { after, before, beforeEach, it } from 'node:test';
import { sql } from '../storage/sql.ts';
import { onBothEngines } from '../testing/engines.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { TestServer } from '../testing/test-server.ts';
import type { JobHandler } from './runner.ts';
import { JobRunner, LeaseLost } from './runner.ts';
import { scheduleJob } from './store.ts';

const MINUTE_MS = 60_000;

onBothEngines('The runner of jobs', engine => {
  let server: TestServer;
  const clock = new ManualClock(1_000_000);
  before(async () => {
    server = await TestServer.open({ engine });
    await server.parts.database.writeSchema(writer => writer.script('create table done (job text not null)'));
  });
  after(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    await server.parts.database.write(async writer => {
      await writer.run(sql`delete from job`);
      await writer.run(sql`delete from done`);
    });
  });

  const runner = (handler: JobHandler, kind = 'k') =>
    new JobRunner({
      database: server.parts.database,
      clock,
      log: server.parts.log,
      handlers: new Map([[kind, handler]]),
    });

  const plan = (id: string) =>
    server.parts.database.write(writer => scheduleJob(writer, { id, kind: 'k', subject: id, due_at: clock.now() }));

  const done = async () => {
    const rows = await server.parts.database.read(reader => reader.all<{ job: string }>(sql`select job from done`));
    return rows.map(row => row.job).toSorted();
  };

  const jobs = () =>
    server.parts.database.read(reader =>
      reader.all<{ due_at: number; attempt: number; lease_owner: string | null }>(
        sql`select due_at, attempt, lease_owner from job`,
      ),
    );

  /** What every good handler does: all that it stores, in `finish`. */
  const note: JobHandler = (job, finish) =>
    finish(async writer => {
      await writer.run(sql`insert into done (job) values (${job.id})`);
    });

  it('runs all that is due, more than it leases at once, and nothing else', async () => {
    for (let i = 0; i < 20; i++) await plan(`j${i}`);
    clock.advance(1);
    await plan('tomorrow');
    clock.advance(-1);

    await using one = runner(note);
    await one.runDue();

    assert.equal((await done()).length, 20);
    assert.equal((await jobs()).length, 1);
    clock.advance(1);
  });

  it('stores what a job did and its end together, or neither', async () => {
    await plan('half');
    let attempts = 0;
    await using one = runner((job, finish) =>
      finish(async writer => {
        await writer.run(sql`insert into done (job) values (${job.id})`);
        attempts += 1;
        if (attempts === 1) throw new Error('crash in between');
      }),
    );

    await one.runDue();
    assert.deepEqual(await done(), []);
    clock.advance(2_000);
    await one.runDue();

    assert.deepEqual(await done(), ['half']);
    assert.deepEqual(await jobs(), []);
  });

  it('tries a failed job again, each time twice as late, an hour at most', async () => {
    await plan('fails');
    await using one = runner(() => Promise.reject(new Error('no')));
    const waits: number[] = [];

    for (let i = 0; i < 14; i++) {
      await one.runDue();
      const [job] = await jobs();
      assert.equal(job?.lease_owner, null);
      waits.push((job?.due_at ?? 0) - clock.now());
      clock.advance(waits.at(-1) ?? 0);
    }

    assert.deepEqual(waits.slice(0, 4), [2_000, 4_000, 8_000, 16_000]);
    assert.deepEqual(waits.slice(-2), [3_600_000, 3_600_000]);
  });

  it('goes on with the next job when one fails', async () => {
    await plan('a-fails');
    await plan('b-works');
    await using one = runner((job, finish) =>
      job.id === 'a-fails' ? Promise.reject(new Error('no')) : note(job, finish),
    );

    await one.runDue();

    assert.deepEqual(await done(), ['b-works']);
  });

  it('runs several at a time where it may, no more than that, and holds up none behind a slow one', async () => {
    let running = 0;
    let most = 0;
    const slow = Promise.withResolvers<void>();
    const parallel = new JobRunner({
      database: server.parts.database,
      clock,
      log: server.parts.log,
      parallel: 3,
      handlers: new Map<string, JobHandler>([
        [
          'k',
          async (job, finish) => {
            running++;
            most = Math.max(most, running);
            if (job.id === 'a-slow') await slow.promise;
            await note(job, finish);
            running--;
          },
        ],
      ]),
    });
    await plan('a-slow');
    for (let i = 0; i < 8; i++) await plan(`j${i}`);

    const ended = parallel.runDue();
    while ((await done()).length < 8) await new Promise(resolve => setTimeout(resolve, 5));
    assert.ok(!(await done()).includes('a-slow'));
    slow.resolve();
    await ended;
    assert.equal((await done()).length, 9);
    assert.equal(most, 3);
  });

  it('leaves kinds that it does not know to a node that does', async () => {
    await plan('new-kind');
    await using old = runner(note, 'other');
    await old.runDue();
    assert.deepEqual(await done(), []);
    clock.advance(2_000);

    await using young = runner(note);
    await young.runDue();

    assert.deepEqual(await done(), ['new-kind']);
  });

  it('takes over from a node that died, once its lease has lapsed', async () => {
    await plan('orphan');
    const began = Promise.withResolvers<void>();
    const died = Promise.withResolvers<void>();
    await using dead = runner(() => {
      began.resolve();
      return died.promise;
    });
    const never = dead.runDue();
    await using alive = runner(note);

    await began.promise;
    await alive.runDue();
    assert.deepEqual(await done(), []);
    clock.advance(MINUTE_MS);
    await alive.runDue();

    assert.deepEqual(await done(), ['orphan']);
    died.resolve();
    await never;
  });

  it('stores nothing for a node that lost its lease while it worked', async () => {
    await plan('slow');
    const began = Promise.withResolvers<void>();
    const resume = Promise.withResolvers<void>();
    const outcome: unknown[] = [];
    await using slow = runner(async (_job, finish) => {
      began.resolve();
      await resume.promise;
      try {
        await finish(async writer => {
          await writer.run(sql`insert into done (job) values (${'by the slow one'})`);
        });
      } catch (error) {
        outcome.push(error);
        throw error;
      }
    });
    const running = slow.runDue();
    await using quick = runner(note);
    await began.promise;
    clock.advance(MINUTE_MS);
    await quick.runDue();

    resume.resolve();
    await running;

    assert.deepEqual(await done(), ['slow']);
    assert.ok(outcome[0] instanceof LeaseLost);
    assert.deepEqual(await jobs(), []);
  });

  it('does not begin what it leased so long ago that another node may have it', async () => {
    await plan('a');
    await plan('b');
    await using one = runner(async (job, finish) => {
      if (job.id === 'a') clock.advance(MINUTE_MS);
      await note(job, finish);
    });

    await one.runDue();
    assert.deepEqual(await done(), ['a']);
    await one.runDue();

    assert.deepEqual(await done(), ['a', 'b']);
  });

  it('shares the work among nodes, each job done once', async () => {
    for (let i = 0; i < 40; i++) await plan(`s${i}`);
    await using one = runner(note);
    await using two = runner(note);

    await Promise.all([one.runDue(), two.runDue(), one.runDue(), two.runDue()]);
    await one.runDue();

    assert.deepEqual(await done(), Array.from({ length: 40 }, (_, i) => `s${i}`).toSorted());
  });

  it('wakes by itself, and finishes what it has begun when it ends', async () => {
    await plan('woken');
    const began = Promise.withResolvers<void>();
    const resume = Promise.withResolvers<void>();
    const one = runner(async (job, finish) => {
      began.resolve();
      await resume.promise;
      await note(job, finish);
    });

    one.start();
    await began.promise;
    const ended = one[Symbol.asyncDispose]();
    resume.resolve();
    await ended;

    assert.deepEqual(await done(), ['woken']);
  });
});
