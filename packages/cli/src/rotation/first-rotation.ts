import { setTimeout as sleep } from 'node:timers/promises';
import { secretsmanager } from '@coffer/wire/services';
import type { Ask } from '../client/ask.ts';
import type { Io } from '../io.ts';
import { rotationEvents } from './events.ts';

/** How the first rotation, or its test, went until now. */
export interface FirstRotation {
  readonly state: 'succeeded' | 'failed' | 'abandoned' | 'underway' | 'unknown';
  /** Of a failure, as the trail says it. */
  readonly why: string | undefined;
}

const POLL_MS = 250;

/** Waits until a rotation to a version has ended or failed, at most `waitMs`. */
export async function awaitRotation(
  { clock }: Pick<Io, 'clock'>,
  ask: Ask,
  { arn, versionId, waitMs }: { readonly arn: string; readonly versionId: string; readonly waitMs: number },
): Promise<FirstRotation> {
  const deadline = clock.now() + waitMs;
  for (;;) {
    const { VersionIdsToStages: staged = {} } = await ask(secretsmanager, 'DescribeSecret', { SecretId: arn });
    if (staged[versionId]?.includes('AWSCURRENT') === true) return { state: 'succeeded', why: undefined };
    const events = await rotationEvents(ask, arn, versionId);
    // The version of a test keeps no label, however the test went: that is in the trail alone.
    if (events === undefined && staged[versionId] === undefined) return { state: 'unknown', why: undefined };
    // What failed is tried again: the newest event counts.
    const newest = events?.[0];
    const state = newest === undefined ? undefined : STATES.get(newest.name.replace('Test', ''));
    if (state !== undefined) return { state, why: newest?.why };
    if (clock.now() > deadline) return { state: 'underway', why: undefined };
    await sleep(POLL_MS);
  }
}

const STATES: ReadonlyMap<string, FirstRotation['state']> = new Map([
  ['RotationSucceeded', 'succeeded'],
  ['RotationFailed', 'failed'],
  ['RotationAbandoned', 'abandoned'],
]);
