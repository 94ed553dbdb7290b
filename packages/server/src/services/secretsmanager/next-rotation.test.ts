import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import * as fc from 'fast-check';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { secretText, TestServer, textOf } from '../../testing/test-server.ts';
import { dayOf } from './dates.ts';
import { planNext } from './next-rotation.ts';
import { DAY, moment, rules, seededRandom } from './rotation-schedule.test-support.ts';
import { finish, rotate } from './rotation.test-support.ts';
import { rulesIn } from './rotation-row.ts';
import { makeSecret, putVersion, token } from './testing.ts';

/** The day of a recording: what was set on it leads to the dates that were recorded. */
const SEPTEMBER_24 = Date.parse('2026-09-24T06:11:43.593Z');
const MONTHLY = { AutomaticallyAfterDays: 30 };

it('plans a moment that is to come and inside its window, for whatever rules', () => {
  fc.assert(
    fc.property(rules, moment, fc.nat(), (some, now, seed) => {
      const { next_rotation_at: at, next_rotation_date: date } = planNext(some, { now, random: seededRandom(seed) });

      assert.ok(at !== null && date !== null);
      assert.ok(now < at && at <= date && dayOf(at) === dayOf(date));
    }),
  );
});

it('takes stored rules for what they were when they were set', () => {
  fc.assert(
    fc.property(rules, moment, fc.nat(), (some, now, seed) => {
      const first = planNext(some, { now, random: seededRandom(seed) });

      assert.deepEqual(planNext(rulesIn(first), { now, random: seededRandom(seed) }), first);
    }),
  );
});

it('goes on with a stored schedule that no request could ask for today', () => {
  const often = { ScheduleExpression: 'cron(0 0,23 * * ? *)' };

  const { next_rotation_date: date } = planNext(often, { now: SEPTEMBER_24, random: seededRandom(1) });

  assert.equal(date, Date.parse('2026-09-24T23:59:59Z'));
});

