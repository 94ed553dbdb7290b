import type { OperationContract, Shape } from '@coffer/wire';
import { connectionFlags } from '../client/connection.ts';
import type { FlagTable } from '../flags.ts';
import { choice, count, text, toggle } from '../flags.ts';
import { cliName } from './cli-name.ts';
import { OUTPUTS } from './output.ts';
import { parameterFlag } from './parameter.ts';

/** The AWS CLI's flags that every operation has. */
export const commonFlags = {
  'cli-input-json': text('JSON', 'the whole input as JSON; flags outrank its members'),
  'cli-binary-format': choice(['base64', 'raw-in-base64-out'], 'how bytes are written in arguments', {
    fallback: 'base64',
  }),
  query: text('JMESPATH', 'what to print of the answer'),
  output: choice(OUTPUTS, 'the form of the answer', { variable: 'AWS_DEFAULT_OUTPUT', fallback: 'json' }),
  ...connectionFlags,
} as const;

export const pageFlags = {
  paginate: toggle('`--no-paginate` asks for the first page only', { negatable: true }),
  'max-items': count('N', 'how many entries to print at most', { min: 1, max: 1_000_000_000 }),
  'page-size': count('N', 'how many entries to ask for at once', { min: 1, max: 1_000_000_000 }),
  'starting-token': text('TOKEN', 'the NextToken of an answer that `--max-items` cut short'),
} as const;

/** The flags of an operation's members alone; `--max-items` is the command's own, also where the service has such a member. */
export function memberFlags(operation: OperationContract): FlagTable {
  const entries = Object.entries(operation.input.members).filter(([name]) => !Object.hasOwn(pageFlags, cliName(name)));
  const flags = Object.fromEntries(entries.map(([name, member]) => [cliName(name), parameterFlag(member)]));
  const archive = archiveOf(operation);
  return archive === undefined ? flags : { ...flags, [ARCHIVE_FLAG]: parameterFlag(archive) };
}

/** The AWS CLI's own flag for the archive in `Code`: bytes in a structure could not be written as a flag. */
export const ARCHIVE_FLAG = 'zip-file';

/** The blob `ZipFile` of a member `Code`; undefined where there is none. */
export function archiveOf({ input }: OperationContract): Shape | undefined {
  const code = input.members['Code'];
  return code?.kind === 'struct' ? code.members['ZipFile'] : undefined;
}

/** The member of an answer that is its whole body: it goes to a file. */
export function payloadOf({ output }: OperationContract): string | undefined {
  return Object.entries(output.members).find(([, { loc }]) => loc === 'payload')?.[0];
}

/** Names of the members that an input must have and that nobody fills in. */
export function requiredMembers(operation: OperationContract): string[] {
  return Object.entries(operation.input.members)
    .filter(([, member]) => member.required === true)
    .map(([name]) => name);
}
