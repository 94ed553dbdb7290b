/** Functions for tests of the runtime: made from a few lines of source, run by a runtime of their own. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redacted } from '@coffer/wire';
import { strToU8, zipSync } from 'fflate';
import { systemClock } from '../clock.ts';
import { makeLog } from '../log.ts';
import type { FunctionLogEvent, FunctionRuntime, InvocationResult, RunnableFunction } from './function-runtime.ts';
import { makeFunctionRuntime } from './runtime.ts';
import type { FunctionRuntimeOptions } from './runtime-options.ts';

/** Functions get what processor time the tests leave: on a busy machine that is little. */
const PATIENT = { initMs: 120_000, nextMs: 120_000 };

/** A runtime with a folder of its own, and what functions wrote. */
export class TestRuntime implements AsyncDisposable {
  readonly runtime: FunctionRuntime;
  readonly folder: string;
  /** Messages of every stream, in their order. */
  readonly messages: string[] = [];
  readonly streams = new Set<string>();
  /** What functions have fetched. */
  readonly fetched: Redacted<string>[] = [];

  private constructor(folder: string, options: Partial<FunctionRuntimeOptions>) {
    this.folder = folder;
    this.runtime = makeFunctionRuntime({
      folder: join(folder, 'functions'),
      endpoint: 'https://127.0.0.1:1',
      ca: join(folder, 'ca.pem'),
      isolation: 'bubblewrap',
      functionLog: { append: (_, stream, events) => this.#append(stream, events) },
      fetched: { of: () => this.fetched },
      log: makeLog('silent'),
      clock: systemClock,
      random: randomBytes,
      ...options,
      limits: { ...PATIENT, ...options.limits },
    });
  }

  /** @param below where in its folder the runtime has its own */
  static async open(options: Partial<FunctionRuntimeOptions> = {}, below = ''): Promise<TestRuntime> {
    const folder = await mkdtemp(join(tmpdir(), 'coffer-functions-'));
    if (below !== '') return TestRuntime.#openIn(folder, { folder: join(folder, below, 'functions'), ...options });
    return TestRuntime.#openIn(folder, options);
  }

  static async #openIn(folder: string, options: Partial<FunctionRuntimeOptions>): Promise<TestRuntime> {
    await writeFile(join(folder, 'ca.pem'), CERTIFICATE_WITH_KEY, { mode: 0o600 });
    return new TestRuntime(folder, options);
  }

  async invoke(target: RunnableFunction, payload: unknown = {}): Promise<Answer> {
    const result = await this.runtime.invoke(target, {
      requestId: randomUUID(),
      payload: Buffer.from(JSON.stringify(payload)),
    });
    return { ...result, value: JSON.parse(Buffer.from(result.payload).toString()) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runtime.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  #append(stream: string, events: readonly FunctionLogEvent[]): void {
    this.streams.add(stream);
    for (const { message } of events) this.messages.push(message);
  }
}

/** As an administrator's own certificate may lie on disk; what stands in it is no real one. */
const CERTIFICATE_WITH_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEA
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBszCC
-----END CERTIFICATE-----
`;

/** A result with its payload read. */
export interface Answer extends InvocationResult {
  // Whatever the function of the test says.
  readonly value: ReturnType<typeof JSON.parse>;
}

/** A function in Node.js: CommonJS unless the name of the file says otherwise. */
export function nodeFunction(source: string, parts: Partial<RunnableFunction> = {}): RunnableFunction {
  return zipFunction({ 'index.js': source }, { runtime: 'nodejs22.x', handler: 'index.handler', ...parts });
}

/** A function in Python. */
export function pythonFunction(source: string, parts: Partial<RunnableFunction> = {}): RunnableFunction {
  const handler = 'lambda_function.lambda_handler';
  return zipFunction({ 'lambda_function.py': source }, { runtime: 'python3.12', handler, ...parts });
}

/** A function with a program of its own. */
export function shellFunction(source: string, parts: Partial<RunnableFunction> = {}): RunnableFunction {
  return zipFunction({ bootstrap: source }, { runtime: 'provided.al2023', handler: 'x', ...parts });
}

/** A function of these files. */
export function zipFunction(
  files: Readonly<Record<string, string>>,
  parts: Partial<RunnableFunction> = {},
): RunnableFunction {
  const archive = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
  const name = parts.name ?? `f-${randomUUID().slice(0, 8)}`;
  return {
    arn: `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
    name,
    accountId: '123456789012',
    region: 'eu-west-1',
    revisionId: randomUUID(),
    code: { kind: 'zip', sha256: createHash('sha256').update(archive).digest('base64'), read: async () => archive },
    handler: 'index.handler',
    runtime: 'nodejs22.x',
    timeout: 120,
    memorySize: 256,
    environment: new Map(),
    ephemeralStorage: 512,
    logGroup: `/aws/lambda/${name}`,
    credentials: async () => ({
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: new Redacted('secret-access-key'),
      sessionToken: new Redacted('session-token'),
      expiresAt: Date.now() + 3_600_000,
    }),
    ...parts,
  };
}
