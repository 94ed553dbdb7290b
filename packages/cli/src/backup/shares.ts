/** Shares of the root key for a backup that opens with them: typed one after the other, or from a file descriptor. */
import { createReadStream } from 'node:fs';
import { Redacted } from '@coffer/wire';
import type { BackupKeys } from '@coffer/server';
import { Failure, messageOf, wrongUsage } from '../failure.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { askHidden } from '../secret/prompt.ts';

type AskShare = NonNullable<BackupKeys['askShare']>;

/** As the server takes them, in bytes. */
const MAX_SHARE_BYTES = 1_024;
/** 255 shares, each with a comment. */
const MAX_BYTES = 255 * MAX_SHARE_BYTES;

/** Asks on the terminal, or reads where `fd` says. Nothing is read before the first share is asked for. */
export function shareAsker(io: Io, fd: number | undefined): AskShare {
  return fd === undefined ? question => askOne(io, question) : fromDescriptor(fd);
}

async function askOne(io: Io, { given, threshold, problem }: Parameters<AskShare>[0]): Promise<Redacted<Buffer>> {
  if (io.stdin.isTTY !== true) {
    throw wrongUsage('shares are asked for on a terminal, and here is none: give them with `--shares-fd N`');
  }
  if (problem !== undefined) await write(io.stderr, `coffer: ${problem}\n`);
  const [share] = await askHidden(io, [`share ${given + 1} of ${threshold} (not shown): `], MAX_SHARE_BYTES);
  if (share === undefined) throw new Failure('no share was typed');
  return share;
}

function fromDescriptor(fd: number): AskShare {
  let lines: Redacted<Buffer>[] | undefined;
  return async ({ given, threshold, problem }) => {
    if (problem !== undefined) throw new Failure(`a line of the shares was not taken: ${problem}`);
    lines ??= linesOf(await readAll(fd));
    const next = lines.shift();
    if (next === undefined) throw new Failure(`${given} of ${threshold} shares were given`);
    return next;
  };
}

async function readAll(fd: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of createReadStream('', { fd, autoClose: false })) {
      const bytes = Buffer.from(chunk);
      length += bytes.length;
      if (length > MAX_BYTES) throw new Failure('these are no shares: they are too long');
      chunks.push(bytes);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot read the shares: ${messageOf(error)}`, { cause: error });
  } finally {
    for (const chunk of chunks) chunk.fill(0);
  }
}

/** Each in bytes of its own; files of shares may follow each other, with their comments. */
function linesOf(all: Buffer): Redacted<Buffer>[] {
  const lines: Redacted<Buffer>[] = [];
  for (let at = 0; at < all.length;) {
    const end = all.indexOf('\n', at);
    const line = Buffer.from(all.subarray(at, end < 0 ? all.length : end));
    if (line.toString('utf8').trim() !== '' && line[0] !== COMMENT) lines.push(new Redacted(line));
    at = end < 0 ? all.length : end + 1;
  }
  all.fill(0);
  return lines;
}

const COMMENT = '#'.charCodeAt(0);
