/** What a function imports and the machine's Python has not. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What installs the drivers of the published functions on Debian. */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['boto3', 'python3-boto3'],
  ['pg', 'python3-pygresql'],
  ['pgdb', 'python3-pygresql'],
  ['psycopg2', 'python3-psycopg2'],
  ['pymysql', 'python3-pymysql'],
]);

/** One text for each module that neither the function's folder nor the interpreter has; empty: it can run. */
export async function missingModules(python: string, folder: string): Promise<readonly string[]> {
  const names = importedBy(await readFile(join(folder, 'lambda_function.py'), 'utf8'));
  // As the sandbox has it: nothing of this user's own.
  const { stdout } = await promisify(execFile)(python, ['-I', '-c', QUESTION, folder, ...names]);
  const missing: readonly string[] = JSON.parse(stdout);
  return missing.map(name => {
    const debian = PACKAGES.get(name);
    return debian === undefined ? `\`${name}\`` : `\`${name}\` (Debian: ${debian})`;
  });
}

const QUESTION = `
import importlib.util, json, sys
sys.path.insert(0, sys.argv[1])
print(json.dumps([name for name in sys.argv[2:] if importlib.util.find_spec(name) is None]))`;

/** The names of modules, without their submodules, as `import a, b.c as d` and `from a.b import c` have them. */
export function importedBy(source: string): readonly string[] {
  const names = source.split('\n').flatMap(line => {
    const [word, first = '', ...rest] = line.trim().split(/\s+/);
    if (word === 'from') return [first];
    return word === 'import' ? [first, ...rest].join(' ').split(',') : [];
  });
  const modules = names.map(name => name.trim().split(/[.\s]/)[0] ?? '').filter(name => /^[A-Za-z_]\w*$/.test(name));
  return [...new Set(modules)];
}
