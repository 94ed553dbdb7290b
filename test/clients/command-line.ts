import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ended } from '../support/run-program.ts';
import { runProgram } from '../support/run-program.ts';
import { ROOT } from '../support/sources.ts';
import type { Coffer, Identity } from '../support/start-coffer.ts';
import { runAws } from './warm-aws.ts';

/** An object of a command's output. */
export type Printed = Readonly<Record<string, unknown>>;

interface Parts {
  readonly program: string;
  /** Words before those of a command. */
  readonly before: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly run: typeof runProgram;
}

const COFFER = join(ROOT, 'packages/cli/bin/coffer.js');

/** An AWS CLI, or Coffer's own command, in a folder of its own and pointed at a server. */
export class CommandLine implements AsyncDisposable {
  readonly #parts: Parts;
  readonly #isOwner: boolean;

  private constructor(parts: Parts, isOwner: boolean) {
    this.#parts = parts;
    this.#isOwner = isOwner;
  }

  /** An AWS CLI by its path. */
  static async ofAws(program: string, { ready, clientEnv: env }: Coffer): Promise<CommandLine> {
    const before = ['--endpoint-url', ready.https, '--ca-bundle', ready.ca];
    return new CommandLine({ program, before, env, folder: await newFolder(), run: runAws }, true);
  }

  /** `coffer`, or with words such as `aws`, one of its commands. */
  static async ofCoffer({ clientEnv: env }: Coffer, ...words: readonly string[]): Promise<CommandLine> {
    const before = [COFFER, ...words];
    const folder = await newFolder();
    return new CommandLine({ program: process.execPath, before, env, folder, run: runProgram }, true);
  }

  /** The same program as another caller, or in another region; it shares the folder. */
  as({ identity, region }: { readonly identity?: Identity; readonly region?: string }): CommandLine {
    const env = { ...this.#parts.env, ...(identity === undefined ? {} : identityVariables(identity)) };
    if (region !== undefined) env['AWS_DEFAULT_REGION'] = region;
    return new CommandLine({ ...this.#parts, env }, false);
  }

  /** Writes a file that commands name as `file://NAME`. */
  async writeFile(name: string, content: string | Uint8Array): Promise<void> {
    await writeFile(join(this.#parts.folder, name), content, { mode: 0o600 });
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
    const printed: Printed = JSON.parse(await this.text(...words, '--output', 'json'));
    return printed;
  }

  /** What a command complains of. Fails when the command succeeds, or prints anything else. */
  async refusal(...words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.#run(words);
    // 254 of version 2 and of Coffer, 255 of version 1: the server refused.
    assert.ok(code === 254 || code === 255, `${words.join(' ')} ended with ${code}\n${stdout}${stderr}`);
    assert.equal(stdout, '');
    return stderr.trim();
  }

  /** How a command ends, whatever it prints; -1 when a signal ended it. */
  async exitCode(...words: readonly string[]): Promise<number> {
    const { code } = await this.#run(words);
    return code ?? -1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOwner) await rm(this.#parts.folder, { recursive: true, force: true });
  }

  #run(words: readonly string[]): Promise<Ended> {
    const { program, before, env, folder, run } = this.#parts;
    return run(program, [...before, ...words], { cwd: folder, env });
  }
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'coffer-cli-'));
}

function identityVariables({ accessKeyId, secretAccessKey, sessionToken = '' }: Identity): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    // Programs take an empty one for none.
    AWS_SESSION_TOKEN: sessionToken,
  };
}
