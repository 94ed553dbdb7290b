import type { Policy, Statement } from '@coffer/policy';

/**
 * The condition keys that a statement asks for: those of its conditions, and those of variables in its resources and
 * values. As they are written; a key may come more than once.
 */
export function keysOfStatement(
  policy: Pick<Policy, 'version'>,
  { conditions, resources }: Statement,
): readonly string[] {
  const keys = conditions.map(({ key }) => key);
  // Variables came with 2012-10-17; before that they are text.
  if (policy.version !== '2012-10-17') return keys;
  const texts = [...(resources?.patterns ?? []), ...conditions.flatMap(({ values }) => values)];
  return [...keys, ...texts.flatMap(variablesIn)];
}

/** The keys of several policies, each once: those that differ by letter case alone are the same key. */
export function contextKeysOf(policies: readonly Policy[]): readonly string[] {
  return unique(policies.flatMap(policy => policy.statements.flatMap(statement => keysOfStatement(policy, statement))));
}

export function unique(keys: readonly string[]): readonly string[] {
  const seen = new Map<string, string>();
  for (const key of keys) if (!seen.has(key.toLowerCase())) seen.set(key.toLowerCase(), key);
  return [...seen.values()];
}

/** `${aws:username}` and `${aws:PrincipalTag/team, 'nobody'}`; `${*}`, `${?}` and `${$}` are characters. */
function variablesIn(text: string): readonly string[] {
  const keys: string[] = [];
  for (let at = text.indexOf('${'); at >= 0; at = text.indexOf('${', at + 2)) {
    const end = text.indexOf('}', at);
    if (end < 0) break;
    const [key = ''] = text.slice(at + 2, end).split(',', 1);
    if (!/^[*?$]?$/.test(key) && !key.includes('${')) keys.push(key.trim());
  }
  return keys;
}
