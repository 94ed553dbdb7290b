/** A function's configuration as clients see it. */
import type { lambda } from '@coffer/wire/services';
import type { OutputOf } from '@coffer/wire';
import type { Keyring } from '../../keys/keyring.ts';
import { LATEST, type MeantFunction } from './load-function.ts';
import { configurationIn } from './rows.ts';
import { openEnvironment } from './sealing.ts';

export type FunctionConfiguration = OutputOf<typeof lambda.operations.GetFunctionConfiguration>;

/** What every answer about a function has. Functions are ready as soon as they are stored. */
export function showFunction(
  keyring: Keyring,
  { row, arn, qualifiedArn = arn }: Pick<MeantFunction, 'row' | 'arn'> & { readonly qualifiedArn?: string },
): FunctionConfiguration {
  const { Description, VpcConfig, TracingConfig, SnapStart, ...stored } = configurationIn(row);
  const environment = row.environment === null ? undefined : openEnvironment(keyring, arn, row.environment);
  return {
    ...stored,
    FunctionName: row.name,
    FunctionArn: qualifiedArn,
    Role: row.role_arn,
    CodeSize: row.code_size,
    CodeSha256: row.code_sha256,
    Description,
    LastModified: lastModified(row.modified_at),
    Version: LATEST,
    ...(VpcConfig === undefined ? {} : { VpcConfig }),
    ...(environment === undefined ? {} : { Environment: { Variables: Object.fromEntries(environment) } }),
    TracingConfig: { Mode: TracingConfig?.Mode ?? 'PassThrough' },
    RevisionId: row.revision_id,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    SnapStart: { ApplyOn: SnapStart?.ApplyOn ?? 'None', OptimizationStatus: 'Off' },
  };
}

/** `2024-08-01T13:52:02.000+0000` */
function lastModified(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}
