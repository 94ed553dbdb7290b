import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * The absolute path of a program; undefined when PATH has none. Empty and relative entries of PATH, which a shell takes
 * for the current folder and folders in it, do not count: whoever filled that folder must not get what the program gets.
 */
export function findProgram(name: string, path: string): string | undefined {
  return absoluteFolders(path)
    .map(folder => join(folder, name))
    .find(isExecutable);
}

/** PATH without its empty and relative entries: a program's own first line, `#!/usr/bin/env python3`, asks it too. */
export function absolutePath(path: string): string {
  return absoluteFolders(path).join(delimiter);
}

function absoluteFolders(path: string): readonly string[] {
  return path.split(delimiter).filter(isAbsolute);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
