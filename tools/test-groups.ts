/** Which test files share a process (docs/decisions/0018). */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './step.ts';

/** So that a group takes some twenty seconds at most: it must not end long after all others. */
const MAX_FILES = 12;

/** The line with which a test file says why it shares its process with no other. */
const ALONE = /^\/\/ In a process of its own: \S/m;

/**
 * Puts the test files of a folder together, in portions of about the same size. Files of like names often take alike
 * long, so they are dealt out like cards.
 *
 * @param files from the repository's folder
 * @param isAlone whether a file asks for a process of its own; given, so that tests need no files
 */
export function groupTests(
  files: readonly string[],
  isAlone: (file: string) => boolean = asksToBeAlone,
): readonly (readonly string[])[] {
  const folders = Map.groupBy(files.toSorted(), file => (isAlone(file) ? file : folderOf(file)));
  return folders
    .values()
    .flatMap(together => {
      const portions = Math.ceil(together.length / MAX_FILES);
      return Map.groupBy(together, file => together.indexOf(file) % portions).values();
    })
    .toArray();
}

/** Writes a program for each group into a folder; the test runner runs them in this order. */
export function writeGroups(groups: readonly (readonly string[])[], folder: string): readonly string[] {
  const runner = join(import.meta.dirname, 'run-together.ts');
  return groups.map((files, at) => {
    // The runner sorts its files, and names one that breaks down.
    const name = `${String(at).padStart(4, '0')}-${(files[0] ?? '').replaceAll('/', '-')}.mjs`;
    const program = join(folder, name);
    writeFileSync(
      program,
      `import { runTogether } from ${JSON.stringify(runner)};\nawait runTogether(${JSON.stringify(files, null, 2)});\n`,
    );
    return program;
  });
}

function asksToBeAlone(file: string): boolean {
  return ALONE.test(readFileSync(join(ROOT, file), 'utf8'));
}

/** `packages/server/src/services/iam` of what lies in it, however deep. */
function folderOf(file: string): string {
  return file.split('/').slice(0, -1).slice(0, 5).join('/');
}
