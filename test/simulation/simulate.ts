/**
 * One secret for years: rotations on schedule and on request, faults at every await, and what people and machines do
 * beside them. What must always hold is looked at whenever everything waits.
 */
import { MAX_RETRY_MS } from '../../packages/server/src/services/secretsmanager/rotation-machine.ts';
import type { RotationRules } from '../../packages/server/src/services/secretsmanager/rotation-schedule.ts';
import { AWSPENDING } from '../../packages/server/src/services/secretsmanager/version-stages.ts';
import { Random } from '../crash/random.ts';
import { LONGEST_STALL_MS, makeFaults, TIMEOUT_MS } from './faults.ts';
import { ModelDatabase } from './model-database.ts';
import type { FunctionWorld, Strategy } from './model-function.ts';
import { LEASE_MS, ModelNodes } from './model-node.ts';
import { ModelSecret } from './model-secret.ts';
import { VirtualTime } from './virtual-time.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-01-01T00:00:00Z');
const MAX_CLOCK_ERROR_MS = 600_000;

/** How long the secret of a single user may fail to open its database: one retry, and what an attempt may take. */
const ONE_RETRY_MS = MAX_RETRY_MS + LEASE_MS + LONGEST_STALL_MS + 4 * TIMEOUT_MS + MAX_CLOCK_ERROR_MS;

const SCHEDULES: readonly RotationRules[] = [
  { AutomaticallyAfterDays: 30 },
  { ScheduleExpression: 'rate(10 days)', Duration: '3h' },
  { ScheduleExpression: 'cron(0 2 1,15 * ? *)', Duration: '2h' },
];

/** What came of it. */
export interface Life {
  readonly strategy: Strategy;
  readonly rotations: number;
  /** The longest time without another attempt while AWSCURRENT did not open the database, in milliseconds. */
  readonly longestWaitMs: number;
}

/** @throws Error that says which promise was broken, when, and for what seed */
export async function simulateSecret(seed: number, years: number): Promise<Life> {
  const random = new Random(seed);
  const time = new VirtualTime(START);
  const faults = makeFaults(time, random);
  const strategy = random.pick<Strategy>(['single', 'alternating']);
  const clock = { error: 0 };
  const now = () => time.now + clock.error;
  let count = 0;
  const fresh = () => String(++count);
  const first = { user: 'app', password: fresh() };
  const database = new ModelDatabase(first.user, first.password);
  const secret = new ModelSecret(first, { rules: random.pick(SCHEDULES), random, now, fresh });
  const world: FunctionWorld = { time, random, fresh, faults, secret, database, strategy, inFlight: 0 };
  const nodes = new ModelNodes(world, now);
  const watch = new Watch(world, nodes, seed);
  const end = START + years * 365 * DAY;
  const life = live(world, nodes, clock, end);
  await time.runUntil(end, () => watch.look());
  await life;
  // Then nothing goes wrong any more: whatever was begun must come to its end.
  faults.areOn = false;
  clock.error = 0;
  nodes.look();
  await time.runUntil(end + 2 * DAY, () => watch.look());
  watch.lookAtTheEnd();
  return { strategy, rotations: secret.rotations, longestWaitMs: watch.longestWaitMs };
}

