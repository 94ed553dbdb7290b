/**
 * Which version of a secret carries which staging labels, and how the labels move: one pure state machine for
 * CreateSecret, PutSecretValue, UpdateSecret, UpdateSecretVersionStage and rotation.
 *
 * The state lists labelled versions only, so that it can be kept with the secret as one small JSON value. A version that
 * loses its last label leaves the list; it is deprecated then, but not deleted.
 *
 * INVARIANT: a label is on one version only; a listed version has a label; there are at most 20 labels; AWSCURRENT,
 * once attached, is on some version for ever.
 */
import { AwsError } from '@coffer/wire';

export interface StagedVersion {
  readonly versionId: string;
  /** At least one label, in the order in which they came; `inJavaOrder` gives that of AWS's answers. */
  readonly stages: readonly string[];
}

/** In the order in which the versions got their first label. */
export type StagedVersions = readonly StagedVersion[];

export const AWSCURRENT = 'AWSCURRENT';
export const AWSPREVIOUS = 'AWSPREVIOUS';
export const AWSPENDING = 'AWSPENDING';

/** AWS: 20 staging labels over all versions of a secret. */
export const MAX_STAGES = 20;

/** The version that carries the label. */
export function versionWithStage(state: StagedVersions, stage: string): string | undefined {
  return state.find(version => version.stages.includes(stage))?.versionId;
}

/** The version's labels; none for a deprecated or unknown version. */
export function stagesOf(state: StagedVersions, versionId: string): readonly string[] {
  return state.find(version => version.versionId === versionId)?.stages ?? [];
}

export interface PutVersion {
  /** The ClientRequestToken. */
  readonly versionId: string;
  /** The labels that the request names; undefined: none. */
  readonly stages: readonly string[] | undefined;
  /**
   * The version already has this very value: the request is a retry. A version that a rotation has reserved and that
   * gets its value now is no replay.
   */
  readonly isReplay: boolean;
}

/**
 * The labels after a value was stored. A new value gets the labels that are named, or else AWSCURRENT; the first version
 * of a secret gets AWSCURRENT in any case. One that takes AWSCURRENT from another version ends a rotation. A replay
 * changes nothing but to attach the labels that it names: a late retry must not make an old value current again. Throws
 * LimitExceededException for more than 20 labels.
 */
export function putVersion(state: StagedVersions, put: PutVersion): StagedVersions {
  if (put.isReplay) {
    return attachStages(state, put.versionId, put.stages ?? []);
  }
  // A version that carries labels before it has a value is a rotation's: it becomes current when the rotation says so.
  const isFirst = versionWithStage(state, AWSCURRENT) === undefined && stagesOf(state, put.versionId).length === 0;
  const named = put.stages ?? [AWSCURRENT];
  const stages = isFirst ? [...named, AWSCURRENT] : named;
  return attachStages(withoutAbandoned(state, put.versionId, stages), put.versionId, stages);
}

/**
 * A value that is written past a rotation ends it: when a new version takes AWSCURRENT, AWSPENDING goes from the others
 * (recorded for the version that loses AWSCURRENT; CloudTrail's RotationAbandoned tells of the rest).
 */
function withoutAbandoned(state: StagedVersions, versionId: string, stages: readonly string[]): StagedVersions {
  const current = versionWithStage(state, AWSCURRENT);
  const takesCurrent = stages.includes(AWSCURRENT) && current !== undefined && current !== versionId;
  return takesCurrent && versionWithStage(state, AWSPENDING) !== versionId ? without(state, AWSPENDING) : state;
}

/**
 * Attaches labels to a version, taking them from where they were. When this takes AWSCURRENT from another version, that
 * one gets AWSPREVIOUS, whatever else was asked. RotateSecret attaches AWSPENDING with this to a version without a
 * value. Throws LimitExceededException for more than 20 labels.
 */
export function attachStages(state: StagedVersions, versionId: string, stages: readonly string[]): StagedVersions {
  const current = versionWithStage(state, AWSCURRENT);
  let next = stages.reduce((moving, stage) => attach(moving, versionId, stage), state);
  if (current !== undefined && versionWithStage(next, AWSCURRENT) !== current) {
    next = attach(next, current, AWSPREVIOUS);
  }
  if (countStages(next) > MAX_STAGES) {
    throw new AwsError(
      'LimitExceededException',
      'You exceeded the maximum number of staging labels allowed on a secret.',
    );
  }
  return next;
}

/** UpdateSecretVersionStage's parameters. */
export interface StageMove {
  readonly stage: string;
  readonly removeFromVersionId?: string | undefined;
  readonly moveToVersionId?: string | undefined;
}

/**
 * UpdateSecretVersionStage: moves, attaches or removes one label. `versionIds` holds the secret's versions, deprecated
 * ones too; those that the move names are enough. Throws ResourceNotFoundException for a version that is not there,
 * InvalidParameterException where the label is not where the request says, LimitExceededException for the 21st label.
 */
export function moveStage(state: StagedVersions, move: StageMove, versionIds: ReadonlySet<string>): StagedVersions {
  const { stage, removeFromVersionId: from, moveToVersionId: to } = move;
  if (from === undefined && to === undefined) {
    throw invalidParameter('You must provide a value for RemoveFromVersionId, MoveToVersionId, or both.');
  }
  for (const versionId of [from, to]) {
    if (versionId !== undefined && !versionIds.has(versionId)) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for VersionId: ${versionId}`,
      );
    }
  }
  const holder = versionWithStage(state, stage);
  if (to === undefined) {
    return removeStage(state, stage, holder, from);
  }
  if (from === undefined && holder !== undefined && holder !== to) {
    throw invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ` +
        `${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (from !== undefined && holder !== from) {
    throw invalidParameter(
      `When you move staging label ${stage}, if you specify RemoveFromVersionId, it must be set to the version that ` +
        `currently has the staging label ${stage}.`,
    );
  }
  return attachStages(state, to, [stage]);
}

function removeStage(
  state: StagedVersions,
  stage: string,
  holder: string | undefined,
  from: string | undefined,
): StagedVersions {
  if (stage === AWSCURRENT) {
    // The apostrophe is AWS's.
    throw invalidParameter(
      'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
    );
  }
  if (holder === undefined || holder !== from) {
    throw invalidParameter(`Staging label ${stage} is not attached to version ${from}.`);
  }
  return without(state, stage);
}

/** Moves one label and nothing else. */
function attach(state: StagedVersions, versionId: string, stage: string): StagedVersions {
  const stages = stagesOf(state, versionId);
  if (stages.includes(stage)) {
    return state;
  }
  const rest = without(state, stage);
  return stages.length === 0
    ? [...rest, { versionId, stages: [stage] }]
    : rest.map(version => (version.versionId === versionId ? { versionId, stages: [...stages, stage] } : version));
}

/** The labels without this one, wherever it is; it must not be AWSCURRENT. */
export function detachStage(state: StagedVersions, stage: string): StagedVersions {
  return without(state, stage);
}

function without(state: StagedVersions, stage: string): StagedVersions {
  return state
    .map(({ versionId, stages }) => ({ versionId, stages: stages.filter(other => other !== stage) }))
    .filter(version => version.stages.length > 0);
}

function countStages(state: StagedVersions): number {
  return state.reduce((count, version) => count + version.stages.length, 0);
}

function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