onBothEngines('The dates of rotation', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine, clock: new ManualClock(SEPTEMBER_24) });
  });
  after(() => server[Symbol.asyncDispose]());

  const describe = (SecretId: string) => server.call('secretsmanager', 'DescribeSecret', { SecretId });
  const plannedAt = async (name: string) => {
    const row = await server.parts.database.read(reader =>
      reader.get<{ at: number | null }>(sql`select next_rotation_at as at from secret where name = ${name}`),
    );
    return row?.at;
  };
  /** The last second of the day that many days from today. */
  const endOfDay = (days: number) => dayOf(server.clock.now()) + (days + 1) * DAY - 1_000;

  it('are those recorded from AWS: 30 days from September 24, and the first of a month', async () => {
    await makeSecret(server, 'days');
    await makeSecret(server, 'cron');
    const RotationRules = { ScheduleExpression: 'cron(0 0 1 * ? *)', Duration: '1h' };

    await rotate(server, { SecretId: 'days', RotationRules: MONTHLY });
    await rotate(server, { SecretId: 'cron', RotationRules });

    const [days, cron] = [await describe('days'), await describe('cron')];
    assert.deepEqual({ ...days.RotationRules }, MONTHLY);
    assert.equal(days.NextRotationDate, Date.parse('2026-10-24T23:59:59Z'));
    assert.deepEqual({ ...cron.RotationRules }, { AutomaticallyAfterDays: 7, ...RotationRules });
    assert.equal(cron.NextRotationDate, Date.parse('2026-10-01T00:59:59Z'));
  });

  it('are absent where no rules name them: the secret rotates on request only', async () => {
    await makeSecret(server, 'unplanned');

    await makeSecret(server, 'duration-alone');

    await rotate(server, { SecretId: 'unplanned' });
    await rotate(server, { SecretId: 'duration-alone', RotationRules: { Duration: '3h' } });

    const { RotationEnabled, RotationRules, NextRotationDate } = await describe('unplanned');
    assert.deepEqual([RotationEnabled, RotationRules, NextRotationDate], [true, undefined, undefined]);
    const alone = await describe('duration-alone');
    assert.deepEqual([alone.RotationEnabled, alone.NextRotationDate], [true, undefined]);
    assert.equal(await plannedAt('duration-alone'), null);
  });

  it('stay where they are when a request only tests the rotation as it is', async () => {
    await makeSecret(server, 'tested');
    const test = { SecretId: 'tested', RotateImmediately: false } as const;
    await rotate(server, { ...test, RotationRules: MONTHLY });
    await server.parts.rotationJobs.runDue();
    const [date, at] = [endOfDay(30), await plannedAt('tested')];
    server.clock.advanceDays(3);

    await rotate(server, { ...test, ClientRequestToken: token(3) });
    await server.parts.rotationJobs.runDue();
    assert.deepEqual([(await describe('tested')).NextRotationDate, await plannedAt('tested')], [date, at]);
    await rotate(server, { ...test, ClientRequestToken: token(4), RotationRules: MONTHLY });
    assert.equal((await describe('tested')).NextRotationDate, endOfDay(30));
  });

  it('move when AWSCURRENT goes to the pending version: the rotation is complete', async () => {
    await makeSecret(server, 'finished');
    await rotate(server, { SecretId: 'finished', RotationRules: MONTHLY });
    await putVersion(server, 'finished', 2, ['AWSPENDING']);
    const pending = await describe('finished');
    server.clock.advanceDays(1);

    await finish(server, 'finished', 1, 2);

    const done = await describe('finished');
    assert.deepEqual([pending.LastRotatedDate, done.LastRotatedDate], [undefined, server.clock.now()]);
    assert.deepEqual([pending.NextRotationDate, done.NextRotationDate], [endOfDay(29), endOfDay(30)]);
    server.clock.advanceDays(1);
    await finish(server, 'finished', 2, 1);
    const rolledBack = await describe('finished');
    assert.equal(rolledBack.LastRotatedDate, done.LastRotatedDate);
    assert.equal(rolledBack.NextRotationDate, done.NextRotationDate);
  });

  it('move with a value that is written by hand and becomes current, and with no other', async () => {
    await makeSecret(server, 'by-hand');
    const value = (number: number) => ({ ClientRequestToken: token(number), SecretString: secretText(`v${number}`) });
    await rotate(server, { SecretId: 'by-hand', RotationRules: MONTHLY });
    const daysAhead = async () => ((await describe('by-hand')).NextRotationDate ?? 0) - endOfDay(0);
    server.clock.advanceDays(1);

    await putVersion(server, 'by-hand', 9, ['ASIDE']);
    assert.equal(await daysAhead(), 29 * DAY);
    await putVersion(server, 'by-hand', 3);
    assert.equal(await daysAhead(), 30 * DAY);
    server.clock.advanceDays(1);
    await server.call('secretsmanager', 'UpdateSecret', { SecretId: 'by-hand', ...value(4) });
    assert.equal(await daysAhead(), 30 * DAY);
    server.clock.advanceDays(1);
    const VersionStages = ['AWSCURRENT'];
    await server.call('secretsmanager', 'PutSecretValue', { SecretId: 'by-hand', ...value(3), VersionStages });
    assert.equal(await daysAhead(), 29 * DAY);
    const description = { ...value(5), SecretString: undefined, Description: 'd' };
    await server.call('secretsmanager', 'UpdateSecret', { SecretId: 'by-hand', ...description });
    assert.equal(await daysAhead(), 29 * DAY);
    assert.equal((await describe('by-hand')).LastRotatedDate, undefined);
  });

  it('do not come back with a value while rotation is off', async () => {
    await makeSecret(server, 'off');
    await rotate(server, { SecretId: 'off', RotationRules: MONTHLY });
    await server.call('secretsmanager', 'CancelRotateSecret', { SecretId: 'off' });

    await putVersion(server, 'off', 3);

    assert.deepEqual([(await describe('off')).NextRotationDate, await plannedAt('off')], [undefined, null]);
  });

  it('tell the window, never the moment in it', async () => {
    await makeSecret(server, 'moment');
    await rotate(server, { SecretId: 'moment', RotationRules: MONTHLY });
    const [at = null, date] = [await plannedAt('moment'), endOfDay(30)];

    const shown = textOf(await server.send('secretsmanager', 'DescribeSecret', '{"SecretId":"moment"}'));

    assert.ok(at !== null && dayOf(at) === dayOf(date));
    assert.match(shown, /"NextRotationDate":1\.\d+E9,/);
    assert.equal(/"NextRotationDate":([^,]*),/.exec(shown)?.[1], `${date / 1e12}E9`);
  });
});
