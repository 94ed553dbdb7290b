import type { Members, ServiceContract, Shape } from '@coffer/wire';
import { cliName } from '../api/cli-name.ts';

/**
 * The flags among an AWS CLI's arguments that carry a secret value in plain sight: of other users of the machine
 * through the list of processes, and of whoever reads the shell's history. A value in a file is none.
 */
export function secretArguments(args: readonly string[], contracts: readonly ServiceContract[]): string[] {
  const secrets = sensitiveFlags(contracts);
  const found = new Set<string>();
  for (const [i, word] of args.entries()) {
    if (!word.startsWith('--')) continue;
    const equals = word.indexOf('=');
    const written = equals < 0 ? word.slice(2) : word.slice(2, equals);
    const value = equals < 0 ? args[i + 1] : word.slice(equals + 1);
    if (value === undefined || value === '' || value.startsWith('file://') || value.startsWith('fileb://')) continue;
    // The AWS CLI takes the beginning of a flag's name for the flag.
    const flag = secrets.flags.find(
      each => each === written || (written.length >= SHORTEST && each.startsWith(written)),
    );
    if (flag !== undefined) found.add(`--${flag}`);
    if (written === 'cli-input-json' && secrets.members.some(member => value.includes(`"${member}"`))) {
      found.add('--cli-input-json');
    }
    if (written === 'cli-input-yaml' && secrets.members.some(member => value.includes(`${member}:`))) {
      found.add('--cli-input-yaml');
    }
  }
  return [...found];
}

/** Shorter beginnings fit too many flags to mean one: `--secret-i` is an id. */
const SHORTEST = 'secret-s'.length;

/** What to tell the user of such flags. */
export function secretArgumentsWarning(flags: readonly string[]): string {
  const names = flags.map(flag => `\`${flag}\``).join(', ');
  return (
    `the value of ${names} stands in the arguments, where other users of this machine and the shell's history can ` +
    'read it; use `file://PATH` for a text, `fileb://PATH` for bytes, or `coffer secret put`'
  );
}

function sensitiveFlags(contracts: readonly ServiceContract[]): {
  flags: readonly string[];
  members: readonly string[];
} {
  const members = new Set<string>();
  for (const { operations } of contracts) {
    for (const { input } of Object.values(operations)) collect(input.members, members);
  }
  return { members: [...members], flags: [...members].map(cliName) };
}

function collect(members: Members, found: Set<string>): void {
  for (const [name, member] of Object.entries(members)) {
    if (isSensitive(member)) found.add(name);
  }
}

function isSensitive(shape: Shape): boolean {
  return (shape.kind === 'string' || shape.kind === 'blob') && shape.sensitive === true;
}
