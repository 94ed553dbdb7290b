import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJson, encodeJson, Redacted } from '@coffer/wire';
import type { InputOf, OperationContract, OutputOf } from '@coffer/wire';
import { services } from '@coffer/wire/services';
import type { Services } from '@coffer/wire/services';
import { signRequest } from '@coffer/wire/sigv4';
import type { AccessKey } from '../accounts/access-keys.ts';
import type { ServerOptions } from '../options.ts';
import { serve } from '../pipeline/serve.ts';
import type { Parts } from '../start/parts.ts';
import { openParts } from '../start/parts.ts';
import type { RawRequest, RawResponse } from '../transport/listener.ts';
import { ManualClock } from './manual-clock.ts';
import { openTestDatabase } from './postgres.ts';
import { testOptions } from './test-options.ts';

export interface TestServerOptions {
  /** Default `sqlite`. */
  readonly engine?: 'sqlite' | 'postgres';
  readonly clock?: ManualClock;
  readonly options?: Partial<ServerOptions>;
}

/** An error answer: what a client sees. */
export interface ErrorAnswer {
  readonly status: number;
  readonly code: string;
  readonly message: string | undefined;
}

type OperationOf<
  S extends keyof Services,
  O extends keyof Services[S]['operations'],
> = Services[S]['operations'][O] extends OperationContract ? Services[S]['operations'][O] : never;

/**
 * The real request line on real storage, without a socket: requests are signed, answers are bytes. For tests of
 * behaviour; what speaks over TLS starts a whole server instead.
 */
export class TestServer implements AsyncDisposable {
  readonly parts: Parts;
  readonly clock: ManualClock;
  readonly dataDir: string;
  readonly #stack: AsyncDisposableStack;
  readonly #key: AccessKey;

  private constructor(parts: Parts, clock: ManualClock, dataDir: string, stack: AsyncDisposableStack, key: AccessKey) {
    this.parts = parts;
    this.clock = clock;
    this.dataDir = dataDir;
    this.#stack = stack;
    this.#key = key;
  }

  static async open({
    engine = 'sqlite',
    clock = new ManualClock(),
    options = {},
  }: TestServerOptions = {}): Promise<TestServer> {
    await using stack = new AsyncDisposableStack();
    const dataDir = await mkdtemp(join(tmpdir(), 'coffer-test-'));
    stack.defer(() => rm(dataDir, { recursive: true, force: true }));
    const database = engine === 'postgres' ? stack.use(await openTestDatabase()).url : undefined;
    const rootCredentials = {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    };
    const parts = await openParts(stack, testOptions(dataDir, { database, rootCredentials, ...options }), clock);
    const key = await parts.line.accessKeys.find(rootCredentials.accessKeyId);
    if (key === undefined) throw new Error('the root key is missing');
    return new TestServer(parts, clock, dataDir, stack.move(), key);
  }

  /** Calls an operation as the root user and gives its answer; throws an `Error` with AWS's code and words on an error. */
  async call<S extends keyof Services, O extends keyof Services[S]['operations'] & string>(
    service: S,
    operation: O,
    input: Partial<InputOf<OperationOf<S, O>>>,
    region = 'us-east-1',
  ): Promise<OutputOf<OperationOf<S, O>>> {
    const contract: OperationContract = operationOf(service, operation);
    const response = await this.send(service, operation, encodeJson(contract.input, input), region);
    const body = textOf(response);
    if (response.status !== 200) throw new Error(`${response.status} ${body}`);
    // The contract that typed the output has decoded it.
    return decodeJson(contract.output, body) as OutputOf<OperationOf<S, O>>;
  }

  /** The error that an operation answers; throws when it succeeds. */
  async refused<S extends keyof Services, O extends keyof Services[S]['operations'] & string>(
    service: S,
    operation: O,
    input: object | string,
    region = 'us-east-1',
  ): Promise<ErrorAnswer> {
    const body = typeof input === 'string' ? input : encodeJson(operationOf(service, operation).input, input);
    const response = await this.send(service, operation, body, region);
    if (response.status === 200) throw new Error(`was not refused: ${textOf(response)}`);
    const answer = JSON.parse(textOf(response)) as { __type: string; Message?: string; message?: string };
    return { status: response.status, code: answer.__type, message: answer.Message ?? answer.message };
  }

  /** Sends a signed JSON request with this body, whatever it is. */
  async send(
    service: keyof Services,
    operation: string,
    body: string | Uint8Array,
    region = 'us-east-1',
  ): Promise<RawResponse> {
    const prefix = services[service].targetPrefixes[0] ?? '';
    return this.sendRaw({
      method: 'POST',
      target: '/',
      rawHeaders: headerPairs({
        Host: `${service}.${region}.amazonaws.com`,
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `${prefix}.${operation}`,
        'User-Agent': 'coffer-test',
      }),
      body: typeof body === 'string' ? Buffer.from(body, 'utf8') : body,
      service,
      region,
    });
  }

  /** Signs a request for a service and region, and sends it. */
  async sendRaw(request: {
    readonly method: string;
    readonly target: string;
    readonly rawHeaders: readonly string[];
    readonly body: Uint8Array;
    readonly service: string;
    readonly region: string;
  }): Promise<RawResponse> {
    const { service, region, ...unsigned } = request;
    const rawHeaders = signRequest(unsigned, {
      credentials: { accessKeyId: this.#key.caller.accessKeyId, secretAccessKey: this.#key.secretAccessKey },
      service,
      region,
      now: this.clock.now(),
    });
    return this.deliver({ ...unsigned, rawHeaders });
  }

  /** Delivers a request as it is. */
  deliver(request: Pick<RawRequest, 'method' | 'target' | 'rawHeaders' | 'body'>): Promise<RawResponse> {
    return serve(this.parts.line, {
      ...request,
      remoteAddress: '203.0.113.10',
      tls: { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' },
      signal: new AbortController().signal,
      listener: 'test',
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

export function textOf({ body }: RawResponse): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
}

/** Names and values in turn, as they come over the wire. */
function headerPairs(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers).flat();
}

function operationOf(service: keyof Services, operation: string): OperationContract {
  const operations: Readonly<Record<string, OperationContract>> = services[service].operations;
  const contract = operations[operation];
  if (contract === undefined) throw new Error(`no operation ${operation} in ${service}`);
  return contract;
}

/** A secret text for inputs. */
export function secretText(text: string): Redacted<string> {
  return new Redacted(text);
}
