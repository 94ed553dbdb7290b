/** What opens a backup, and what it is to be opened with: from a terminal, a file descriptor or a file; never an argument. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Redacted } from '@coffer/wire';
import type { BackupKeys } from '@coffer/server';
import { Failure, messageOf, wrongUsage } from '../failure.ts';
import { count, text } from '../flags.ts';
import type { FlagValues } from '../flags.ts';
import type { Io } from '../io.ts';
import { askHidden } from '../secret/prompt.ts';
import { shareAsker } from './shares.ts';

/** The flags of commands that open a backup. */
export const keyFlags = {
  identity: text('FILE', 'for a backup to age recipients: a file with one of their identities (AGE-SECRET-KEY-1...)', {
    variable: 'COFFER_BACKUP_IDENTITY',
  }),
  'shares-fd': count('N', 'for a root key in shares: read them from this file descriptor, a line each', {
    min: 0,
    max: 65_535,
  }),
  'passphrase-fd': count('N', 'for a backup under a passphrase: read it from this file descriptor', {
    min: 0,
    max: 65_535,
  }),
} as const;

/** In bytes. */
const MAX_PASSPHRASE = 1_024;
const MAX_IDENTITIES = 1024 * 1024;

/** What the user brings for a backup of this protection; asks where it must. Throws a `Failure`. */
export async function readKeys(
  io: Io,
  protection: 'root-key' | 'age' | 'passphrase',
  flags: FlagValues<typeof keyFlags>,
): Promise<BackupKeys> {
  if (protection === 'root-key') return { askShare: shareAsker(io, flags['shares-fd']) };
  if (protection === 'passphrase') {
    const fd = flags['passphrase-fd'];
    return { passphrase: fd === undefined ? await askOnce(io) : await readDescriptor(fd) };
  }
  if (flags.identity === undefined) {
    throw wrongUsage('the backup is for age recipients: name a file with one of their identities, `--identity FILE`');
  }
  return { identities: await readIdentities(resolve(io.cwd, flags.identity)) };
}

/** A passphrase that is to be set: typed twice, or from a file descriptor. */
export async function newPassphrase(io: Io, fd: number | undefined): Promise<Redacted<Buffer>> {
  const passphrase = fd === undefined ? await askTwice(io) : await readDescriptor(fd);
  // Whoever has the file may guess as long as he likes.
  if (passphrase.unwrap().length < MIN_PASSPHRASE) {
    throw new Failure(`a passphrase has at least ${MIN_PASSPHRASE} bytes; five random words are a good one`);
  }
  return passphrase;
}

const MIN_PASSPHRASE = 12;

async function askOnce(io: Io): Promise<Redacted<Buffer>> {
  mustBeTerminal(io);
  const [passphrase] = await askHidden(io, ['passphrase of the backup (not shown): '], MAX_PASSPHRASE);
  if (passphrase === undefined) throw new Failure('no passphrase was typed');
  return passphrase;
}

async function askTwice(io: Io): Promise<Redacted<Buffer>> {
  mustBeTerminal(io);
  const questions = ['passphrase of the backup (not shown): ', 'the same again: '];
  const [first, second] = await askHidden(io, questions, MAX_PASSPHRASE);
  if (first === undefined || second === undefined) throw new Failure('no passphrase was typed');
  if (!first.unwrap().equals(second.unwrap())) throw new Failure('the two passphrases differ; nothing was written');
  return first;
}

function mustBeTerminal({ stdin }: Io): void {
  if (stdin.isTTY !== true) {
    throw wrongUsage('the passphrase is asked on a terminal, and here is none: give it with `--passphrase-fd N`');
  }
}

/** All of it, without the line break at its end. */
async function readDescriptor(fd: number): Promise<Redacted<Buffer>> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of createReadStream('', { fd, autoClose: false })) {
      const bytes = Buffer.from(chunk);
      length += bytes.length;
      if (length > MAX_PASSPHRASE) throw new Failure(`a passphrase has at most ${MAX_PASSPHRASE} bytes`);
      chunks.push(bytes);
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot read the passphrase: ${messageOf(error)}`, { cause: error });
  }
  const all = Buffer.concat(chunks);
  const end = all.at(-1) !== 0x0a ? all.length : all.at(-2) === 0x0d ? all.length - 2 : all.length - 1;
  return new Redacted(all.subarray(0, end));
}

async function readIdentities(path: string): Promise<Redacted<string>> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size > MAX_IDENTITIES) throw new Failure(`\`${path}\` is no identity file: it is too large`);
    return new Redacted(await file.readFile('utf8'));
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot read the identity file: ${messageOf(error)}`, { cause: error });
  }
}
