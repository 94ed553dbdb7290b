import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { it } from 'node:test';
import { JobRunner } from '../../jobs/runner.ts';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { TestServer } from '../../testing/test-server.ts';
import { rotationJob } from './rotation-job.ts';
import { modelFunction, rotator } from './rotation-model.test-support.ts';
import type { RotationPace } from './rotation-pace.ts';
import { ROTATION } from './rotation-store.ts';
import { rotate } from './rotation.test-support.ts';
import { makeSecret } from './testing.ts';

const SECRETS = 10;
const PARALLEL = 2;

onBothEngines('Rotations that are due together', engine => {
  it('begin no faster than their pace, and no more are half made than are worked on', async () => {
    await using server = await TestServer.open({
      engine,
      clock: new ManualClock(Date.parse('2026-09-24T06:11:43.593Z')),
      options: { regions: ['us-east-1'] },
    });
    const { model, invokeStep } = modelFunction(server);
    const RotationRules = { ScheduleExpression: 'rate(1 day)' };
    for (let i = 0; i < SECRETS; i++) {
      await rotate(server, { SecretId: await makeSecret(server, `secret-${i}`), RotationRules });
    }
    await rotator(server, invokeStep).runDue();
    server.clock.advanceDays(3);
    model.steps.length = 0;
    const { database, line, log } = server.parts;
    const countRunning = async () => {
      const rows = await database.read(reader =>
        reader.all(sql`
          select secret_id
          from secret_rotation
          where status = 'running'`),
      );
      return rows.length;
    };
    let mostRunning = 0;
    model.before = async () => {
      mostRunning = Math.max(mostRunning, await countRunning());
      return undefined;
    };
    let turns = 0;
    const attemptsAtTurn: number[] = [];
    const pace: RotationPace = {
      async turn() {
        // Whatever did not wait would begin meanwhile.
        for (let i = 0; i < 20; i++) await turn();
        turns += 1;
        attemptsAtTurn.push(model.steps.filter(step => step === 'createSecret').length);
      },
    };
    const handlers = new Map([[ROTATION, rotationJob({ line, random: randomBytes, invokeStep, pace })]]);
    const node = new JobRunner({ database, clock: server.clock, log, handlers, parallel: PARALLEL });

    await node.runDue();

    assert.equal(model.steps.length, 4 * SECRETS);
    assert.equal(turns, SECRETS);
    assert.ok(
      attemptsAtTurn.every((attempts, before) => attempts <= before),
      String(attemptsAtTurn),
    );
    assert.ok(mostRunning <= PARALLEL, `${mostRunning} at a time`);
  });
});
