/** What tests of rotation's commands share: a server, and its callers. */
import assert from 'node:assert/strict';
import type { Run } from '../testing.ts';
import { runCli, serverFolder } from '../testing.ts';

/** Variables that make a command somebody's. */
export type CallerVariables = Readonly<Record<string, string>>;

/** Commands against a server; they are the administrator's unless variables say whose. */
export class RotationCli implements AsyncDisposable {
  readonly #server: Awaited<ReturnType<typeof serverFolder>>;

  private constructor(server: Awaited<ReturnType<typeof serverFolder>>) {
    this.#server = server;
  }

  static async open(): Promise<RotationCli> {
    return new RotationCli(await serverFolder());
  }

  run(argv: readonly string[], env: CallerVariables = {}): Promise<Run> {
    return runCli(argv, { cwd: this.#server.folder, env });
  }

  /** What a command prints; it must succeed. */
  async must(argv: readonly string[], env: CallerVariables = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(argv, env);
    assert.equal(code, 0, `${argv.join(' ')}\n${stdout}${stderr}`);
    return stdout;
  }

  /** What a command complains of; it must fail. */
  async refusal(argv: readonly string[], env: CallerVariables = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(argv, env);
    assert.notEqual(code, 0, `${argv.join(' ')}\n${stdout}`);
    return stderr;
  }

  /** Makes a user with managed policies of AWS. */
  async userWith(name: string, ...policies: readonly string[]): Promise<CallerVariables> {
    await this.must(['iam', 'create-user', '--user-name', name]);
    for (const policy of policies) {
      const arn = `arn:aws:iam::aws:policy/${policy}`;
      await this.must(['iam', 'attach-user-policy', '--user-name', name, '--policy-arn', arn]);
    }
    const made = JSON.parse(await this.must(['iam', 'create-access-key', '--user-name', name])) as {
      AccessKey: { AccessKeyId: string; SecretAccessKey: string };
    };
    const { AccessKeyId, SecretAccessKey } = made.AccessKey;
    return { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey };
  }

  /** Gives a user an inline policy of one statement, in place of the one before. */
  async putStatement(user: string, Effect: 'Allow' | 'Deny', Action: string): Promise<void> {
    const document = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource: '*' }] });
    const place = ['--user-name', user, '--policy-name', 'inline'];
    await this.must(['iam', 'put-user-policy', ...place, '--policy-document', document]);
  }

  async removeStatement(user: string): Promise<void> {
    await this.must(['iam', 'delete-user-policy', '--user-name', user, '--policy-name', 'inline']);
  }

  /** Stores a secret for MariaDB on this machine, but for what its members say. */
  async store(name: string, members: object): Promise<void> {
    const value = JSON.stringify({ engine: 'mariadb', host: '127.0.0.1', ...members });
    await this.must(['secretsmanager', 'create-secret', '--name', name, '--secret-string', value]);
  }

  async valueOf(name: string, stage = 'AWSCURRENT'): Promise<{ username: string; password: string }> {
    const value = await this.must(['secret', 'get', name, '--stage', stage]);
    return JSON.parse(value) as { username: string; password: string }; // what the test stored
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}
