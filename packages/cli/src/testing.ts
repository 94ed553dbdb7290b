/** What the command's tests share: a real server in a folder of its own, and runs of `main` with streams of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { RunningServer } from '@coffer/server';
import { startServer } from '@coffer/server';
import type { Io } from './io.ts';
import { main } from './main.ts';
import { parseFlags } from './parse-flags.ts';
import { networkFlags, storageFlags } from './server/server-flags.ts';
import { serverOptions } from './server/server-options.ts';

export interface ServerFolder extends AsyncDisposable {
  /** Holds the data directory `.coffer`, so that commands find it by themselves. */
  readonly folder: string;
  readonly server: RunningServer;
}

/** A server on a free port, with further flags. */
export async function serverFolder(more: readonly string[] = []): Promise<ServerFolder> {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-cli-'));
  const argv = ['--listen', '127.0.0.1:0', '--log-level', 'silent', ...more];
  const { flags } = parseFlags({ ...storageFlags, ...networkFlags }, argv, { env: {} });
  const server = await startServer(serverOptions({ cwd: folder, env: {} }, flags, flags, undefined));
  return {
    folder,
    server,
    async [Symbol.asyncDispose]() {
      await server.drain();
      rmSync(folder, { recursive: true });
    },
  };
}

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What was asked of the terminal: raw mode on or off. */
  readonly rawModes: readonly boolean[];
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What comes through a pipe. */
  readonly input?: string | Uint8Array;
  /** Standard input and error are a terminal where these lines are typed, one for each question. */
  readonly typed?: readonly string[];
  /** Standard output is a terminal too. */
  readonly isTerminalOutput?: boolean;
}

/** Runs a command to its end. */
export async function runCli(argv: readonly string[], options: RunOptions): Promise<Run> {
  const rawModes: boolean[] = [];
  const lines = [...(options.typed ?? [])];
  const stdin = Object.assign(new PassThrough(), {
    isTTY: options.typed !== undefined,
    setRawMode: (raw: boolean) => rawModes.push(raw),
  });
  if (options.typed === undefined) stdin.end(options.input ?? '');
  const stdout = Object.assign(new PassThrough(), { isTTY: options.isTerminalOutput ?? false });
  const stderr = new PassThrough();
  const [out, err] = [collect(stdout), collect(stderr)];
  // A person reads the question before typing.
  stderr.on('data', (chunk: Buffer) => {
    if (/[:\]] $/.test(chunk.toString()) && lines.length > 0)
      setImmediate(() => stdin.write(`${lines.shift() ?? ''}\r`));
  });
  const io: Io = {
    env: options.env ?? {},
    cwd: options.cwd,
    stdin,
    stdout,
    stderr,
    clock: Date,
    uuid: () => crypto.randomUUID(),
  };
  const code = await main(io, argv);
  return { code, stdout: out(), stderr: err(), rawModes };
}

function collect(stream: PassThrough): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
