import { resolve } from 'node:path';
import { Redacted } from '@coffer/wire';
import { connectionFlags, connectionOf } from '../client/connection.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { Failure } from '../failure.ts';
import type { FlagValues } from '../flags.ts';
import { text, toggle } from '../flags.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { shownOn } from '../shown-on.ts';
import { asFailure, callSecrets } from './call-secrets.ts';
import { jsonKey } from './json-key.ts';
import { confirm } from './prompt.ts';
import { writePrivateFile } from './write-file.ts';

const FLAGS = {
  key: text('K', 'one key of a JSON secret'),
  stage: text('S', 'the version with this staging label', { fallback: 'AWSCURRENT' }),
  'version-id': text('V', 'this version'),
  out: text('FILE', 'write a file that only you can read'),
  force: toggle('replace an existing file'),
  yes: toggle('show the value on a terminal without asking'),
  ...connectionFlags,
} as const;

/** Gives the value itself: its bytes to a pipe or a private file, to a terminal only when that is meant. */
export const secretGet: Command = command({
  name: 'secret get',
  summary:
    'Gives the value of a secret, nothing added: to a pipe, to a private file, or to the terminal when you say so.',
  words: ['NAME'],
  flags: FLAGS,
  async run(io, flags, [name = '']) {
    const isTerminal = flags.out === undefined && io.stdout.isTTY === true;
    if (isTerminal && !flags.yes) await mayShow(io, name);
    const value = await fetchValue(io, flags, name);
    if (flags.out !== undefined) {
      await writePrivateFile(resolve(io.cwd, flags.out), value.unwrap(), flags.force ?? false);
    } else if (isTerminal) {
      // The prompt of the shell belongs on a line of its own.
      await write(io.stdout, `${shownOn(io.stdout, Buffer.from(value.unwrap()).toString('utf8'))}\n`);
    } else {
      await write(io.stdout, value.unwrap());
    }
    return 0;
  },
});

async function mayShow(io: Io, name: string): Promise<void> {
  if (io.stdin.isTTY !== true)
    throw new Failure('the output is a terminal and nobody can be asked; use a pipe, `--out` or `--yes`');
  if (!(await confirm(io, `show the value of ${name} on this terminal?`))) throw new Failure('nothing was shown');
}

async function fetchValue(io: Io, flags: FlagValues<typeof FLAGS>, name: string): Promise<Redacted<Uint8Array>> {
  const connection = connectionOf(io.env, io.cwd, flags);
  const versionId = flags['version-id'];
  // A version needs no label: a deprecated one has none.
  const version = versionId === undefined ? { VersionStage: flags.stage } : { VersionId: versionId };
  try {
    const { SecretString, SecretBinary } = await callSecrets(io, connection, 'GetSecretValue', {
      SecretId: name,
      ...version,
    });
    if (SecretString !== undefined) {
      const chosen = flags.key === undefined ? SecretString : jsonKey(SecretString, flags.key);
      return new Redacted(Buffer.from(chosen.unwrap()));
    }
    if (flags.key !== undefined) throw new Failure('the secret holds bytes and no JSON, so it has no keys');
    if (SecretBinary === undefined) throw new Failure(`\`${name}\` has no value`);
    return SecretBinary;
  } catch (error) {
    throw asFailure(error);
  }
}
