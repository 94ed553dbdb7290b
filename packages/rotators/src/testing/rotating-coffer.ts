/** A real Coffer whose secrets rotate, for tests of rotators: what rotators ask it, goes through its whole line. */
import { randomUUID } from 'node:crypto';
import { TestServer } from '@coffer/server/testing';
import { Redacted } from '@coffer/wire';
import { strToU8, zipSync } from 'fflate';
import type { MakeSteps, World } from '../skeleton/handler.ts';
import { rotate } from '../skeleton/handler.ts';
import type { Outgoing } from '../skeleton/send.ts';

const FUNCTION_NAME = 'rotator';
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type StepName = (typeof STEPS)[number];

/** What a secret of a database holds. */
export type SecretMembers = Readonly<Record<string, unknown>>;

/** Coffer, with a function that may be attached to secrets; the steps of rotators are run here, in this process. */
export class RotatingCoffer implements AsyncDisposable {
  readonly server: TestServer;
  /** What rotators logged. */
  readonly log: string[] = [];
  /** ARNs of the secrets that rotators read. */
  readonly fetched: string[] = [];
  readonly #environment = new Map([
    ['AWS_ENDPOINT_URL', 'https://localhost:8443'],
    ['AWS_REGION', 'us-east-1'],
    ['AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE'],
    ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
  ]);
  #functionArn = '';

  private constructor(server: TestServer) {
    this.server = server;
  }

  static async open(): Promise<RotatingCoffer> {
    const coffer = new RotatingCoffer(await TestServer.open());
    await coffer.#makeFunction();
    return coffer;
  }

  /** Sets a variable of the function's environment. */
  set(name: string, value: string): void {
    this.#environment.set(name, value);
  }

  unset(name: string): void {
    this.#environment.delete(name);
  }

  /** Stores a secret; its ARN. */
  async store(members: SecretMembers | string): Promise<string> {
    const text = typeof members === 'string' ? members : JSON.stringify(members);
    const { ARN = '' } = await this.server.call('secretsmanager', 'CreateSecret', {
      Name: `secret-${randomUUID()}`,
      SecretString: new Redacted(text),
      ClientRequestToken: randomUUID(),
    });
    return ARN;
  }

  /** Gives the secret another value without rotating it. */
  async put(secretId: string, members: SecretMembers): Promise<void> {
    await this.server.call('secretsmanager', 'PutSecretValue', {
      SecretId: secretId,
      SecretString: new Redacted(JSON.stringify(members)),
      ClientRequestToken: randomUUID(),
    });
  }

  /** Gives the version of a rotation its value, as createSecret of somebody else would. */
  async putPending(secretId: string, token: string, members: SecretMembers): Promise<void> {
    await this.server.call('secretsmanager', 'PutSecretValue', {
      SecretId: secretId,
      SecretString: new Redacted(JSON.stringify(members)),
      ClientRequestToken: token,
      VersionStages: ['AWSPENDING'],
    });
  }

  /** The members of a version; of AWSCURRENT unless another label is named. */
  async read(secretId: string, stage = 'AWSCURRENT'): Promise<ReadonlyMap<string, string>> {
    const text = await this.text(secretId, stage);
    const members: Record<string, string> = JSON.parse(text);
    return new Map(Object.entries(members));
  }

  async text(secretId: string, stage = 'AWSCURRENT'): Promise<string> {
    const input = { SecretId: secretId, VersionStage: stage };
    const { SecretString } = await this.server.call('secretsmanager', 'GetSecretValue', input);
    return SecretString?.unwrap() ?? '';
  }

  /** Begins a rotation: the new version is registered, and nothing is run. Its id. */
  async begin(secretId: string): Promise<string> {
    const ClientRequestToken = randomUUID();
    const input = { SecretId: secretId, RotationLambdaARN: this.#functionArn, ClientRequestToken };
    await this.server.call('secretsmanager', 'RotateSecret', input);
    return ClientRequestToken;
  }

  /** Runs one step of a rotation. */
  step(makeSteps: MakeSteps, secretId: string, token: string, step: string): Promise<void> {
    return this.send(makeSteps, { SecretId: secretId, ClientRequestToken: token, Step: step });
  }

  /** Sends a rotator an event, whatever it is. */
  send(makeSteps: MakeSteps, event: unknown): Promise<void> {
    return rotate(makeSteps, this.world(), event);
  }

  /** Labels of each version. */
  async stages(secretId: string): Promise<ReadonlyMap<string, readonly string[]>> {
    const { VersionIdsToStages } = await this.server.call('secretsmanager', 'DescribeSecret', { SecretId: secretId });
    return new Map(Object.entries(VersionIdsToStages ?? {}));
  }

  /** Runs the steps of a rotation, all of them or from one on. */
  async run(makeSteps: MakeSteps, secretId: string, token: string, from: StepName = 'createSecret'): Promise<void> {
    for (const step of STEPS.slice(STEPS.indexOf(from))) await this.step(makeSteps, secretId, token, step);
  }

  /** A whole rotation. */
  async rotate(makeSteps: MakeSteps, secretId: string): Promise<void> {
    await this.run(makeSteps, secretId, await this.begin(secretId));
  }

  /** What rotators find around them. */
  world(): World {
    return {
      environment: this.#environment,
      send: outgoing => this.#deliver(outgoing),
      now: () => this.server.clock.now(),
      log: line => this.log.push(line),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }

  async #deliver({ method, url, rawHeaders, body }: Outgoing) {
    if (rawHeaders.includes('secretsmanager.GetSecretValue')) {
      const { SecretId }: { readonly SecretId: string } = JSON.parse(Buffer.from(body).toString('utf8'));
      this.fetched.push(SecretId);
    }
    const target = `${url.pathname}${url.search}`;
    const answer = await this.server.deliver({ method, target, rawHeaders, body });
    const text = typeof answer.body === 'string' ? answer.body : Buffer.from(answer.body).toString('utf8');
    return { status: answer.status, body: text };
  }

  async #makeFunction(): Promise<void> {
    const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
    await this.server.call('iam', 'CreateRole', { RoleName: 'rotator', AssumeRolePolicyDocument: policy });
    const { FunctionArn = '' } = await this.server.call('lambda', 'CreateFunction', {
      FunctionName: FUNCTION_NAME,
      Role: 'arn:aws:iam::123456789012:role/rotator',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: new Redacted(zipSync({ 'index.mjs': strToU8('export const handler = () => null;') })) },
    });
    this.#functionArn = FunctionArn;
    await this.server.call('lambda', 'AddPermission', {
      FunctionName: FUNCTION_NAME,
      StatementId: 'rotation',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
    });
  }
}
