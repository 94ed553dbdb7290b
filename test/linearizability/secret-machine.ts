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
  | { readonly kind: 'delete' | 'restore' | 'describe' };

interface State {
  /** Values by version. */
  readonly versions: ReadonlyMap<string, string>;
  readonly stages: StagedVersions;
  readonly isDeleted: boolean;
}

const DELETED = "You can't perform this operation on the secret because it was marked for deletion.";
const DELETED_TWICE = "You tried to perform the operation on a secret that's currently marked deleted.";

/** The machine of a secret that was made with one version. */
export function secretMachine(arn: string, token: string, value: string): Machine<State, Request> {
  return {
    initial: {
      versions: new Map([[token, value]]),
      stages: [{ versionId: token, stages: ['AWSCURRENT'] }],
      isDeleted: false,
    },
    apply: (state, request) => {
      try {
        return answered(state, request, arn);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return [state, `${error.code} ${error.message}`];
      }
    },
    keyOf: ({ versions, stages, isDeleted }) =>
      [
        isDeleted,
        [...versions]
          .map(pair => pair.join('='))
          .toSorted()
          .join(),
        labels(stages),
      ].join(' '),
  };
}

function answered(state: State, request: Request, arn: string): readonly [State, string] {
  const { kind } = request;
  if (kind === 'restore') return [{ ...state, isDeleted: false }, 'ok'];
  if (kind === 'describe') return [state, `ok ${state.isDeleted ? 'deleted ' : ''}${labels(state.stages)}`];
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
      return [state, `ok ${versionId} ${state.versions.get(versionId)} ${sorted(stagesOf(state.stages, versionId))}`];
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
      if (known !== undefined && known !== value) {
        const message = `You can't use ClientRequestToken ${versionId} because that value is already in use for a version of secret ${arn}.`;
        throw new AwsError('ResourceExistsException', message);
      }
      const asked = kind === 'put' ? request.stages : undefined;
      const stages = putVersion(state.stages, { versionId, stages: asked, isReplay: known !== undefined });
      const next = { ...state, stages, versions: new Map([...state.versions, [versionId, value]]) };
      return [next, kind === 'put' ? `ok ${versionId} ${sorted(stagesOf(stages, versionId))}` : `ok ${versionId}`];
    }
  }
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
