import type { Flag, FlagTable } from './flags.ts';

export interface HelpSubject {
  readonly name: string;
  readonly summary: string;
  readonly words?: readonly string[];
  readonly notes?: readonly string[];
  readonly flags: FlagTable;
}

/** The help of one command, made of its table. */
export function commandHelp({ name, summary, words = [], notes = [], flags }: HelpSubject): string {
  const usage = ['usage: coffer', name, ...words, '[flags]'].join(' ');
  const rows = Object.entries(flags).map(([flag, each]): [string, string] => [
    signature(flag, each),
    description(each),
  ]);
  rows.push(['--help', 'shows this text']);
  return [usage, '', summary, '', ...notes.flatMap(note => [note, '']), 'flags:', ...columns(rows), ''].join('\n');
}

/** Two columns; a left side that is too long gets a line of its own. */
export function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(WIDEST, Math.max(...rows.map(([left]) => left.length)));
  return rows.flatMap(([left, right]) =>
    left.length > width && right !== ''
      ? [`  ${left}`, `  ${' '.repeat(width)}  ${right}`]
      : [`  ${left.padEnd(width)}  ${right}`.trimEnd()],
  );
}

const WIDEST = 34;

function signature(name: string, flag: Flag): string {
  if (flag.kind === 'switch') return flag.negatable ? `--${name} | --no-${name}` : `--${name}`;
  if (flag.kind === 'rest') return `--${name} ${flag.value} ...`;
  return `--${name} ${flag.value}`;
}

function description(flag: Flag): string {
  const facts = [
    flag.required ? 'required' : undefined,
    flag.kind === 'many' ? 'may be repeated' : undefined,
    flag.fallback === undefined ? undefined : `default ${flag.fallback}`,
    flag.separator === undefined ? flag.variable : `${flag.variable}, with \`${flag.separator}\` between them`,
  ].filter(fact => fact !== undefined);
  return facts.length === 0 ? flag.doc : `${flag.doc} (${facts.join('; ')})`.trim();
}
