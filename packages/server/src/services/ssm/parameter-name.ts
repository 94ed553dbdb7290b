/**
 * The rules of names.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html
 */
import type { AwsError } from '@coffer/wire';
import { accessDenied, validation } from '@coffer/wire';
import { ssmError } from './errors.ts';
import type { ParameterHome } from './parameter-arn.ts';
import { parameterArn } from './parameter-arn.ts';

/** AWS: levels of a hierarchy, the parameter's own name included. */
const MAX_LEVELS = 15;
/** AWS: characters of a name with the part of its ARN before it. */
const MAX_ARN_LENGTH = 1011;

/** Whether a name, with or without its leading slash, has only levels of letters, digits and `.-_`. */
export function isParameterName(name: string): boolean {
  return /^\/?[a-zA-Z0-9_.-]+(?:\/[a-zA-Z0-9_.-]+)*$/.test(name);
}

/** Recorded, for reading and for writing. */
export function invalidParameterName(): AwsError {
  return validation(
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of ' +
      'sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following ' +
      '3 symbols .-_',
  );
}

/**
 * Refuses a name that no new parameter may have. The order of the checks is not known.
 *
 * @throws AwsError ValidationException, AccessDeniedException for AWS's own names, HierarchyLevelLimitExceededException
 */
export function assertNewName(home: ParameterHome, name: string): void {
  const bare = name.startsWith('/') ? name.slice(1) : name;
  const levels = bare.split('/');
  if (!name.startsWith('/') && levels.length > 1) {
    throw validation('Parameter name must be a fully qualified name.');
  }
  const first = (levels[0] ?? '').toLowerCase();
  if (first.startsWith('aws') && levels.length > 1) {
    throw accessDenied(`No access to reserved parameter name: ${bare}.`);
  }
  if ((first.startsWith('aws') || first.startsWith('ssm')) && levels.length === 1) {
    throw validation('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  }
  if (first.startsWith('ssm') || !isParameterName(name)) throw invalidParameterName();
  if (levels.length > MAX_LEVELS) {
    throw ssmError(
      'HierarchyLevelLimitExceededException',
      `A hierarchy can have a maximum of ${MAX_LEVELS} levels. For more information, see Requirements and constraints ` +
        'for parameter names in the AWS Systems Manager User Guide.',
    );
  }
  if (parameterArn(home, name).length > MAX_ARN_LENGTH) {
    throw validation(`Parameter name: its ARN can have a maximum of ${MAX_ARN_LENGTH} characters.`);
  }
}
