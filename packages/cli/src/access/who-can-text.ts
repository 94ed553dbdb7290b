import type { Able } from './who-can.ts';

/** A line each: principal, whether always, why; with tabs between, for people and for `cut`. */
export function whoCanText(list: readonly Able[]): string {
  return list.map(lineOf).join('');
}

function lineOf(able: Able): string {
  const { principal, can, onlyIf, unless, needsOwnAccount, needsOwnKey } = able;
  const conditions = [
    ...onlyIf.map(each => `only if ${each}`),
    ...unless.map(all => `unless ${all.join(' and ')}`),
    ...(needsOwnAccount ? ['its own account must allow it too'] : []),
    ...(needsOwnKey ? ['refused while the secret is under the default key'] : []),
  ];
  return `${[principal === '*' ? EVERYBODY : principal, can, [groundOf(able), ...conditions].join('; ')].join('\t')}\n`;
}

function groundOf({ policy, index, sid, grant }: Able): string {
  if (grant !== undefined) return `grant ${grant}`;
  return policy === undefined ? 'root user' : `Statement[${index}]${sid === undefined ? '' : ` "${sid}"`} of ${policy}`;
}

const EVERYBODY = '* (every other account)';
