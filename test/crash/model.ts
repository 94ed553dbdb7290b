/** What a secret must look like after each operation: the yardstick for what is found after a crash. */
import type { StagedVersions } from '../../packages/server/src/services/secretsmanager/version-stages.ts';
import {
  AWSCURRENT,
  AWSPREVIOUS,
  moveStage,
  putVersion,
  versionWithStage,
} from '../../packages/server/src/services/secretsmanager/version-stages.ts';
import type { Random } from './random.ts';

/** A secret; undefined stands for none. */
export interface SecretState {
  /** Values by version id. */
  readonly versions: ReadonlyMap<string, string>;
  readonly stages: StagedVersions;
  readonly description: string;
  readonly isDeleted: boolean;
}

/** One request to one secret. */
export type Step =
  | {
      readonly kind: 'create' | 'put';
      readonly token: string;
      readonly value: string;
      readonly stages?: readonly string[];
    }
  | { readonly kind: 'update'; readonly token: string; readonly value?: string; readonly description: string }
  | { readonly kind: 'move'; readonly stage: string; readonly from?: string; readonly to?: string }
  | { readonly kind: 'delete'; readonly isForced: boolean }
  | { readonly kind: 'restore' | 'get' };

/** What the secret is after a step that succeeded; `refused` when it cannot succeed. */
export function after(state: SecretState | undefined, step: Step): SecretState | undefined | 'refused' {
  if (step.kind === 'create') {
    return state === undefined ? withVersion(NOTHING, step.token, step.value, undefined) : 'refused';
  }
  if (state === undefined) return 'refused';
  if (step.kind === 'restore') return { ...state, isDeleted: false };
  if (step.kind === 'delete' && step.isForced) return undefined;
  if (state.isDeleted) return 'refused';
  switch (step.kind) {
    case 'put':
      return withVersion(state, step.token, step.value, step.stages);
    case 'update': {
      const described = { ...state, description: step.description };
      return step.value === undefined ? described : withVersion(described, step.token, step.value, undefined);
    }
    case 'move': {
      const { stage, from: removeFromVersionId, to: moveToVersionId } = step;
      const move = { stage, removeFromVersionId, moveToVersionId };
      return { ...state, stages: moveStage(state.stages, move, new Set(state.versions.keys())) };
    }
    case 'delete':
      return { ...state, isDeleted: true };
    case 'get':
      return state;
  }
}

/** The next step of a load: most of them can succeed in this state. */
export function nextStep(random: Random, state: SecretState | undefined): Step {
  const token = random.uuid();
  const value = `${token} ${'x'.repeat(random.between(0, 1) * random.between(0, 9_000))}`;
  if (state === undefined) return { kind: 'create', token, value };
  if (state.versions.size >= MAX_VERSIONS) return { kind: 'delete', isForced: true };
  if (state.isDeleted) return random.next() < 0.7 ? { kind: 'restore' } : { kind: 'put', token, value };
  const dice = random.next();
  if (dice < 0.3) return { kind: 'put', token, value };
  if (dice < 0.38) return { kind: 'put', token, value, stages: ['AWSPENDING'] };
  if (dice < 0.48) return { kind: 'update', token, value, description: `d ${token}` };
  if (dice < 0.55) return { kind: 'update', token, description: `d ${token}` };
  if (dice < 0.72) return nextMove(random, state);
  if (dice < 0.8) return { kind: 'delete', isForced: false };
  if (dice < 0.84) return { kind: 'delete', isForced: true };
  return { kind: 'get' };
}

/** Operation and input of a step for the secret of this name. */
export function requestOf(name: string, step: Step): readonly [operation: string, input: object] {
  switch (step.kind) {
    case 'create':
      return ['CreateSecret', { Name: name, ClientRequestToken: step.token, SecretString: step.value }];
    case 'put': {
      const { token: ClientRequestToken, value: SecretString, stages: VersionStages } = step;
      return ['PutSecretValue', { SecretId: name, ClientRequestToken, SecretString, VersionStages }];
    }
    case 'update': {
      const { token: ClientRequestToken, value: SecretString, description: Description } = step;
      return ['UpdateSecret', { SecretId: name, ClientRequestToken, SecretString, Description }];
    }
    case 'move': {
      const { stage: VersionStage, from: RemoveFromVersionId, to: MoveToVersionId } = step;
      return ['UpdateSecretVersionStage', { SecretId: name, VersionStage, RemoveFromVersionId, MoveToVersionId }];
    }
    case 'delete':
      return ['DeleteSecret', { SecretId: name, ...(step.isForced ? FORCED : { RecoveryWindowInDays: 7 }) }];
    case 'restore':
      return ['RestoreSecret', { SecretId: name }];
    case 'get':
      return ['GetSecretValue', { SecretId: name }];
  }
}

/** Well below what a secret can take within a day. */
const MAX_VERSIONS = 60;
const FORCED = { ForceDeleteWithoutRecovery: true };
const NOTHING: SecretState = { versions: new Map(), stages: [], description: '', isDeleted: false };

function withVersion(
  state: SecretState,
  versionId: string,
  value: string,
  stages: readonly string[] | undefined,
): SecretState {
  return {
    ...state,
    versions: new Map([...state.versions, [versionId, value]]),
    stages: putVersion(state.stages, { versionId, stages, isReplay: false }),
  };
}

/** Moves AWSCURRENT back, or a label of our own anywhere, or takes AWSPREVIOUS off. */
function nextMove(random: Random, { versions, stages }: SecretState): Step {
  const to = random.pick([...versions.keys()]);
  const stage = random.pick([AWSCURRENT, 'blue', 'green']);
  const previous = versionWithStage(stages, AWSPREVIOUS);
  if (previous !== undefined && random.next() < 0.2) return { kind: 'move', stage: AWSPREVIOUS, from: previous };
  const from = versionWithStage(stages, stage);
  return { kind: 'move', stage, to, ...(from === undefined ? {} : { from }) };
}
