import type { AuditResource } from '../../audit/fact.ts';
import type { JsonObject } from '../../audit/fact.ts';
import type { OperationContract } from '@coffer/wire';
import type { Trail } from '../../pipeline/operation.ts';
import type { LoadedSecret } from './load-secret.ts';

/** What a lookup by resource name finds; AWS shows no `resources` in records of this service. */
export function secretResource(arn: string | undefined): readonly AuditResource[] {
  return arn === undefined ? [] : [{ type: 'AWS::SecretsManager::Secret', arn }];
}

/** Records of reads: no `responseElements`. */
export const readTrail = {
  resources: (loaded: LoadedSecret) => secretResource(loaded.secret === undefined ? undefined : loaded.arn),
} satisfies Trail<OperationContract, LoadedSecret>;

/** Records of writes: `responseElements` holds the secret's ARN, also when KMS has refused (recorded). */
export const writeTrail = {
  response: (_output: unknown, loaded: LoadedSecret): JsonObject | null =>
    loaded.secret === undefined || loaded.arn === undefined ? null : { arn: loaded.arn },
  resources: readTrail.resources,
};
