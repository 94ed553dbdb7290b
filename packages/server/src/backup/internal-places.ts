/** Where the ciphertexts lie: every column of the schema that holds bytes is named here. */
import { accessKeyContext } from '../identities/access-key-context.ts';
import { passwordContext } from '../identities/password-hash.ts';
import { samlKeyContext } from '../identities/saml-keys.ts';
import { seedContext } from '../identities/totp.ts';
import { partitionOf } from '../pipeline/region.ts';
import { formatFunctionArn } from '../services/lambda/function-name.ts';
import { blobContext, environmentContext } from '../services/lambda/sealing.ts';
import { batchContext } from '../services/logs/event-batch.ts';
import type { NamedRow } from './row-source.ts';

/** A column under the internal key. */
export interface InternalPlace {
  readonly table: string;
  readonly column: string;
  /** Which row, for operators. */
  readonly name: (row: NamedRow) => string;
  /** What the blob is bound to. */
  readonly context: (row: NamedRow) => string;
}

/** The columns under the internal key, but for those of the parts that start a server. */
export const INTERNAL_PLACES: readonly InternalPlace[] = [
  place('access_key', 'secret', 'access_key_id', accessKeyContext),
  place('iam_login_profile', 'password', 'user_id', passwordContext),
  place('iam_password_history', 'password', 'user_id', passwordContext),
  place('iam_mfa_device', 'seed', 'serial_number', seedContext),
  place('iam_saml_provider', 'private_keys', 'uuid', samlKeyContext),
  {
    table: 'lambda_function',
    column: 'environment',
    name: row => String(row['name']),
    context: row => environmentContext(functionArnOf(row)),
  },
  {
    table: 'lambda_blob',
    column: 'data',
    name: row => `${String(row['id'])} ${String(row['part'])}`,
    context: row =>
      blobContext({
        functionArn: String(row['function_arn']),
        id: String(row['id']),
        part: Number(row['part']),
        count: Number(row['parts']),
      }),
  },
  {
    table: 'log_batch',
    column: 'data',
    name: row => `${String(row['stream_id'])} ${String(row['number'])}`,
    context: row => batchContext({ streamId: String(row['stream_id']), number: Number(row['number']) }),
  },
];

function functionArnOf(row: NamedRow): string {
  const region = String(row['region']);
  const home = { partition: partitionOf(region), region, accountId: String(row['account_id']) };
  return formatFunctionArn({ ...home, name: String(row['name']) });
}

/** A column whose blobs are bound to one text, or to one other column. */
export function place(table: string, column: string, idColumn: string, context: (id: string) => string): InternalPlace {
  return { table, column, name: row => String(row[idColumn]), context: row => context(String(row[idColumn])) };
}

/** Columns with bytes that are opened otherwise: they lie under KMS keys, data keys or the root key. */
export const OTHER_CIPHERTEXTS: readonly string[] = [
  'keyring.internal_key',
  'kms_backing_key.material',
  'secret_version.value',
  'secret_version.data_key',
  'ssm_parameter_version.value',
  'ssm_parameter_version.data_key',
];