/** What happens beside the rotations, some ten times a year. */
async function live(world: FunctionWorld, nodes: ModelNodes, clock: { error: number }, end: number): Promise<void> {
  const { time, random, secret, database } = world;
  for (;;) {
    // Half of it happens while the secret is being rotated.
    const untilRotation = (secret.nextAt ?? time.now) - time.now + random.between(0, 3_000);
    const pause = random.next() < 0.5 ? Math.max(untilRotation, HOUR) : random.between(HOUR, 70 * DAY);
    if (time.now + pause + 10 * DAY > end) return;
    await time.sleep(pause);
    const what = random.between(0, 6);
    // A value that people write while a function works on the same user may be undone by it: they wait for it.
    if (what === 1) {
      while (world.inFlight > 0) await time.sleep(TIMEOUT_MS);
    }
    switch (what) {
      case 0: // RotateSecret
        if (secret.rotation?.status === 'running') break;
        secret.begin();
        nodes.plan();
        break;
      case 1: {
        // A value by hand, and the same in the database.
        const value = { user: secret.current?.user ?? 'app', password: world.fresh() };
        database.setPassword(value);
        secret.put(world.fresh(), value);
        secret.planNext();
        nodes.plan();
        break;
      }
      case 2: // CancelRotateSecret, and RotateSecret with the token of what was left unfinished
        secret.abandon('cancelled');
        secret.isEnabled = false;
        nodes.plan();
        await time.sleep(random.between(1_000, 5 * DAY));
        secret.isEnabled = true;
        secret.begin();
        nodes.plan();
        nodes.attemptedAt = time.now;
        break;
      case 3: // DeleteSecret and RestoreSecret
        secret.abandon('deleted');
        secret.isDeleted = true;
        nodes.plan();
        await time.sleep(random.between(1_000, 7 * DAY));
        secret.isDeleted = false;
        if (secret.rotation?.reason === 'deleted' && secret.isLabelled(secret.rotation.versionId, AWSPENDING)) {
          secret.begin();
        }
        nodes.plan();
        nodes.attemptedAt = time.now;
        break;
      case 4: // the database is away
        database.isUp = false;
        await time.sleep(random.between(1_000, DAY));
        database.isUp = true;
        nodes.attemptedAt = time.now;
        break;
      case 5: // every server is away
        nodes.isUp = false;
        await time.sleep(random.between(1_000, 9 * DAY));
        nodes.wake();
        nodes.attemptedAt = time.now;
        break;
      case 6:
        clock.error = random.between(-MAX_CLOCK_ERROR_MS / 2, MAX_CLOCK_ERROR_MS / 2);
        nodes.look();
    }
  }
}

/** What must always hold. */
class Watch {
  readonly #world: FunctionWorld;
  readonly #nodes: ModelNodes;
  readonly #seed: number;
  longestWaitMs = 0;

  constructor(world: FunctionWorld, nodes: ModelNodes, seed: number) {
    this.#world = world;
    this.#nodes = nodes;
    this.#seed = seed;
  }

  look(): void {
    const { secret, database } = this.#world;
    const { current } = secret;
    if (current === undefined) return this.#broken('the secret has no current value');
    for (const [user, password] of database.users()) {
      if (!secret.holds(user, password)) this.#broken(`the password of ${user} is lost`);
    }
    if (secret.isOn && this.#nodes.job === undefined) this.#broken('nobody will rotate it again');
    if (!database.opens(current)) this.#lookAtOutage();
  }

  /** The function of a single user has set the password, and AWSCURRENT is not there yet. */
  #lookAtOutage(): void {
    const { secret, database, time, strategy } = this.#world;
    if (strategy === 'alternating') this.#broken('AWSCURRENT does not open the database');
    const { rotation } = secret;
    const pending = rotation && secret.versions.get(rotation.versionId);
    if (pending === undefined || !database.opens(pending)) this.#broken('no rotation will put AWSCURRENT right');
    if (rotation?.status === 'abandoned' && rotation.reason !== null) return;
    if (rotation?.status !== 'running') this.#broken('AWSCURRENT is wrong, and nobody is told why');
    if (!this.#nodes.isUp || !database.isUp) return;
    const waitMs = time.now - this.#nodes.attemptedAt;
    this.longestWaitMs = Math.max(this.longestWaitMs, waitMs);
    if (waitMs > ONE_RETRY_MS) this.#broken('it was not tried again');
  }

  lookAtTheEnd(): void {
    const { secret, database } = this.#world;
    if (secret.current === undefined || !database.opens(secret.current)) this.#broken('the secret is wrong at the end');
    if (secret.rotation?.status === 'running') this.#broken('a rotation is stuck');
    if (secret.nextAt === null) this.#broken('nothing is planned');
  }

  #broken(promise: string): never {
    const at = new Date(this.#world.time.now).toISOString();
    throw new Error(`${promise}: ${at}, ${this.#world.strategy}, --seed ${this.#seed}`);
  }
}
