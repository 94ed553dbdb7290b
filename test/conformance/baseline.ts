/**
 * Answers that were once given, a file an operation and a line a case: `NAME<tab>ANSWER`. They may only grow:
 * `COFFER_BASELINE=grow` adds new cases and leaves what stands there as it is. A case that is asked no more, or is answered
 * otherwise, fails; `COFFER_BASELINE=replace` alone takes that over, for what AWS was found to do otherwise, and the
 * difference is there to be looked at before it is committed.
 */
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What happens to the files: they are compared with only, take new cases, or take everything. */
export type BaselineMode = 'compare' | 'grow' | 'replace';

/** An operation and what it was asked: `secretsmanager/CreateSecret`, answers by the names of their cases. */
export interface Answers {
  readonly path: string;
  readonly answers: ReadonlyMap<string, string>;
}

const FOLDER = join(import.meta.dirname, 'answers');

/** What `COFFER_BASELINE` says. Throws for a word that is none: who mistypes one would take a comparison for a change. */
export function baselineMode(word = process.env['COFFER_BASELINE'] ?? ''): BaselineMode {
  if (word === '') return 'compare';
  if (word === 'grow' || word === 'replace') return word;
  throw new Error(`COFFER_BASELINE is \`grow\` or \`replace\`, not \`${word}\``);
}

/** What differs from the answers of the file, one sentence each, after it took what the mode lets it take. */
export function compareWithBaseline({ path, answers }: Answers, mode = baselineMode(), folder = FOLDER): string[] {
  const known = readBaseline(path, folder);
  if (mode === 'replace') write(path, answers, folder);
  if (mode === 'grow') write(path, new Map([...answers, ...known]), folder);
  return mode === 'compare' ? differencesFrom(known, answers) : differencesFrom(readBaseline(path, folder), answers);
}

/** The answers of an operation's file; none where there is no file. */
export function readBaseline(path: string, folder = FOLDER): ReadonlyMap<string, string> {
  const file = fileOf(path, folder);
  if (!existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return new Map(
    lines.map(line => {
      const at = line.indexOf('\t');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

/** The operations that have a file. */
export function operationsOfBaseline(folder = FOLDER): readonly string[] {
  return globSync('*/*.txt', { cwd: folder })
    .map(file => file.replace(/\.txt$/, ''))
    .toSorted();
}

/** Cases that are gone, whose answers changed, or that are new. */
export function differencesFrom(known: ReadonlyMap<string, string>, answers: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (const [name, before] of known) {
    const now = answers.get(name);
    if (now === undefined) found.push(`${name}: was there, is asked no more`);
    else if (now !== before) found.push(`${name}:\n    was ${before}\n    is  ${now}`);
  }
  for (const [name, now] of answers) {
    if (!known.has(name)) found.push(`${name}: is new (${now}); COFFER_BASELINE=grow adds it`);
  }
  return found;
}

function write(path: string, answers: ReadonlyMap<string, string>, folder: string): void {
  const file = fileOf(path, folder);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, [...answers].map(([name, answer]) => `${name}\t${answer}\n`).join(''));
}

function fileOf(path: string, folder: string): string {
  return join(folder, `${path}.txt`);
}
