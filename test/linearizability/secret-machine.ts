/** One secret as a state machine: its rules of labels are the product's pure ones, those of deletion are said again. */
import { AwsError } from '@coffer/wire';
import {
  moveStage,
  putVersion,
  type StagedVersions,
  stagesOf,
  versionWithStage,
} from '../../packages/server/src/services/secretsmanager/version-stages.ts';
import type { Machine } from './check.ts';

/** A request to the secret. */
export type Request =
  | { readonly kind: 'put'; readonly token: string; readonly value: string; readonly stages?: readonly string[] }
  | { readonly kind: 'update'; readonly token: string; readonly value: string }
  | { readonly kind: 'move'; readonly stage: string; readonly from?: string; readonly to?: string }
  | { readonly kind: 'get'; readonly stage: string }
  /** The ARN is what the server has chosen; without one it has refused. */
  | { readonly kind: 'create'; readonly token: string; readonly value: string; readonly arn?: string }
  | { readonly kind: 'delete' | 'force' | 'restore' | 'describe' };

/** A secret; none where it was deleted by force and not made again. */
type State = Secret | undefined;

interface Secret {
  readonly arn: string;
  /** Values by version. */
  readonly versions: ReadonlyMap<string, string>;
  readonly stages: StagedVersions;
  readonly isDeleted: boolean;
}

const DELETED = "You can't perform this operation on the secret because it was marked for deletion.";
const CREATED_WHILE_DELETED =
  "You can't create this secret because a secret with this name is already scheduled for deletion.";
const NOT_FOUND = "Secrets Manager can't find the specified secret.";
const DELETED_TWICE = "You tried to perform the operation on a secret that's currently marked deleted.";

/** The machine of a secret of this name that was made with one version. */
export function secretMachine(name: string, arn: string, token: string, value: string): Machine<State, Request> {
  return {
    initial: newSecret(arn, token, value),
    apply: (state, request) => {
      try {
        return request.kind === 'create' ? created(state, request, name) : answered(state, request);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return [state, `${error.code} ${error.message}`];
      }
    },
    keyOf: state => (state === undefined ? '' : keyOf(state)),
  };
}

function newSecret(arn: string, token: string, value: string): Secret {
  return {
    arn,
    versions: new Map([[token, value]]),
    stages: [{ versionId: token, stages: ['AWSCURRENT'] }],
    isDeleted: false,
  };
}

function keyOf({ arn, versions, stages, isDeleted }: Secret): string {
  const values = [...versions].map(pair => pair.join('=')).toSorted();
  return [arn, isDeleted, values.join(), labels(stages)].join(' ');
}

/** The name is free, or the request is one that made the secret or a version of it. */
function created(
  state: State,
  { token, value, arn }: Extract<Request, { readonly kind: 'create' }>,
  name: string,
): readonly [State, string] {
  // What made no secret has no ARN to be compared with: it is no answer to this.
  if (state === undefined) return [newSecret(arn ?? 'none', token, value), `ok ${arn} ${token}`];
  if (state.isDeleted) throw new AwsError('InvalidRequestException', CREATED_WHILE_DELETED);
  const known = state.versions.get(token);
  if (known === undefined) {
    throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
  }
  if (known !== value) throw tokenInUse(token, state.arn);
  return [state, `ok ${state.arn} ${token}`];
}

function answered(state: State, request: Exclude<Request, { readonly kind: 'create' }>): readonly [State, string] {
  const { kind } = request;
  if (kind === 'force') return [undefined, 'ok'];
  if (state === undefined) throw new AwsError('ResourceNotFoundException', NOT_FOUND);
  const { arn } = state;
  if (kind === 'restore') return [{ ...state, isDeleted: false }, 'ok'];
  if (kind === 'describe') return [state, `ok ${arn} ${state.isDeleted ? 'deleted ' : ''}${labels(state.stages)}`];
  if (state.isDeleted) throw new AwsError('InvalidRequestException', kind === 'delete' ? DELETED_TWICE : DELETED);
  switch (kind) {
    case 'delete':
      return [{ ...state, isDeleted: true }, 'ok'];
    case 'get': {
      const versionId = versionWithStage(state.stages, request.stage);
      if (versionId === undefined) {
        const message = `Secrets Manager can't find the specified secret value for staging label: ${request.stage}`;
        throw new AwsError('ResourceNotFoundException', message);
      }
      return [
        state,
        `ok ${arn} ${versionId} ${state.versions.get(versionId)} ${sorted(stagesOf(state.stages, versionId))}`,
      ];
    }
    case 'move': {
      const { stage, from: removeFromVersionId, to: moveToVersionId } = request;
      const move = { stage, removeFromVersionId, moveToVersionId };
      return [{ ...state, stages: moveStage(state.stages, move, new Set(state.versions.keys())) }, 'ok'];
    }
    case 'put':
    case 'update': {
      const { token: versionId, value } = request;
      const known = state.versions.get(versionId);
      if (known !== undefined && known !== value) throw tokenInUse(versionId, arn);
      const asked = kind === 'put' ? request.stages : undefined;
      const stages = putVersion(state.stages, { versionId, stages: asked, isReplay: known !== undefined });
      const next = { ...state, stages, versions: new Map([...state.versions, [versionId, value]]) };
      return [next, `ok ${arn} ${versionId}${kind === 'put' ? ` ${sorted(stagesOf(stages, versionId))}` : ''}`];
    }
  }
}

function tokenInUse(token: string, arn: string): AwsError {
  const message = `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`;
  return new AwsError('ResourceExistsException', message);
}

/** Which version has which labels, whatever their order. */
export function labels(stages: StagedVersions): string {
  return stages
    .map(version => `${version.versionId}:${sorted(version.stages)}`)
    .toSorted()
    .join(' ');
}

/** Labels in one order. */
export function sorted(stages: readonly string[]): string {
  return stages.toSorted().join();
}
