/** What makes a replica equal to its primary: decided before anything is decrypted, and without touching anything. */
import type { StagedVersions } from './version-stages.ts';

/** The primary, as far as the plan needs it. */
export interface Source {
  readonly labels: StagedVersions;
  readonly versions: readonly SourceVersion[];
}

export interface SourceVersion {
  readonly versionId: string;
  /** When its value was stored. A version that is deleted and stored again is another one. */
  readonly createdAt: number;
  /** A rotation may have reserved it without a value. */
  readonly hasValue: boolean;
}

/** The secret that has the name in the replica's region. */
export interface Target {
  /** `own`: this primary's replica. `bound`: it takes part in another replication, or a service owns it. `free`: any other. */
  readonly relation: 'own' | 'bound' | 'free';
  readonly kmsKeyId: string | null;
  readonly versions: readonly { readonly versionId: string; readonly sourceCreatedAt: number | null }[];
}

export type Plan =
  | { readonly kind: 'refuse' }
  | {
      readonly kind: 'create' | 'overwrite' | 'update';
      /** Versions to decrypt, encrypt for the replica's region and store. */
      readonly copy: readonly string[];
      /** Versions of the replica that the primary no longer has. */
      readonly remove: readonly string[];
    };

/**
 * Labelled versions are replicated. A version that has lost its labels stays in a replica as long as the primary has it.
 * Another key than the replica's makes every labelled version anew. A secret that only has the same name is overwritten
 * if the request says so, one that takes part in a replication or that a service owns never is.
 */
export function planReplication(
  source: Source,
  target: Target | undefined,
  wanted: { readonly kmsKeyId: string; readonly overwrites: boolean },
): Plan {
  const values = source.versions.filter(version => version.hasValue);
  const labelled = new Set(source.labels.map(version => version.versionId));
  const toCopy = values.filter(version => labelled.has(version.versionId));
  if (target?.relation !== 'own') {
    if (target !== undefined && (target.relation === 'bound' || !wanted.overwrites)) return { kind: 'refuse' };
    const kind = target === undefined ? 'create' : 'overwrite';
    return { kind, copy: toCopy.map(version => version.versionId), remove: [] };
  }
  const createdAt = new Map(values.map(version => [version.versionId, version.createdAt]));
  const copied = new Map(target.versions.map(version => [version.versionId, version.sourceCreatedAt]));
  const isOtherKey = target.kmsKeyId !== wanted.kmsKeyId;
  const copy = toCopy
    .filter(version => isOtherKey || copied.get(version.versionId) !== version.createdAt)
    .map(version => version.versionId);
  return {
    kind: 'update',
    copy,
    remove: target.versions
      .filter(version => !copy.includes(version.versionId))
      .filter(version => createdAt.get(version.versionId) !== version.sourceCreatedAt)
      .map(version => version.versionId),
  };
}
