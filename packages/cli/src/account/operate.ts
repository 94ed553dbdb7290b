/** How a command of operators is carried out: by the server that runs on the data directory, else on the directory itself. */
import { resolve } from 'node:path';
import type * as Server from '@coffer/server';
import type { ServerOptions } from '@coffer/server';
import { Failure, asFailure } from '../failure.ts';
import type { FlagValues } from '../flags.ts';
import type { Io } from '../io.ts';
import { networkFlags, storageFlags } from '../server/server-flags.ts';
import { serverOptions } from '../server/server-options.ts';
import type { SocketAnswer } from './operators-socket.ts';
import { askServer } from './operators-socket.ts';

/** The flags of such a command: the server's own, so that the configuration file of a server is accepted. */
export const operatorFlags = { ...storageFlags, ...networkFlags } as const;

/** What the help of such a command adds. */
export const OFFLINE_NOTE =
  'Without a running server, give the flags that the server is started with: the same variables or `--config` will do.';

export interface Operation<T> {
  /** The command's path on the operators' socket. */
  readonly path: string;
  readonly input?: Readonly<Record<string, string | undefined>>;
  /** What a running server answered; undefined: it is not such an answer. */
  readonly read: (answer: object) => T | undefined;
  /** The same without a server, under the data directory's lock. */
  readonly withoutServer: (server: typeof Server, options: ServerOptions) => Promise<T>;
}

/** Carries a command out. Throws a `Failure` with the server's own words for what it refuses. */
export async function operate<T>(
  io: Io,
  flags: FlagValues<typeof operatorFlags>,
  { path, input, read, withoutServer }: Operation<T>,
): Promise<T> {
  const answer = await askServer(resolve(io.cwd, flags['data-dir']), path, input);
  if (answer !== undefined) return readAnswer(answer, read);
  const options = serverOptions(io, flags, flags, undefined);
  try {
    return await withoutServer(await import('@coffer/server'), options);
  } catch (error) {
    throw asFailure(error);
  }
}

/** Reads the server's answer to a command. Throws a `Failure` with its own words for what it refuses. */
export function readAnswer<T>({ status, body }: SocketAnswer, read: (answer: object) => T | undefined): T {
  // What an operator can mend comes as a sentence.
  if (status === 400) throw new Failure(body.trim().slice(0, MAX_SHOWN));
  // An older one takes the path for a report, which is read with GET.
  if (status === 404 || status === 405)
    throw new Failure('the running server does not know this command: start it anew with this version');
  const value: unknown = status === 200 ? JSON.parse(body) : undefined;
  const answer = typeof value === 'object' && value !== null ? read(value) : undefined;
  if (answer === undefined)
    throw new Failure(`the server refused (HTTP status ${status}): ${body.slice(0, MAX_SHOWN)}`);
  return answer;
}

const MAX_SHOWN = 1_000;
