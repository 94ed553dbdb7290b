/** Names that shells keep for themselves: some stop at an assignment, and no function needs them. */
const SHELL_NAMES: ReadonlySet<string> = new Set([
  'BASHOPTS',
  'BASH_VERSINFO',
  'EUID',
  'IFS',
  'OPTIND',
  'PPID',
  'SHELLOPTS',
  'UID',
  '_',
]);

/** Variables as text that a POSIX shell evaluates. What is no name of a variable is left out. */
export function shellAssignments(environment: ReadonlyMap<string, string>): string {
  return [...environment]
    .filter(([name, value]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !SHELL_NAMES.has(name) && !value.includes('\0'))
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`)
    .join('');
}
