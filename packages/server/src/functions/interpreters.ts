import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from './find-program.ts';

/** A Python interpreter of this machine. */
export interface Python {
  readonly program: string;
  readonly version: string;
  /** Folders that it loads its own modules and those installed for everybody from. */
  readonly folders: readonly string[];
}

/**
 * Asks the interpreter where it lies; undefined when there is none. What `PATH` names may be a script that chooses one, so
 * that only the interpreter itself knows.
 */
export async function findPython(program: string | undefined): Promise<Python | undefined> {
  const candidate = program ?? (await findProgram('python3'));
  if (candidate === undefined) return undefined;
  try {
    const { stdout } = await promisify(execFile)(candidate, ['-I', '-c', QUESTION], {
      timeout: 10_000,
      encoding: 'utf8',
    });
    const answer: { executable: string; version: string; folders: readonly string[] } = JSON.parse(stdout);
    return { program: answer.executable, version: answer.version, folders: answer.folders };
  } catch {
    return undefined;
  }
}

const QUESTION = `
import json, os, platform, sys
print(json.dumps({
  "executable": os.path.realpath(sys.executable) if sys.prefix == sys.base_prefix else sys.executable,
  "version": platform.python_version(),
  "folders": sorted({os.path.realpath(folder) for folder in (sys.base_prefix, sys.prefix)}),
}))`;
