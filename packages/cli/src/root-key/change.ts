/** What the commands that change the root key share. */
import type { RootKeyChange } from '@coffer/server';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { askHidden } from '../secret/prompt.ts';
import { readValue } from '../secret/read-value.ts';

/** As the server takes them, in bytes. */
const MAX_PASSPHRASE_BYTES = 1_024;

/** Tells what was done and what is to be kept. */
export async function tellChange(
  io: Io,
  { from, to, provider, notices }: RootKeyChange,
  more: readonly string[],
): Promise<void> {
  const lines = [`the root key is ${to} now, kept by ${provider}; it was ${from}`, ...notices, ...more];
  await write(io.stdout, `${lines.join('\n')}\n`);
}

/** A passphrase that will be set: typed twice alike, or one line of a descriptor or a pipe. Throws a `Failure`. */
export async function newPassphrase(io: Io, fd: number | undefined): Promise<string> {
  if (fd !== undefined || io.stdin.isTTY !== true) {
    return (await readValue(io, { fd, stripNewline: true })).unwrap().toString('utf8');
  }
  const questions = ['new passphrase of the root key (not shown): ', 'the same again: '];
  const [first, second] = await askHidden(io, questions, MAX_PASSPHRASE_BYTES);
  if (first === undefined || second === undefined) throw new Failure('no passphrase was typed');
  if (!first.unwrap().equals(second.unwrap())) throw new Failure('the two passphrases differ; nothing was changed');
  return first.unwrap().toString('utf8');
}
