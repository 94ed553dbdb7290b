import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerFile, ServerOptions } from '../../packages/server/src/index.ts';
import { testOptions } from '../../packages/server/src/testing/test-options.ts';

/** The key pair that spawned servers give their root user at the first start, so that tests need read no file. */
export const ROOT_CREDENTIALS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** How a server's process ended, and what it had to say. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** The process of a server that may not answer yet. Disposing of it kills it. */
export class ServerProcess implements AsyncDisposable {
  readonly child: ChildProcess;
  /** Resolves when the process is gone. */
  readonly ended: Promise<Ending>;
  readonly #ready: Promise<ServerFile>;
  #stderr = '';

  constructor(child: ChildProcess) {
    this.child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.ended = once(child, 'close').then(() => {
      return { code: child.exitCode, signal: child.signalCode, stderr: this.#stderr };
    });
    this.#ready = this.#untilReady();
    // Who never asks whether it is ready is not told that it never was.
    this.#ready.catch(() => {});
  }

  /** Where the server answers; rejects with what it said when it ended before. */
  get ready(): Promise<ServerFile> {
    return this.#ready;
  }

  /** What the process wrote to standard error so far: the operator's log. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Ends the process with a signal, `SIGKILL` unless another is named, and waits until it is gone. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<Ending> {
    this.child.kill(signal);
    return this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  #untilReady(): Promise<ServerFile> {
    return new Promise((resolve, reject) => {
      let said = '';
      this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        // The line that spawn-server.ts writes.
        if (said.endsWith('\n')) resolve(JSON.parse(said) as ServerFile);
      });
      this.child.on('close', (code, signal) => {
        reject(new Error(`the server ended before it answered (${signal ?? code}):\n${this.#stderr}`));
      });
    });
  }
}

/** What a spawned server is given beside its data directory; `under` is a command to run it with, such as strace. */
export interface SpawnOptions extends Partial<ServerOptions> {
  readonly under?: readonly string[];
}

/** Starts a server on free ports of loopback, HTTPS and plain HTTP, without waiting until it answers. */
export function spawnServer(dataDir: string, { under = [], ...more }: SpawnOptions = {}): ServerProcess {
  const options = testOptions(dataDir, {
    http: '127.0.0.1:0',
    logLevel: 'warn',
    rootCredentials: ROOT_CREDENTIALS,
    ...more,
  });
  const [program = process.execPath, ...args] = [...under, process.execPath, SCRIPT, JSON.stringify(options)];
  const NODE_COMPILE_CACHE = process.env['NODE_COMPILE_CACHE'] ?? join(tmpdir(), 'coffer-spawn-compiled');
  return new ServerProcess(
    spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, NODE_COMPILE_CACHE } }),
  );
}

const SCRIPT = join(import.meta.dirname, 'spawn-server.ts');
