/** The sentences of this service. Recorded from AWS unless noted. */
import { AwsError, validation } from '@coffer/wire';

/** AWS says nothing more. */
export function parameterNotFound(): AwsError {
  return ssmError('ParameterNotFound', '');
}

export function versionNotFound(name: string, version: string | number): AwsError {
  return ssmError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );
}

export function labelNotFound(name: string, label: string): AwsError {
  return ssmError(
    'ParameterVersionNotFound',
    `Systems Manager could not find a version of ${name} that has the specified label, ${label}. ` +
      'Verify the parameter label and try again.',
  );
}

export function alreadyExists(): AwsError {
  return ssmError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
}

export function selectorSyntax(): AwsError {
  return validation(
    'Invalid parameter name. Please use correct syntax for referencing a version/label  <name>:<version/label>',
  );
}

export function secretArnGiven(): AwsError {
  return validation(
    'Secrets manager ARN reference should not be passed in the GetParameter(s) request, please refer to ' +
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html',
  );
}

export function decryptionRequired(): AwsError {
  return validation('WithDecryption flag must be True for retrieving a Secret Manager secret.');
}

/** Whatever Secrets Manager refused, access included: AWS says no more of it. */
export function dependencyFailed(cause: AwsError): AwsError {
  return new AwsError('ValidationException', 'An error occurred while calling one AWS dependency service.', {
    messageKey: 'message',
    cause,
  });
}

/** `null` where the selector is missing is AWS's. */
export function secretNotFound(name: string, selector: string | undefined): AwsError {
  const shown = name.startsWith('/') ? name.slice(1) : name;
  return ssmError(
    'ParameterNotFound',
    'An error occurred (ParameterNotFound) when referencing Secrets Manager: ' +
      `Secret ${shown}${selector === undefined ? 'null' : `:${selector}`} not found.`,
  );
}

/** How much of a token that is none is repeated to its sender, in UTF-16 units; AWS repeats all of it. */
const MAX_ECHOED_TOKEN = 256;

export function invalidNextToken(token: string): AwsError {
  const echo = token.slice(0, MAX_ECHOED_TOKEN).toWellFormed();
  return new AwsError('InvalidNextToken', `The following token is invalid: ${echo}.`);
}

export function invalidResourceId(): AwsError {
  return ssmError('InvalidResourceId', '');
}

/** An error whose message stands under `message`: most of this service's. */
export function ssmError(code: string, message: string): AwsError {
  return new AwsError(code, message, { messageKey: 'message' });
}
