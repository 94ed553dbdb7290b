/** Names of what rotation of a secret needs. */

/** Longest name of a function, in characters. */
const MAX_FUNCTION = 64;
/** Longest name of an inline policy. */
const MAX_POLICY = 128;
/** What a secret's name has behind it in its ARN: a hyphen and six characters. */
const SUFFIX = 7;
/** What stacks of the repository are called before their own name. Source: the guide. */
const STACK_PREFIX = 'aws-serverless-repository-';
/** The managed policy SecretsManagerReadWrite lets people make functions whose names begin so. */
const FUNCTION_PREFIX = 'SecretsManager-';
const POLICY_PREFIX = 'RotationOf-';

/** The function of a secret for which nobody has named one: its name and what makes it unique. */
export function functionNameFor(secretArn: string): string {
  return FUNCTION_PREFIX + shortened(secretArn, MAX_FUNCTION - FUNCTION_PREFIX.length);
}

/** The inline policy of a function's role that lets it rotate one secret. */
export function policyNameFor(secretArn: string): string {
  return POLICY_PREFIX + shortened(secretArn, MAX_POLICY - POLICY_PREFIX.length);
}

/** The stack of a function: as the repository is asked for it, and as CloudFormation knows it. */
export function stackNamesFor(functionName: string): { readonly asked: string; readonly full: string } {
  // Stacks have no underscores in their names, and begin with a letter.
  const asked = functionName.replaceAll('_', '-');
  return { asked, full: STACK_PREFIX + asked };
}

/** The name in the ARN of a function. */
export function functionNameIn(functionArn: string): string {
  return functionArn.split(':')[6] ?? '';
}

/** The last part of a role's ARN; roles may have a path. */
export function roleNameIn(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}

/** `NAME-abc123` of a secret's ARN, in letters that every name may have. */
function shortened(secretArn: string, max: number): string {
  const tail = secretArn
    .split(':')
    .slice(6)
    .join(':')
    .replaceAll(/[^a-zA-Z0-9-]/g, '-');
  return tail.slice(0, -SUFFIX).slice(0, max - SUFFIX) + tail.slice(-SUFFIX);
}
