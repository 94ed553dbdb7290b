import { secretsmanager } from '@coffer/wire/services';
import { wrongUsage } from '../failure.ts';
import { suggestion } from '../suggest.ts';

const OPERATIONS = new Map(Object.keys(secretsmanager.operations).map(name => [name.toLowerCase(), name]));

/**
 * Reads one action: `secretsmanager:GetSecretValue`, or the bare name of an operation of Secrets Manager. A mistyped one
 * would be denied to all but administrators, and the answer would be believed. Throws a `Failure`.
 */
export function readAction(text: string): string {
  const colon = text.indexOf(':');
  const service = colon < 0 ? 'secretsmanager' : text.slice(0, colon).toLowerCase();
  const name = text.slice(colon + 1);
  if (text.length > MAX_LENGTH || !/^[a-z0-9-]+$/.test(service) || !/^[A-Za-z0-9]+$/.test(name)) {
    throw wrongUsage(`\`${text.slice(0, MAX_LENGTH)}\` is not one action, as \`secretsmanager:GetSecretValue\` is`);
  }
  if (service !== 'secretsmanager') return `${service}:${name}`;
  const known = OPERATIONS.get(name.toLowerCase());
  if (known === undefined)
    throw wrongUsage(`Secrets Manager has no action \`${name}\`${suggestion(name, OPERATIONS.values())}`);
  return `secretsmanager:${known}`;
}

/** Source: the API model of SimulatePrincipalPolicy. */
const MAX_LENGTH = 128;

/** Whether an action is about no secret in particular: policies on secrets say nothing of it. */
export function isWithoutSecret(action: string): boolean {
  return WITHOUT_SECRET.has(action);
}

/** Source: Service Authorization Reference, "Actions defined by AWS Secrets Manager". */
const WITHOUT_SECRET = new Set([
  'secretsmanager:BatchGetSecretValue',
  'secretsmanager:GetRandomPassword',
  'secretsmanager:ListSecrets',
]);

/** Whether an action is about a value: under AWS's own key other accounts cannot do it (recorded). */
export function isAboutValue(action: string): boolean {
  return action === 'secretsmanager:GetSecretValue' || action === 'secretsmanager:PutSecretValue';
}
