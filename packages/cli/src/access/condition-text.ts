import type { Condition } from '@coffer/policy';

/** A condition in one line: `ForAnyValue:StringEquals secretsmanager:VersionStage ["AWSCURRENT"]`. */
export function conditionText({ operator, quantifier, ifExists, key, values }: Condition): string {
  const written = `${quantifier === undefined ? '' : `${quantifier}:`}${operator}${ifExists ? 'IfExists' : ''}`;
  return `${written} ${key} ${JSON.stringify(values)}`;
}
