import { AwsError, Redacted } from '@coffer/wire';
import type { Connection } from '../client/connection.ts';
import { connectionFlags, connectionOf } from '../client/connection.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { Failure } from '../failure.ts';
import type { FlagValues } from '../flags.ts';
import { count, text, toggle } from '../flags.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { asFailure, callSecrets } from './call-secrets.ts';
import { confirm } from './prompt.ts';
import { readValue } from './read-value.ts';

const FLAGS = {
  fd: count('N', 'read the value from this file descriptor', { min: 3, max: 65_535 }),
  binary: toggle('store bytes (SecretBinary) and not a text'),
  'strip-newline': toggle('leave a line break at the end of the pipe out'),
  description: text('TEXT', "the secret's description"),
  'kms-key-id': text('KEY', 'the KMS key that the value is encrypted under'),
  yes: toggle("replace an existing secret's value without asking"),
  ...connectionFlags,
} as const;

/** Creates a secret, or gives an existing one a new current version. */
export const secretPut: Command = command({
  name: 'secret put',
  summary: 'Stores a value in a new secret, or as the new current version of an existing one.',
  words: ['NAME'],
  tooManyWords:
    "a value is never taken from the arguments, where other users and the shell's history can read it: " +
    'type it when you are asked, pipe it in, or use `--fd`',
  notes: ['The value comes from a prompt that does not show it, from a pipe exactly as it is, or from `--fd N`.'],
  flags: FLAGS,
  async run(io, flags, [name = '']) {
    const connection = connectionOf(io.env, io.cwd, flags);
    try {
      const exists = flags.yes ? undefined : await isThere(io, connection, name);
      if (exists) await mayReplace(io, name);
      const value = await valueMembers(io, flags);
      const { VersionId, isNew } = await store(io, connection, { name, exists, value, flags });
      await write(io.stdout, `${isNew ? 'created' : 'stored'} ${name} (version ${VersionId})\n`);
      return 0;
    } catch (error) {
      throw asFailure(error);
    }
  },
});

type Flags = FlagValues<typeof FLAGS>;

interface Put {
  readonly name: string;
  /** Undefined: nobody has looked. */
  readonly exists: boolean | undefined;
  readonly value: object;
  readonly flags: Flags;
}

async function isThere(io: Io, connection: Connection, name: string): Promise<boolean> {
  try {
    await callSecrets(io, connection, 'DescribeSecret', { SecretId: name });
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

async function mayReplace(io: Io, name: string): Promise<void> {
  if (io.stdin.isTTY !== true) {
    throw new Failure(`\`${name}\` has a value already, and nobody can be asked here; \`--yes\` replaces it`);
  }
  if (!(await confirm(io, `replace the value of ${name}?`))) throw new Failure('nothing was stored');
}

async function valueMembers(io: Io, flags: Flags): Promise<object> {
  const value = await readValue(io, { fd: flags.fd, stripNewline: flags['strip-newline'] ?? false });
  if (flags.binary) return { SecretBinary: value };
  try {
    // A byte order mark belongs to the value.
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { SecretString: new Redacted(decoder.decode(value.unwrap())) };
  } catch {
    throw new Failure('the value is not UTF-8; `--binary` stores bytes');
  }
}

async function store(
  io: Io,
  connection: Connection,
  { name, exists, value, flags }: Put,
): Promise<{ VersionId: string; isNew: boolean }> {
  const traits = { Description: flags.description, KmsKeyId: flags['kms-key-id'] };
  const hasTraits = traits.Description !== undefined || traits.KmsKeyId !== undefined;
  const token = { ClientRequestToken: io.uuid() };
  if (exists !== false) {
    try {
      const { VersionId = '' } = hasTraits
        ? await callSecrets(io, connection, 'UpdateSecret', { SecretId: name, ...traits, ...value, ...token })
        : await callSecrets(io, connection, 'PutSecretValue', { SecretId: name, ...value, ...token });
      return { VersionId, isNew: false };
    } catch (error) {
      if (exists || !isNotFound(error)) throw error;
    }
  }
  const { VersionId = '' } = await callSecrets(io, connection, 'CreateSecret', {
    Name: name,
    ...traits,
    ...value,
    ...token,
  });
  return { VersionId, isNew: true };
}

function isNotFound(error: unknown): boolean {
  return error instanceof AwsError && error.code === 'ResourceNotFoundException';
}
