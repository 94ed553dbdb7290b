/** Policies that the tests of their operations have in common. */

/** One statement, reading for the account's root unless it says otherwise, as a JSON text. */
export function policyText(statement: object = {}): string {
  const Statement = [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
      ...statement,
    },
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

export const PUBLIC = { Principal: '*' };
export const LOCKING = { Effect: 'Deny', Principal: '*', Action: 'secretsmanager:PutResourcePolicy' };

export const PUBLIC_SENTENCE = 'You can not attach a resource policy that grants Public access to your secret.';
export const LOCKED_OUT_SENTENCE = 'This resource policy will not allow you to manage this secret in the future.';
export const UNSUPPORTED_PRINCIPAL_SENTENCE = 'This resource policy contains an unsupported principal.';
export const SYNTAX_SENTENCE = 'This resource policy contains a syntax error.';
