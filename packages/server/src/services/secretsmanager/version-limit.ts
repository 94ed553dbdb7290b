/**
 * How many versions of a secret are kept. AWS removes versions without a label when there are more than 100, but none
 * that is younger than 24 hours: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
import { AwsError } from '@coffer/wire';

export interface VersionAge {
  readonly versionId: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** It carries a staging label: it is never removed. */
  readonly isLabelled: boolean;
}

/** The ids of the versions that are to be removed now, the oldest first: what is above 100, as far as it may go. */
export function versionsToRemove(versions: readonly VersionAge[], now: number): readonly string[] {
  const excess = versions.length - KEPT_VERSIONS;
  if (excess <= 0) {
    return [];
  }
  return versions
    .filter(version => isRemovable(version, now))
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .slice(0, excess)
    .map(version => version.versionId);
}

/**
 * Throws LimitExceededException when the secret can take no further version: what it has cannot be removed yet.
 * `versions` are those that exist, without the new one.
 */
export function assertRoomForVersion(versions: readonly VersionAge[], now: number): void {
  const staying = versions.filter(version => !isRemovable(version, now)).length;
  if (staying >= MAX_VERSIONS) {
    throw new AwsError('LimitExceededException', 'You exceeded the maximum number of versions allowed on a secret.');
  }
}

/** AWS: "when there are more than 100". */
const KEPT_VERSIONS = 100;

/**
 * AWS gives its quota as "about 100" and advises against more than one version in 10 minutes. That pace makes 144 in a
 * day, none of which may be removed; with those that carry the 20 labels they must fit.
 */
const MAX_VERSIONS = 200;

const MIN_AGE_MS = 24 * 60 * 60 * 1000;

function isRemovable(version: VersionAge, now: number): boolean {
  return !version.isLabelled && now - version.createdAt >= MIN_AGE_MS;
}
