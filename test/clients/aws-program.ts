import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../support/run-program.ts';
import type { Coffer } from '../support/start-coffer.ts';

/** An object of the CLI's output. */
export type Printed = Readonly<Record<string, unknown>>;

/** One AWS CLI in a folder of its own, pointed at a server. */
export class AwsProgram implements AsyncDisposable {
  readonly #program: string;
  readonly #coffer: Coffer;
  readonly #folder: string;

  private constructor(program: string, coffer: Coffer, folder: string) {
    this.#program = program;
    this.#coffer = coffer;
    this.#folder = folder;
  }

  static async open(program: string, coffer: Coffer): Promise<AwsProgram> {
    return new AwsProgram(program, coffer, await mkdtemp(join(tmpdir(), 'coffer-aws-')));
  }

  /** Writes a file that commands name as `file://NAME`. */
  async writeFile(name: string, content: string | Uint8Array): Promise<void> {
    await writeFile(join(this.#folder, name), content, { mode: 0o600 });
  }

  /** What a command prints, as text. Fails when the command does. */
  async text(...words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.#run(words);
    assert.equal(code, 0, `${words.join(' ')}\n${stderr}`);
    assert.equal(stderr, '', 'a command that succeeds has nothing to complain of');
    return stdout;
  }

  /** What a command prints, as JSON. Fails when the command does. */
  async json(...words: readonly string[]): Promise<Printed> {
    return JSON.parse(await this.text(...words, '--output', 'json'));
  }

  /** What a command complains of. Fails when the command succeeds, or prints anything else. */
  async refusal(...words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.#run(words);
    // 254 of version 2 and 255 of version 1: the server refused.
    assert.ok(code === 254 || code === 255, `${words.join(' ')} ended with ${code}\n${stdout}${stderr}`);
    assert.equal(stdout, '');
    return stderr.trim();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #run(words: readonly string[]) {
    const { https, ca } = this.#coffer.ready;
    const args = ['--endpoint-url', https, '--ca-bundle', ca, ...words];
    return runProgram(this.#program, args, { cwd: this.#folder, env: this.#coffer.clientEnv });
  }
}
