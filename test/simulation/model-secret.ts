/** A secret as Secrets Manager keeps it: versions, labels, its rotation, and the one job that drives it. */
import { catchUp, planNext } from '../../packages/server/src/services/secretsmanager/next-rotation.ts';
import type { Rotation } from '../../packages/server/src/services/secretsmanager/rotation-machine.ts';
import { afterWrite, begun } from '../../packages/server/src/services/secretsmanager/rotation-machine.ts';
import type { RotationRules } from '../../packages/server/src/services/secretsmanager/rotation-schedule.ts';
import type { StagedVersions } from '../../packages/server/src/services/secretsmanager/version-stages.ts';
import {
  attachStages,
  AWSCURRENT,
  AWSPENDING,
  AWSPREVIOUS,
  putVersion,
  stagesOf,
  versionWithStage,
} from '../../packages/server/src/services/secretsmanager/version-stages.ts';
import type { Random } from '../crash/random.ts';
import type { Credential } from './model-database.ts';

const KEPT_VERSIONS = 100;

export class ModelSecret {
  stages: StagedVersions;
  rotation: Rotation | undefined;
  isEnabled = true;
  isDeleted = false;
  nextAt: number | null = null;
  lastSecond: number | null = null;
  rotations = 0;
  readonly versions = new Map<string, Credential | undefined>();
  readonly #rules: RotationRules;
  readonly #random: Random;
  readonly #now: () => number;
  readonly #fresh: () => string;

  constructor(
    first: Credential,
    { rules, random, now, fresh }: Readonly<{ rules: RotationRules; random: Random; now(): number; fresh(): string }>,
  ) {
    this.#rules = rules;
    this.#random = random;
    this.#now = now;
    this.#fresh = fresh;
    const id = fresh();
    this.versions.set(id, first);
    this.stages = attachStages([], id, [AWSCURRENT]);
    this.planNext();
  }

  get isOn(): boolean {
    return this.isEnabled && !this.isDeleted;
  }

  withStage(stage: string): Credential | undefined {
    const id = versionWithStage(this.stages, stage);
    return id === undefined ? undefined : this.versions.get(id);
  }

  get current(): Credential | undefined {
    return this.withStage(AWSCURRENT);
  }

  get previous(): Credential | undefined {
    return this.withStage(AWSPREVIOUS);
  }

  /** Whether some version has this value; mostly it is one that has a label. */
  holds(user: string, password: string): boolean {
    const isIt = (held: Credential | undefined) => held?.password === password && held.user === user;
    for (const { versionId } of this.stages) if (isIt(this.versions.get(versionId))) return true;
    return this.versions.values().some(isIt);
  }

  isLabelled(versionId: string, stage: string): boolean {
    return stagesOf(this.stages, versionId).includes(stage);
  }

  /** PutSecretValue: the first value that a version gets stays. */
  put(versionId: string, value: Credential, stages?: readonly string[]): void {
    if (this.versions.get(versionId) !== undefined) throw new Error('ResourceExistsException');
    this.versions.set(versionId, value);
    this.#write(putVersion(this.stages, { versionId, stages, isReplay: false }));
    this.#prune();
  }

  /** UpdateSecretVersionStage of AWSCURRENT. */
  moveCurrent(versionId: string): void {
    this.#write(attachStages(this.stages, versionId, [AWSCURRENT]));
    this.planNext();
  }

  /** Begins a rotation with a version that has no value, or with one that was begun and never completed. */
  begin(): void {
    const pending = versionWithStage(this.stages, AWSPENDING);
    const isOpen = this.rotation?.versionId === pending && this.rotation?.status !== 'succeeded';
    const versionId = pending !== undefined && isOpen ? pending : this.#fresh();
    if (!this.versions.has(versionId)) this.versions.set(versionId, undefined);
    this.stages = attachStages(this.stages, versionId, [AWSPENDING]);
    this.rotation = begun(versionId, 'rotate', this.#now());
    this.planNext();
    this.#prune();
  }

  /** A rotation that somebody ended; the labels stay. */
  abandon(reason: string): void {
    if (this.rotation?.status !== 'running') return;
    this.rotation = { ...this.rotation, status: 'abandoned', reason, endedAt: this.#now() };
  }

  planNext(): void {
    const dates = planNext(this.#rules, this.#chance());
    [this.nextAt, this.lastSecond] = [dates.next_rotation_at, dates.next_rotation_date];
  }

  catchUp(): void {
    const dates = catchUp(this.#rules, this.#chance());
    [this.nextAt, this.lastSecond] = [dates.next_rotation_at, dates.next_rotation_date];
  }

  #write(after: StagedVersions): void {
    const { rotation } = this;
    const verdict = rotation?.status === 'running' ? afterWrite(rotation, this.stages, after) : undefined;
    if (rotation === undefined || verdict === undefined || verdict.kind === 'goes on') {
      this.stages = after;
      return;
    }
    this.stages = verdict.stages;
    const reason = verdict.kind === 'succeeded' ? null : 'somebody else has moved labels';
    this.rotation = { ...rotation, status: verdict.kind, reason, endedAt: this.#now() };
  }

  #prune(): void {
    for (const versionId of this.versions.keys()) {
      if (this.versions.size <= KEPT_VERSIONS) return;
      if (stagesOf(this.stages, versionId).length === 0) this.versions.delete(versionId);
    }
  }

  #chance() {
    return { now: this.#now(), random: this.#bytes };
  }

  readonly #bytes = (length: number): Buffer => {
    const bytes = Buffer.allocUnsafe(length);
    for (let i = 0; i < length; i++) bytes[i] = this.#random.between(0, 255);
    return bytes;
  };
}
