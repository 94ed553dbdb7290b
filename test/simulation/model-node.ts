/** The servers of a cluster, as far as they drive one secret's rotation: a leased job, fenced, and the machine itself. */
import { runAttempt } from '../../packages/server/src/services/secretsmanager/rotation-attempt.ts';
import type { Outcome, Rotation } from '../../packages/server/src/services/secretsmanager/rotation-machine.ts';
import { afterAttempt, nextMove } from '../../packages/server/src/services/secretsmanager/rotation-machine.ts';
import { AWSCURRENT } from '../../packages/server/src/services/secretsmanager/version-stages.ts';
import { Crash } from './faults.ts';
import type { FunctionWorld } from './model-function.ts';
import { invokeModel } from './model-function.ts';
import type { Waiter } from './virtual-time.ts';

export const LEASE_MS = 60_000;

/** The row of a job. */
interface Job {
  readonly dueAt: number;
  /** Which lease it is; undefined: nobody has it. */
  lease: number | undefined;
  leaseUntil: number;
}

export class ModelNodes {
  readonly #world: FunctionWorld;
  readonly #now: () => number;
  #leases = 0;
  #nextLook: Waiter | undefined;
  job: Job | undefined;
  isUp = true;
  /** When steps were last begun. */
  attemptedAt: number;

  constructor(world: FunctionWorld, now: () => number) {
    this.#world = world;
    this.#now = now;
    this.attemptedAt = world.time.now;
    this.plan();
  }

  /** Plans the job for what comes next; whoever has its lease loses it. */
  plan(): void {
    const { secret } = this.#world;
    if (!secret.isOn) {
      this.job = undefined;
      return;
    }
    const isRunning = secret.rotation?.status === 'running';
    this.#schedule(isRunning ? (secret.rotation?.nextAttemptAt ?? 0) : (secret.nextAt ?? Infinity));
  }

  wake(): void {
    this.isUp = true;
    this.look();
  }

  #schedule(dueAt: number): void {
    this.job = { dueAt, lease: undefined, leaseUntil: 0 };
    this.#lookIn(dueAt - this.#now());
  }

  /** Looks that are planned give way to this one: what they were to find has changed. */
  #lookIn(ms: number): void {
    const { time, random } = this.#world;
    if (this.#nextLook !== undefined) time.cancel(this.#nextLook);
    // Runners look once a second.
    this.#nextLook = time.later(Math.max(ms, 0) + random.between(0, 1_000), () => this.look());
  }

  /** Has somebody take the job if it is due, or look again when it will be. */
  look(): void {
    const { job } = this;
    if (!this.isUp || job === undefined) return;
    const now = this.#now();
    const waits = job.lease === undefined ? job.dueAt - now : job.leaseUntil - now;
    if (waits > 0) return this.#lookIn(waits);
    const lease = ++this.#leases;
    job.lease = lease;
    job.leaseUntil = now + LEASE_MS;
    this.#lookIn(LEASE_MS);
    void this.#work(job, lease).catch((error: unknown) => {
      if (!(error instanceof Crash)) throw error;
    });
  }

  async #work(job: Job, lease: number): Promise<void> {
    const { secret, faults } = this.#world;
    await faults.ofServer();
    const move = this.#move();
    if (move.kind === 'attempt') return this.#attempt(job, lease, move.rotation);
    return this.#finish(job, lease, () => {
      const again = this.#move();
      if (again.kind === 'missed') secret.catchUp();
      const isDue = again.kind === 'begin' || (again.kind === 'missed' && (secret.nextAt ?? 0) <= this.#now());
      if (isDue) secret.begin();
    });
  }

  #move() {
    const { isOn, rotation, nextAt, lastSecond } = this.#world.secret;
    return nextMove({ now: this.#now(), isOn, rotation, nextAt, lastSecond });
  }

  async #attempt(job: Job, lease: number, { versionId, purpose }: Rotation): Promise<void> {
    const { secret, faults, random, time } = this.#world;
    const isThis = () => secret.rotation?.status === 'running' && secret.rotation.versionId === versionId;
    const outcome = await runAttempt(purpose, {
      isWanted: async () => {
        await faults.ofServer();
        if (job.lease === lease) job.leaseUntil = this.#now() + LEASE_MS;
        return isThis();
      },
      invoke: async step => {
        await faults.ofServer();
        this.attemptedAt = time.now;
        return invokeModel(this.#world, step, versionId);
      },
    });
    return this.#finish(job, lease, () => {
      if (outcome === undefined || !isThis() || secret.rotation === undefined) return;
      const result: Outcome =
        outcome.kind === 'done' && !secret.isLabelled(versionId, AWSCURRENT)
          ? { kind: 'failed', reason: 'it has not moved AWSCURRENT' }
          : outcome;
      secret.rotation = afterAttempt(secret.rotation, result, this.#now(), random.next());
      if (secret.rotation.status === 'succeeded') secret.rotations += 1;
    });
  }

  /** All or nothing, and nothing for who has lost the lease. The process may end before it or behind it. */
  async #finish(job: Job, lease: number, store: () => void): Promise<void> {
    await this.#world.faults.ofServer();
    if (this.job !== job || job.lease !== lease) return;
    store();
    this.plan();
    await this.#world.faults.ofServer();
  }
}
