import { FunctionRefused } from '../../functions/function-runtime.ts';
import type { FunctionCode, RunnableFunction } from '../../functions/function-runtime.ts';
import type { CommittedReader } from '../../storage/database.ts';
import { placeOf } from './elsewhere.ts';
import type { LambdaParts } from './parts.ts';
import type { FunctionRow } from './rows.ts';
import { configurationIn } from './rows.ts';
import { openEnvironment, openParts } from './sealing.ts';
import { findBlob } from './store.ts';

/** A function as the runtime takes it. Code is read, and the role assumed, when the runtime asks for it. */
export function runnable(
  parts: Pick<LambdaParts, 'keyring' | 'assumeRole' | 'builtIns'>,
  reader: CommittedReader,
  row: FunctionRow,
  arn: string,
): RunnableFunction {
  const { keyring } = parts;
  const { Handler, Runtime, Timeout, MemorySize, EphemeralStorage, LoggingConfig } = configurationIn(row);
  const { account_id: accountId, region, name } = row;
  return {
    arn,
    name,
    accountId,
    region,
    revisionId: row.run_revision_id,
    code: codeOf(parts, reader, row, arn),
    elsewhere: placeOf(row),
    handler: Handler,
    runtime: Runtime,
    timeout: Timeout,
    memorySize: MemorySize,
    environment: row.environment === null ? new Map() : openEnvironment(keyring, arn, row.environment),
    ephemeralStorage: EphemeralStorage.Size,
    logGroup: LoggingConfig.LogGroup ?? `/aws/lambda/${name}`,
    credentials: () =>
      parts.assumeRole({ roleArn: row.role_arn, functionName: name, functionArn: arn, accountId, region }),
  };
}

function codeOf(
  { keyring, builtIns }: Pick<LambdaParts, 'keyring' | 'builtIns'>,
  reader: CommittedReader,
  { code_id: id, code_sha256: sha256, built_in: builtIn }: FunctionRow,
  functionArn: string,
): FunctionCode {
  const folder = builtIns.get(builtIn ?? '');
  if (folder !== undefined) return { kind: 'built-in', sha256, folder };
  return {
    kind: 'zip',
    sha256,
    async read() {
      const sealed = await findBlob(reader, id);
      // The function was changed or deleted in this moment.
      if (sealed.length === 0)
        throw new FunctionRefused('ResourceConflictException', 'The code of the function was replaced.');
      return openParts(keyring, { functionArn, id }, sealed).unwrap();
    },
  };
}
