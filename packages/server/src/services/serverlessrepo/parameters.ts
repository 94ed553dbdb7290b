/** The parameters of the published applications. Source: AWS CDK, `secret-rotation.js`; the guide's tutorials. */
import type { Application } from './applications.ts';
import { badRequest } from './errors.ts';

export type Parameters = ReadonlyMap<string, string>;

const COMMON = ['endpoint', 'functionName', 'vpcSubnetIds', 'vpcSecurityGroupIds', 'excludeCharacters', 'kmsKeyArn'];
const OF_MULTI_USER = ['masterSecretArn', 'masterSecretKmsKeyArn'];
const REQUIRED = ['endpoint', 'functionName'];
/** Bytes of a parameter's value. Source: CloudFormation User Guide, "CloudFormation quotas". */
const MAX_VALUE = 4_096;

/**
 * What a request says, by name.
 *
 * @throws AwsError BadRequestException for what the application does not know, or needs
 */
export function readParameters(
  { isMultiUser }: Application,
  overrides: readonly { readonly Name: string; readonly Value: string }[],
): Parameters {
  const known = isMultiUser ? [...COMMON, ...OF_MULTI_USER] : COMMON;
  const unknown = overrides.filter(({ Name }) => !known.includes(Name)).map(({ Name }) => Name.slice(0, 256));
  if (unknown.length > 0) {
    throw badRequest(`Parameters: [${unknown.slice(0, 10).join(', ')}] do not exist in the template`);
  }
  if (new Set(overrides.map(({ Name }) => Name)).size < overrides.length) {
    throw badRequest('A parameter is given twice.');
  }
  const parameters = new Map(overrides.map(({ Name, Value }) => [Name, Value]));
  const missing = REQUIRED.filter(name => (parameters.get(name) ?? '') === '');
  if (missing.length > 0) throw badRequest(`Parameters: [${missing.join(', ')}] must have values`);
  for (const [name, value] of parameters) {
    if (Buffer.byteLength(value) > MAX_VALUE) {
      throw badRequest(`Parameter '${name}' must have at most ${MAX_VALUE} bytes`);
    }
  }
  checkValues(parameters);
  return parameters;
}

/** What policies and functions are made of must be what it says it is. */
function checkValues(parameters: Parameters): void {
  const functionName = parameters.get('functionName') ?? '';
  if (!/^[a-zA-Z0-9-_]{1,64}$/.test(functionName)) {
    throw badRequest("Parameter 'functionName' must be a name of 1 to 64 letters, digits, hyphens and underscores");
  }
  if (URL.parse(parameters.get('endpoint') ?? '') === null) throw badRequest("Parameter 'endpoint' must be a URL");
  for (const [name, service] of ARNS) {
    const value = parameters.get(name) ?? '';
    // A policy's Resource: no wildcard gets in.
    if (value !== '' && (!value.startsWith('arn:') || value.split(':')[2] !== service || /[*?\s]/.test(value))) {
      throw badRequest(`Parameter '${name}' must be an ARN of ${service}`);
    }
  }
}

const ARNS = [
  ['kmsKeyArn', 'kms'],
  ['masterSecretArn', 'secretsmanager'],
  ['masterSecretKmsKeyArn', 'kms'],
] as const;

/** Entries of a list between commas. */
export function listIn(parameters: Parameters, name: string): readonly string[] {
  return (parameters.get(name) ?? '')
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '');
}
