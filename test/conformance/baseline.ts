/**
 * Answers that were once given, a file an operation and a line a case: `NAME<tab>ANSWER`. They may only grow. With
 * `COFFER_BASELINE=grow` new cases are added; with `rewrite` changed and missing ones are taken over too, and the
 * difference is there to be looked at before it is committed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const MODE = process.env['COFFER_BASELINE'];

/** What differs from the answers of the file, one sentence each; writes the file first where that is asked for. */
export function compareWithBaseline(
  service: string,
  operation: string,
  answers: ReadonlyMap<string, string>,
): string[] {
  const path = join(import.meta.dirname, 'answers', service, `${operation}.txt`);
  const known = existsSync(path) ? read(path) : new Map<string, string>();
  if (MODE === 'rewrite') write(path, answers);
  if (MODE === 'grow') write(path, new Map([...answers, ...known]));
  return MODE === 'rewrite' ? [] : differencesFrom(MODE === 'grow' ? read(path) : known, answers);
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

function read(path: string): Map<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return new Map(
    lines.map(line => {
      const at = line.indexOf('\t');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

function write(path: string, answers: ReadonlyMap<string, string>): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, [...answers].map(([name, answer]) => `${name}\t${answer}\n`).join(''));
}
