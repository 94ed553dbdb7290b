/**
 * The rotation of a secret as a state machine: pure, so that its driver (`rotation-job.ts`) and the simulation share it.
 * What it decides from is stored; nothing of it is in memory between two steps.
 */
import type { StagedVersions } from './version-stages.ts';
import { AWSCURRENT, AWSPENDING, detachStage, stagesOf, versionWithStage } from './version-stages.ts';

/** What the function is asked for, one after the other. A rotation that fails begins with the first again. */
export const STEPS = {
  rotate: ['createSecret', 'setSecret', 'testSecret', 'finishSecret'],
  /** RotateImmediately=false (recorded). */
  test: ['testSecret'],
} as const;

export type Purpose = keyof typeof STEPS;
export type Step = (typeof STEPS)['rotate'][number];

/** The rotation that runs, or the last one that did. Times are milliseconds since 1970. */
export interface Rotation {
  /** The version that it makes. */
  readonly versionId: string;
  readonly purpose: Purpose;
  readonly status: 'running' | 'succeeded' | 'failed' | 'abandoned';
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** How often its steps were begun and did not end well. */
  readonly failures: number;
  /** Why it failed last, or why it was abandoned. */
  readonly reason: string | null;
  readonly nextAttemptAt: number;
}

/** What there is to do for a secret. */
export type Move =
  /** Nothing, until a request changes that. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'wait'; readonly until: number }
  /** Its window has closed while nobody rotated: plan anew, which may mean at once. */
  | { readonly kind: 'missed' }
  | { readonly kind: 'begin' }
  /** All steps, from the first. */
  | { readonly kind: 'attempt'; readonly rotation: Rotation };

export interface Situation {
  readonly now: number;
  /** Rotation is on, and the secret is not deleted. */
  readonly isOn: boolean;
  readonly rotation: Rotation | undefined;
  /** When the next one is to begin; null: on request only. */
  readonly nextAt: number | null;
  /** The last second of its window. */
  readonly lastSecond: number | null;
}

export function nextMove({ now, isOn, rotation, nextAt, lastSecond }: Situation): Move {
  if (!isOn) return { kind: 'rest' };
  if (rotation?.status === 'running') {
    const { nextAttemptAt } = rotation;
    // No attempt is planned later than that: the clock was wrong when this one was, or is now.
    const isDue = nextAttemptAt <= now || nextAttemptAt > now + MAX_RETRY_MS;
    return isDue ? { kind: 'attempt', rotation } : { kind: 'wait', until: nextAttemptAt };
  }
  if (nextAt === null) return { kind: 'rest' };
  if (nextAt > now) return { kind: 'wait', until: nextAt };
  return lastSecond !== null && lastSecond + MS_PER_SECOND <= now ? { kind: 'missed' } : { kind: 'begin' };
}

/** A rotation that begins now. */
export function begun(versionId: string, purpose: Purpose, now: number): Rotation {
  return {
    versionId,
    purpose,
    status: 'running',
    startedAt: now,
    endedAt: null,
    failures: 0,
    reason: null,
    nextAttemptAt: now,
  };
}

/** How an attempt ended. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** No functions can be run just now, for a reason that is not the secret's. */
  | { readonly kind: 'unavailable' };

/**
 * The rotation after an attempt. One that failed is tried again until it succeeds or somebody ends it: with one user
 * the database may have the new password already, and AWSCURRENT opens nothing until then. A test is made once.
 *
 * @param chance from 0 to 1: secrets that failed together do not come back together
 */
export function afterAttempt(rotation: Rotation, outcome: Outcome, now: number, chance: number): Rotation {
  if (outcome.kind === 'unavailable') return { ...rotation, nextAttemptAt: now + FIRST_RETRY_MS };
  if (outcome.kind === 'done') return { ...rotation, status: 'succeeded', endedAt: now };
  const failures = rotation.failures + 1;
  const failed = { ...rotation, failures, reason: outcome.reason };
  return rotation.purpose === 'test'
    ? { ...failed, status: 'failed', endedAt: now }
    : { ...failed, nextAttemptAt: now + retryDelay(failures, chance) };
}

/** Milliseconds until the next attempt: doubled each time, an hour at most, of which chance takes up to a half. */
export function retryDelay(failures: number, chance: number): number {
  const longest = Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, MAX_DOUBLINGS), MAX_RETRY_MS);
  return Math.round(longest * (1 - chance / 2));
}

const MS_PER_SECOND = 1_000;
const FIRST_RETRY_MS = 10_000;
/** The longest time that an application of a single user waits for its password to be right again. */
export const MAX_RETRY_MS = 3_600_000;
const MAX_DOUBLINGS = 12;

/** What a write to the secret means for the rotation that runs. */
export type Verdict =
  | { readonly kind: 'goes on' }
  /** Somebody else has moved labels: these are the labels then. */
  | { readonly kind: 'abandoned'; readonly stages: StagedVersions }
  /** Its version was AWSCURRENT already when somebody wrote the next value. */
  | { readonly kind: 'succeeded'; readonly stages: StagedVersions };

/**
 * Judges a write that somebody made: the function's own, which moves AWSCURRENT to the rotation's version, or another
 * one, which ends the rotation. AWSPENDING goes then, so that nothing is left unfinished.
 */
export function afterWrite({ versionId }: Rotation, before: StagedVersions, after: StagedVersions): Verdict {
  const current = versionWithStage(after, AWSCURRENT);
  const wasCurrent = versionWithStage(before, AWSCURRENT) === versionId;
  if (current === versionId) return { kind: 'goes on' };
  const stages = stagesOf(after, versionId).includes(AWSPENDING) ? detachStage(after, AWSPENDING) : after;
  if (wasCurrent) return { kind: 'succeeded', stages };
  const isMoved = current !== versionWithStage(before, AWSCURRENT);
  const isPending = stages !== after;
  return isPending && !isMoved ? { kind: 'goes on' } : { kind: 'abandoned', stages };
}
