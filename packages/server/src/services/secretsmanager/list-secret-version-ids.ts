import { secretsmanager } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { invalidNextToken } from './errors.ts';
import { listVersionsOf } from './find-version-of.ts';
import { accessTo, arnOf, existing, loadSecret } from './load-secret.ts';
import { isReplica, stagesIn } from './rows.ts';
import { inJavaOrder } from '../../java-order.ts';
import type { VersionSummary } from './store.ts';
import { readTrail } from './trail.ts';
import { stagesOf } from './version-stages.ts';
import { keysOf } from './wrappings.ts';

/** Also the default page size. */
const MAX_PAGE = 100;

/**
 * ListSecretVersionIds: labelled versions, the newest first; with deprecated ones, the oldest first (recorded). Also the
 * one that a rotation has reserved: API_CancelRotateSecret sends people here for the label of a "partially created version".
 */
export const listSecretVersionIds = defineRead(secretsmanager.operations.ListSecretVersionIds, {
  load: loadSecret,
  access: accessTo('ListSecretVersionIds'),
  async handle(scope, input, loaded) {
    const secret = existing(loaded, input);
    const staged = stagesIn(secret);
    const includesDeprecated = input.IncludeDeprecated === true;
    const isLabelled = (version: VersionSummary) => stagesOf(staged, version.version_id).length > 0;
    // INVARIANT: the place of a version that has a value never changes in this order, so that a token's position stays
    // right. One that a rotation has reserved is made by its value: then it moves, as if it had not been there before.
    // Of a replica none is listed (recorded).
    const stored = isReplica(secret) ? [] : await listVersionsOf(scope.reader, secret);
    const versions = includesDeprecated
      ? stored.filter(version => hasValue(version) || isLabelled(version))
      : stored.filter(isLabelled).toReversed();
    const purpose = `${secret.id} ${includesDeprecated}`;
    const rest =
      input.NextToken === undefined
        ? versions
        : after(versions, scope.tokens.open(purpose, input.NextToken), includesDeprecated);
    const page = rest.slice(0, input.MaxResults ?? MAX_PAGE);
    const last = page.at(-1);
    return {
      ARN: arnOf(scope, secret),
      Name: secret.name,
      NextToken:
        last !== undefined && rest.length > page.length ? scope.tokens.seal(purpose, positionOf(last)) : undefined,
      Versions: page.map(version => {
        const stages = stagesOf(staged, version.version_id);
        return {
          CreatedDate: version.created_at,
          KmsKeyIds: hasValue(version) ? keysOf(version).map(arn => arn ?? 'DefaultEncryptionKey') : undefined,
          LastAccessedDate: version.accessed_at ?? undefined,
          VersionId: version.version_id,
          VersionStages: stages.length === 0 ? undefined : inJavaOrder(stages),
        };
      }),
    };
  },
  trail: readTrail,
});

/** False: a rotation has reserved it, and nothing is encrypted under any key yet. */
function hasValue(version: VersionSummary): boolean {
  return version.kind !== null;
}

function positionOf(version: VersionSummary): string {
  return `${version.created_at} ${version.version_id}`;
}

/** What comes after a position, also when the version that stood there is gone. */
function after(
  versions: readonly VersionSummary[],
  position: string | undefined,
  ascending: boolean,
): readonly VersionSummary[] {
  if (position === undefined) throw invalidNextToken();
  const blank = position.indexOf(' ');
  const createdAt = Number(position.slice(0, blank));
  const versionId = position.slice(blank + 1);
  return versions.filter(version => {
    const order =
      version.created_at - createdAt || (version.version_id < versionId ? -1 : Number(version.version_id > versionId));
    return ascending ? order > 0 : order < 0;
  });
}
