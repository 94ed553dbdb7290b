import { resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import type { OperationContract } from '@coffer/wire';
import { messageOf, wrongUsage } from '../failure.ts';
import type { Io } from '../io.ts';
import { cliName } from './cli-name.ts';
import type { BinaryFormat } from './coerce.ts';
import { coerce } from './coerce.ts';
import { ARCHIVE_FLAG, archiveOf, requiredMembers } from './operation-flags.ts';
import { parameterValue, readJson } from './parameter.ts';

export interface InputSources {
  /** The members' flags: words by flag name. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly inputJson: string | undefined;
  readonly binary: BinaryFormat;
}

/**
 * The input of an operation: flags over `--cli-input-json`, with idempotency tokens filled in, as SDKs do. Throws a
 * `Failure` when a required member is missing or a value is not of its type.
 */
export function operationInput(
  operation: OperationContract,
  { given, inputJson, binary }: InputSources,
  { cwd, uuid }: Pick<Io, 'cwd' | 'uuid'>,
): Readonly<Record<string, unknown>> {
  const input: Record<string, unknown> = Object.create(null);
  if (inputJson !== undefined) {
    const value = readJson(readInputText(inputJson, cwd), 'cli-input-json');
    Object.assign(input, coerce(operation.input, value, 'cli-input-json', binary));
  }
  for (const [name, member] of Object.entries(operation.input.members)) {
    const flag = cliName(name);
    const words = given.get(flag);
    if (words !== undefined) input[name] = parameterValue(member, words, flag, { cwd, binary });
    if (member.kind === 'string' && member.idempotencyToken === true) input[name] ??= uuid();
  }
  const archive = archiveOf(operation);
  const words = given.get(ARCHIVE_FLAG);
  if (archive !== undefined && words !== undefined) {
    const code = typeof input['Code'] === 'object' ? input['Code'] : {};
    input['Code'] = { ...code, ZipFile: parameterValue(archive, words, ARCHIVE_FLAG, { cwd, binary }) };
  }
  const missing = requiredMembers(operation).filter(name => input[name] === undefined);
  if (missing.length > 0) {
    throw wrongUsage(`the following arguments are required: ${missing.map(name => `--${cliName(name)}`).join(', ')}`);
  }
  return input;
}

function readInputText(text: string, cwd: string): string {
  if (!text.startsWith('file://')) return text;
  try {
    return readFileSync(resolve(cwd, text.slice('file://'.length)), 'utf8');
  } catch (error) {
    throw wrongUsage(`error parsing parameter \`--cli-input-json\`: unable to load \`${text}\`: ${messageOf(error)}`);
  }
}
