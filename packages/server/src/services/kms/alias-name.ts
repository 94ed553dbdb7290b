import { AwsError } from '@coffer/wire';
import { isAliasName } from './keys.ts';

const PREFIX = 'alias/';
/** AWS's own keys have such names. */
const RESERVED = 'alias/aws/';

/**
 * Checks the name of an alias that is to be made, changed or deleted; the model has checked its characters.
 *
 * @throws AwsError ValidationException (recorded) for a name without its prefix, InvalidAliasNameException
 */
export function assertAliasName(name: string): void {
  if (!name.startsWith(PREFIX)) {
    throw new AwsError(
      'ValidationException',
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  }
  if (!isAliasName(name)) {
    throw new AwsError('InvalidAliasNameException', `${name} contains invalid characters for an alias`);
  }
  if (name.startsWith(RESERVED)) {
    throw new AwsError('InvalidAliasNameException', 'Alias names that begin with alias/aws/ are reserved.');
  }
}
