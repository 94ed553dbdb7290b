/** What PutParameter refuses, and what it takes from the version before. The order of AWS's checks is not known. */
import type { Redacted } from '@coffer/wire';
import { validation } from '@coffer/wire';
import { ssmError } from './errors.ts';
import type { VersionRow } from './rows.ts';

/** AWS: bytes of a value. Its sentences speak of characters. */
const MAX_BYTES = { Standard: 4096, Advanced: 8192 } as const;
const TIERS_PAGE =
  'For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html';

/** @throws AwsError ValidationException for an empty value, as if the model had a bound, and for one with `{{}}` */
export function assertValue(value: Redacted<string>): void {
  const text = value.unwrap();
  if (text === '') {
    throw validation(
      "1 validation error detected: Value at 'value' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
    );
  }
  const open = text.indexOf('{{');
  // AWS shows the value here; Coffer shows no value in any error.
  if (open >= 0 && text.includes('}}', open + 2)) {
    throw validation(
      'Parameter value failed to satisfy constraint: ' +
        'Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.',
    );
  }
}

/** @throws AwsError ValidationException when a request changes a parameter and brings tags */
export function assertTagsAlone({ Tags, Overwrite }: { readonly Tags?: unknown; readonly Overwrite?: unknown }): void {
  if (Tags === undefined || Overwrite !== true) return;
  throw validation(
    "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove " +
      'overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.',
  );
}

/** @throws AwsError ValidationException for a new parameter without a type */
export function typeOf(given: VersionRow['type'] | undefined, before: VersionRow | undefined): VersionRow['type'] {
  const type = given ?? before?.type;
  if (type === undefined) throw validation('A parameter type is required when you create a parameter.');
  return type;
}

/** @throws AwsError ValidationException for a key where nothing is encrypted */
export function keyIdOf(
  type: VersionRow['type'],
  given: string | undefined,
  before: VersionRow | undefined,
  defaultKey: string,
): string | null {
  if (type === 'SecureString') return given ?? before?.key_id ?? defaultKey;
  if (given !== undefined) throw validation('KeyId is required for SecureString type parameter only.');
  return null;
}

/** @throws AwsError ValidationException for what is not `text` */
export function dataTypeOf(given: string | undefined, before: VersionRow | undefined): string {
  const dataType = given ?? before?.data_type ?? 'text';
  if (dataType === 'text') return dataType;
  throw validation(`The following data type is not supported: ${dataType}. (Data type names are all lowercase.)`);
}

/**
 * The tier that a value gets: the one that is asked for, else the one before; Intelligent-Tiering chooses by size.
 *
 * @throws AwsError ValidationException for a value that is too large, and for the way back from Advanced to Standard
 */
export function tierOf(
  { Tier, Value }: { readonly Tier?: string | undefined; readonly Value: Redacted<string> },
  before: VersionRow | undefined,
): VersionRow['tier'] {
  const bytes = Buffer.byteLength(Value.unwrap(), 'utf8');
  const least = bytes > MAX_BYTES.Standard ? 'Advanced' : 'Standard';
  const wasAdvanced = before?.tier === 'Advanced';
  if (Tier === 'Standard' && wasAdvanced) {
    throw validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter " +
        'tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as ' +
        `a standard parameter. ${TIERS_PAGE}`,
    );
  }
  const isAdvanced = wasAdvanced || Tier === 'Advanced' || (Tier === 'Intelligent-Tiering' && least === 'Advanced');
  const tier = isAdvanced ? 'Advanced' : 'Standard';
  if (bytes > MAX_BYTES[tier]) {
    throw validation(
      tier === 'Standard'
        ? `Standard tier parameters support a maximum parameter value of ${MAX_BYTES.Standard} characters. To create a ` +
            `larger parameter value, upgrade the parameter to use the advanced-parameter tier. ${TIERS_PAGE}`
        : `Advanced tier parameters support a maximum parameter value of ${MAX_BYTES.Advanced} characters.`,
    );
  }
  return tier;
}

/**
 * There are no parameter policies: nothing expires. A request that brings one is refused, not taken and forgotten.
 *
 * @throws AwsError ValidationException, InvalidPolicyTypeException for every type
 */
export function assertPolicies(policies: string | undefined, tier: VersionRow['tier']): void {
  if (policies === undefined) return;
  const list = readJson(policies);
  if (!Array.isArray(list)) throw validation(`Invalid policies input: ${policies}.`);
  if (list.length === 0) return;
  if (tier === 'Standard') {
    throw validation(
      "You can't assign parameter policies to a standard-parameter tier. You must upgrade the parameter to use the " +
        `advanced-parameter tier. ${TIERS_PAGE}`,
    );
  }
  for (const policy of list as readonly unknown[]) {
    const type: unknown = typeof policy === 'object' && policy !== null && 'Type' in policy ? policy.Type : null;
    throw ssmError('InvalidPolicyTypeException', `Policy type ${String(type)} is not supported.`);
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
