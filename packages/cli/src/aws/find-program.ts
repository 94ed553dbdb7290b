import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';

/** The absolute path of the program that a shell would run for this name; undefined when PATH has none. */
export function findProgram(name: string, path: string, cwd: string): string | undefined {
  for (const folder of path.split(delimiter)) {
    const candidate = resolve(cwd, folder, name);
    if (isExecutable(candidate)) return candidate;
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
