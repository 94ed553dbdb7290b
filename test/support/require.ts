/**
 * What tests need that npm does not bring. Without it they are skipped, and say what is missing; where nothing may be
 * skipped (`CI=true`) they fail. As root on Debian `npm test` installs the programs.
 *
 * ```ts
 * test('curl sees it', { skip: without('curl') }, async () => { … });
 * ```
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';

/** Programs by name, and `shared`: the reference data of AWS in `$COFFER_SHARED` or beside the repository. */
export type Need = 'aws' | 'boto3' | 'curl' | 'jq' | 'mysql' | 'openssl' | 'shared' | 'strace';

const FROM_DEBIAN: Readonly<Record<Exclude<Need, 'shared'>, string>> = {
  aws: 'awscli',
  boto3: 'python3-boto3',
  curl: 'curl',
  jq: 'jq',
  mysql: 'mariadb-client-core',
  openssl: 'openssl',
  strace: 'strace',
};

/**
 * For the `skip` option of a test: why it cannot run here, or false.
 *
 * @throws where nothing may be skipped
 */
export function without(...needs: readonly Need[]): string | false {
  const missing = needs.filter(need => !has(need)).map(complaint);
  if (missing.length === 0) return false;
  if (process.env['CI'] === 'true') throw new Error(`${missing.join('; ')}; with CI=true nothing may be skipped`);
  return missing.join('; ');
}

/** The folder of reference data; undefined when it is not there. */
export function sharedFolder(): string | undefined {
  const folder = process.env['COFFER_SHARED'] ?? join(import.meta.dirname, '../../../shared');
  return existsSync(join(folder, 'reference')) ? folder : undefined;
}

/** Every AWS CLI: the system's and, if it is another, the first on PATH. */
export function awsClis(): readonly string[] {
  return distinct(['/usr/bin/aws', behindShim(programOnPath('aws'))]);
}

/** Every Python that has boto3: the system's and, if it is another, the first on PATH. */
export function pythons(): readonly string[] {
  return distinct(['/usr/bin/python3', behindShim(programOnPath('python3'))]).filter(
    python => spawnSync(python, ['-c', 'import boto3']).status === 0,
  );
}

/** The absolute path of a program; undefined when PATH has none of that name. */
export function programOnPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map(folder => join(folder, name)).find(isProgram);
}

/** What pyenv's shim of a program starts: the shim alone takes half a second. */
function behindShim(program: string | undefined): string | undefined {
  if (program === undefined || !program.includes('/shims/')) return program;
  const { stdout = '', status } = spawnSync('pyenv', ['which', basename(program)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : program;
}

function has(need: Need): boolean {
  switch (need) {
    case 'aws':
      return awsClis().length > 0;
    case 'boto3':
      return pythons().length > 0;
    case 'shared':
      return sharedFolder() !== undefined;
    default:
      return programOnPath(need) !== undefined;
  }
}

function complaint(need: Need): string {
  if (need === 'shared') return 'there is no reference data in `../shared`; set COFFER_SHARED';
  return `\`${need}\` is not installed (Debian: ${FROM_DEBIAN[need]})`;
}

function distinct(paths: readonly (string | undefined)[]): string[] {
  const found = paths
    .filter(path => path !== undefined && isProgram(path))
    .map(path => [realpathSync(path ?? ''), path ?? '']);
  return [...new Map(found.map(([real = '', path = '']) => [real, path])).values()];
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
