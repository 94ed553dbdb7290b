import type { Able } from './who-can.ts';

/** A line each: principal, whether always, why; with tabs between, for people and for `cut`. */
export function whoCanText(list: readonly Able[]): string {
  return list.map(lineOf).join('');
}

function lineOf({ principal, can, policy, index, sid, onlyIf, unless, needsOwnAccount, needsOwnKey }: Able): string {
  const by =
    policy === undefined ? 'root user' : `Statement[${index}]${sid === undefined ? '' : ` "${sid}"`} of ${policy}`;
  const conditions = [
    ...onlyIf.map(each => `only if ${each}`),
    ...unless.map(all => `unless ${all.join(' and ')}`),
    ...(needsOwnAccount ? ['its own account must allow it too'] : []),
    ...(needsOwnKey ? ['refused while the secret is under the default key'] : []),
  ];
  return `${[principal === '*' ? EVERYBODY : principal, can, [by, ...conditions].join('; ')].join('\t')}\n`;
}

const EVERYBODY = '* (every other account)';
