/** A secret's value from where nobody else sees it: a prompt, a pipe, a file descriptor. Never an argument. */
import { createReadStream } from 'node:fs';
import { Redacted } from '@coffer/wire';
import { Failure, messageOf } from '../failure.ts';
import type { Io } from '../io.ts';
import { askHidden } from './prompt.ts';

/** AWS: a secret's value has at most 65,536 bytes. */
export const MAX_VALUE_BYTES = 65_536;

export interface ValueOptions {
  /** Read this file descriptor instead of standard input. */
  readonly fd: number | undefined;
  /** Leave one line break at the end of a pipe out. */
  readonly stripNewline: boolean;
}

/** The value's bytes: exactly those of the pipe, or those that were typed twice alike. Throws a `Failure`. */
export async function readValue(io: Io, { fd, stripNewline }: ValueOptions): Promise<Redacted<Buffer>> {
  const isPrompt = fd === undefined && io.stdin.isTTY === true;
  const value = isPrompt
    ? await askTwice(io)
    : await readStream(fd === undefined ? io.stdin : openDescriptor(fd), stripNewline);
  if (value.unwrap().length === 0) throw new Failure('the value is empty');
  return value;
}

async function askTwice(io: Io): Promise<Redacted<Buffer>> {
  const [first, second] = await askHidden(io, ['value (not shown): ', 'the same again: '], MAX_VALUE_BYTES);
  if (first === undefined || second === undefined) throw new Failure('no value was typed');
  if (!first.unwrap().equals(second.unwrap())) throw new Failure('the two values differ; nothing was stored');
  return first;
}

function openDescriptor(fd: number): NodeJS.ReadableStream {
  return createReadStream('', { fd, autoClose: false });
}

async function readStream(stream: NodeJS.ReadableStream, stripNewline: boolean): Promise<Redacted<Buffer>> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk);
      length += bytes.length;
      // Room for the line break that may be left out.
      if (length > MAX_VALUE_BYTES + 2) throw tooLarge();
      chunks.push(bytes);
    }
  } catch (error) {
    throw error instanceof Failure
      ? error
      : new Failure(`cannot read the value: ${messageOf(error)}`, { cause: error });
  }
  const all = Buffer.concat(chunks);
  const value = stripNewline ? withoutLineBreak(all) : all;
  if (value.length > MAX_VALUE_BYTES) throw tooLarge();
  return new Redacted(value);
}

function withoutLineBreak(bytes: Buffer): Buffer {
  if (bytes.at(-1) !== 0x0a) return bytes;
  return bytes.subarray(0, bytes.at(-2) === 0x0d ? -2 : -1);
}

function tooLarge(): Failure {
  return new Failure(`the value is larger than ${MAX_VALUE_BYTES} bytes`);
}
