/**
 * The state machine of a replica, as its primary keeps it.
 *
 *              asked                 copied
 *     (none) ---------> InProgress ----------> InSync
 *                       |   ^  ^                 |
 *               refused |   |  '-----------------'  changed, asked
 *                       v   |
 *                      Failed   changed, asked
 *
 * - **asked**: ReplicateSecretToRegions or CreateSecret names the region, for the first time or again.
 * - **changed**: the primary has changed: value, labels, description, tags, policy.
 * - **copied**: the replica is what the primary was when the copying began. When the primary has changed meanwhile, the
 *   state stays InProgress.
 * - **refused**: the caller may not, a key is not there, a name is taken. What was never replicated has Failed at once;
 *   a replica that exists stays as it was, InProgress, while it is tried again ever less often (recorded: it still is
 *   InProgress after five seconds), and has Failed after the last attempt.
 * - A replica that is removed or promoted leaves the machine.
 *
 * INVARIANT: InProgress means that a job is planned for the replica, and the other states that none is.
 * INVARIANT: whatever leaves InProgress takes back the leave to overwrite: it was given for what was there then.
 */

export type ReplicaStatus = 'InProgress' | 'InSync' | 'Failed';

/** What the machine knows of a replica. */
export interface ReplicaState {
  readonly status: ReplicaStatus;
  readonly message: string | null;
  /** Whether a secret of the same name may be overwritten. */
  readonly overwrites: boolean;
  /** Refusals since the last change. */
  readonly attempts: number;
  /** The replica exists. */
  readonly exists: boolean;
}

/** What one run of the job has come to. */
export type Outcome =
  | { readonly kind: 'copied' }
  /** In the words that follow `Replication failed: `. */
  | { readonly kind: 'refused'; readonly reason: string };

/** A state, and when its job is due: in so many milliseconds, or never. */
export interface Transition {
  readonly state: ReplicaState;
  readonly dueInMs: number | undefined;
}

/** A request asks for a replica; undefined: there was none in this region. */
export function afterAsked(before: ReplicaState | undefined, overwrites: boolean): Transition {
  return { state: { ...IN_PROGRESS, overwrites, exists: before?.exists ?? false }, dueInMs: 0 };
}

/** The primary has changed. */
export function afterChange({ overwrites, exists }: ReplicaState): Transition {
  return { state: { ...IN_PROGRESS, overwrites, exists }, dueInMs: 0 };
}

/** The job has run. `isOutdated`: what is to be replicated has changed since the run began. */
export function afterRun(before: ReplicaState, outcome: Outcome, isOutdated: boolean): Transition {
  const exists = before.exists || outcome.kind === 'copied';
  if (isOutdated) return { state: { ...before, exists }, dueInMs: 0 };
  if (outcome.kind === 'copied') {
    return { state: { ...IN_PROGRESS, status: 'InSync', message: SUCCEEDED, exists }, dueInMs: undefined };
  }
  const attempts = before.attempts + 1;
  if (exists && attempts < MAX_ATTEMPTS) {
    return { state: { ...before, attempts }, dueInMs: 1_000 * 2 ** before.attempts };
  }
  const message = failure(outcome.reason);
  return { state: { ...IN_PROGRESS, status: 'Failed', message, attempts, exists }, dueInMs: undefined };
}

const IN_PROGRESS: ReplicaState = {
  status: 'InProgress',
  message: null,
  overwrites: false,
  attempts: 0,
  exists: false,
};

/** Recorded from AWS. */
const SUCCEEDED = 'Replication succeeded';

/** After 1, 2, 4 ... 1,024 seconds: 34 minutes in all. How long AWS tries is not known. */
export const MAX_ATTEMPTS = 12;

/** A StatusMessage has at most 4,096 characters. */
function failure(reason: string): string {
  return `Replication failed: ${reason}`.slice(0, 4_096).toWellFormed();
}
