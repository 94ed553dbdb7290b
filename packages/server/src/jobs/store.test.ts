import assert from 'node:assert/strict';
import { after, before, beforeEach, it } from 'node:test';
import type { Database } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import { onBothEngines } from '../testing/engines.ts';
import { TestServer } from '../testing/test-server.ts';
import type { JobRow } from './store.ts';
import { cancelJob, completeJob, hasDue, leaseJobs, nextDue, postponeJob, renewLease, scheduleJob } from './store.ts';

onBothEngines('The table of jobs', engine => {
  let server: TestServer;
  let database: Database;
  before(async () => {
    server = await TestServer.open({ engine });
    ({ database } = server.parts);
  });
  after(() => server[Symbol.asyncDispose]());
  beforeEach(() => database.write(writer => writer.run(sql`delete from job`)));

  const plan = (id: string, due_at: number, subject = id) =>
    database.write(writer => scheduleJob(writer, { id, kind: 'k', subject, due_at }));
  const lease = (owner: string, now: number, limit = 10): Promise<JobRow[]> =>
    database.write(writer => leaseJobs(writer, { owner, now, until: now + 100, limit }));
  const due = () => database.read(reader => nextDue(reader, 0));
  const isDue = (now: number) => database.read(reader => hasDue(reader, now));
  const complete = (job: JobRow, owner: string) => database.write(writer => completeJob(writer, job, owner));

  async function leaseOne(owner: string, now: number): Promise<JobRow> {
    const [job] = await lease(owner, now);
    assert.ok(job !== undefined);
    return job;
  }

  it('leases what is due, the longest waiting first, to one owner', async () => {
    await plan('late', 300);
    await plan('b', 200);
    await plan('a', 200);
    await plan('first', 100);

    const two = await lease('one', 250, 2);
    const rest = await lease('two', 250);

    assert.deepEqual(
      two.map(job => [job.id, job.attempt]),
      [
        ['first', 1],
        ['a', 1],
      ],
    );
    assert.deepEqual(
      rest.map(job => job.id),
      ['b'],
    );
    assert.deepEqual(await lease('three', 250), []);
  });

  it('leases a job again when its lease has lapsed: who had it can neither end, renew nor postpone it', async () => {
    await plan('j', 0);
    const lost = await leaseOne('one', 0);
    assert.deepEqual(await lease('two', 99), []);

    const held = await leaseOne('two', 100);

    assert.equal(held.attempt, 2);
    assert.equal(await complete(lost, 'one'), false);
    assert.equal(await database.write(writer => renewLease(writer, lost, 'one', 999)), false);
    await database.write(writer => postponeJob(writer, lost, 'one', 999));
    assert.deepEqual(await lease('three', 150), []);
    assert.equal(await complete(held, 'two'), true);
    assert.equal(await due(), undefined);
  });

  it('tells two leases of one owner apart', async () => {
    await plan('j', 0);
    const lost = await leaseOne('one', 0);
    await leaseOne('one', 200);

    assert.equal(await complete(lost, 'one'), false);
  });

  it('prolongs a lease that is held', async () => {
    await plan('j', 0);
    const job = await leaseOne('one', 0);

    assert.equal(await database.write(writer => renewLease(writer, job, 'one', 500)), true);

    assert.deepEqual(await lease('two', 499), []);
    assert.equal((await lease('two', 500)).length, 1);
  });

  it('gives a postponed job back for a later time', async () => {
    await plan('j', 0);
    const job = await leaseOne('one', 0);

    await database.write(writer => postponeJob(writer, job, 'one', 50));

    assert.deepEqual(await lease('two', 49), []);
    assert.equal((await leaseOne('two', 50)).attempt, 2);
  });

  it('holds one job for a kind and subject: planning again moves it, and takes it from who runs it', async () => {
    await plan('j', 0, 's');
    const running = await leaseOne('one', 0);

    await plan('other-id', 70, 's');

    assert.equal(await complete(running, 'one'), false);
    assert.equal(await due(), 70);
    assert.equal((await lease('two', 70)).length, 1);
  });

  it('forgets a cancelled job, also under who runs it', async () => {
    await plan('j', 0, 's');
    const running = await leaseOne('one', 0);

    await database.write(writer => cancelJob(writer, 'k', 's'));

    assert.equal(await complete(running, 'one'), false);
    assert.deepEqual(await lease('two', 1_000), []);
  });

  it('says when the next job becomes due, and whether one is that nobody leases', async () => {
    assert.equal(await due(), undefined);
    assert.equal(await isDue(1_000), false);
    await plan('a', 40);
    assert.equal(await due(), 40);
    assert.deepEqual([await isDue(39), await isDue(40)], [false, true]);
    await lease('one', 50);
    assert.deepEqual([await isDue(149), await isDue(150)], [false, true]);
    await plan('b', 120);
    assert.equal(await database.read(reader => nextDue(reader, 40)), 120);
    assert.equal(await isDue(120), true);
  });

  it('never gives a job to two who ask at the same time', async () => {
    for (let i = 0; i < 30; i++) await plan(`j${i}`, i);

    const leased = await Promise.all(Array.from({ length: 8 }, (_, i) => lease(`o${i}`, 100, 5)));

    const ids = leased.flat().map(job => job.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.length + (await lease('rest', 100, 100)).length, 30);
  });
});
