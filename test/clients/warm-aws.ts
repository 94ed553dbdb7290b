/**
 * The AWS CLI's own program without the second that a Python needs to load it: one process loads its modules, and each
 * command is a process forked from that one. A CLI that is no Python script (the bundled installer's) is run as it is.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, openSync, readSync, closeSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Ended, RunOptions } from '../support/run-program.ts';
import { runProgram } from '../support/run-program.ts';

const SCRIPT = join(import.meta.dirname, 'warm-aws.py');
const warm = new Map<string, WarmProgram>();

/** Runs one command of an AWS CLI, as `runProgram` does. */
export async function runAws(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  let found = warm.get(program);
  if (found === undefined) {
    const python = pythonOf(program);
    if (python === undefined) return await runProgram(program, args, options);
    found = new WarmProgram(python, program, options.env ?? {});
    warm.set(program, found);
  }
  return await found.run(args, options);
}

class WarmProgram {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'coffer-aws-'));
  readonly #waiting = new Map<number, PromiseWithResolvers<number | null>>();
  #last = 0;

  constructor(python: string, program: string, env: NodeJS.ProcessEnv) {
    this.#child = spawn(python, [SCRIPT, program], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    process.on('exit', () => rmSync(this.#folder, { recursive: true, force: true }));
    this.#child.on('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${program} could not be loaded by ${python}`));
    });
    createInterface({ input: this.#child.stdout }).on('line', line => {
      const { id, code }: { id: number; code: number | null } = JSON.parse(line);
      this.#waiting.get(id)?.resolve(code);
    });
    this.#hold(false);
  }

  async run(args: readonly string[], { env = {}, cwd = this.#folder, input = '' }: RunOptions): Promise<Ended> {
    const id = ++this.#last;
    const files = ['in', 'out', 'err'].map(name => join(this.#folder, `${id}.${name}`));
    const [stdin = '', stdout = '', stderr = ''] = files;
    await writeFile(stdin, input);
    const ended = Promise.withResolvers<number | null>();
    this.#waiting.set(id, ended);
    this.#hold(true);
    this.#child.stdin.write(`${JSON.stringify({ id, argv: args, env, cwd, files })}\n`);
    try {
      const code = await ended.promise;
      return { code, stdout: await readFile(stdout, 'utf8'), stderr: await readFile(stderr, 'utf8') };
    } finally {
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#hold(false);
    }
  }

  /** Only a command that is awaited keeps this process alive. */
  #hold(isHeld: boolean): void {
    for (const handle of [this.#child, this.#child.stdin, this.#child.stdout] as unknown as NodeJS.RefCounted[]) {
      if (isHeld) handle.ref();
      else handle.unref();
    }
  }
}

/** The interpreter that a script names in its first line, when that is a Python. */
function pythonOf(program: string): string | undefined {
  const start = Buffer.alloc(256);
  const file = openSync(program, 'r');
  try {
    const line = start.toString('latin1', 0, readSync(file, start)).split('\n')[0] ?? '';
    return /^#!(\/\S*python[\d.]*)$/.exec(line)?.[1];
  } finally {
    closeSync(file);
  }
}
