import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redacted } from '@coffer/wire';
import type { InputOf, OperationContract, OutputOf } from '@coffer/wire';
import { services } from '@coffer/wire/services';
import type { Services } from '@coffer/wire/services';
import { signRequest } from '@coffer/wire/sigv4';
import type { ServerOptions } from '../options.ts';
import type { VpcEndpoint } from '../pipeline/caller.ts';
import { serve } from '../pipeline/serve.ts';
import type { Parts } from '../start/parts.ts';
import { openParts } from '../start/parts.ts';
import type { RawRequest, RawResponse } from '../transport/listener.ts';
import { ManualClock } from './manual-clock.ts';
import { openServerDatabase } from './server-database.ts';
import { placeServerFile } from './server-file.ts';
import { testOptions } from './test-options.ts';
import { decodeFailure, decodeResponse, encodeRequest, isSuccess } from './wire-format.ts';

export interface TestServerOptions {
  /** Default `sqlite`. */
  readonly engine?: 'sqlite' | 'postgres';
  readonly clock?: ManualClock;
  readonly options?: Partial<ServerOptions>;
}

/** With what a caller signs. */
export interface TestCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Redacted<string>;
  readonly sessionToken?: Redacted<string> | undefined;
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
  readonly #credentials: TestCredentials;
  readonly #endpoint: VpcEndpoint | undefined;

  private constructor(
    { parts, clock, dataDir }: Pick<TestServer, 'parts' | 'clock' | 'dataDir'>,
    stack: AsyncDisposableStack,
    credentials: TestCredentials,
    endpoint?: VpcEndpoint,
  ) {
    this.parts = parts;
    this.clock = clock;
    this.dataDir = dataDir;
    this.#stack = stack;
    this.#credentials = credentials;
    this.#endpoint = endpoint;
  }

  static async open({
    engine = 'sqlite',
    clock = new ManualClock(),
    options = {},
  }: TestServerOptions = {}): Promise<TestServer> {
    await using stack = new AsyncDisposableStack();
    const dataDir = await mkdtemp(join(tmpdir(), 'coffer-test-'));
    stack.defer(() => rm(dataDir, { recursive: true, force: true }));
    const database = engine === 'postgres' ? stack.use(await openServerDatabase()).url : undefined;
    const rootCredentials = {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    };
    const complete = testOptions(dataDir, { database, rootCredentials, ...options });
    if (complete.database === undefined) await placeServerFile(complete.dataDir);
    const parts = await openParts(stack, complete, clock);
    const { accessKeyId, secretAccessKey } = rootCredentials;
    const root = { accessKeyId, secretAccessKey: new Redacted(secretAccessKey) };
    return new TestServer({ parts, clock, dataDir }, stack.move(), root);
  }

  /** The same server for another caller. */
  as(credentials: TestCredentials): TestServer {
    return new TestServer(this, new AsyncDisposableStack(), credentials, this.#endpoint);
  }

  /** The same server for the same caller, whose requests come in through a VPC endpoint. */
  through(endpoint: VpcEndpoint): TestServer {
    return new TestServer(this, new AsyncDisposableStack(), this.#credentials, endpoint);
  }

  /** Calls an operation as the root user, or whoever the caller is, and gives its answer; throws an `Error` with AWS's code and words on an error. */
  async call<S extends keyof Services, O extends keyof Services[S]['operations'] & string>(
    service: S,
    operation: O,
    input: Partial<InputOf<OperationOf<S, O>>>,
    region = 'us-east-1',
  ): Promise<OutputOf<OperationOf<S, O>>> {
    const response = await this.#ask(service, operation, input, region);
    if (!isSuccess(response)) throw new Error(`${response.status} ${textOf(response)}`);
    // The contract that typed the output has decoded it.
    return decodeResponse(services[service], operation, response) as OutputOf<OperationOf<S, O>>;
  }

  /** The error that an operation answers; throws when it succeeds. */
  async refused<S extends keyof Services, O extends keyof Services[S]['operations'] & string>(
    service: S,
    operation: O,
    input: object | string,
    region = 'us-east-1',
  ): Promise<ErrorAnswer> {
    const response = await this.#ask(service, operation, input, region);
    if (isSuccess(response)) throw new Error(`was not refused: ${textOf(response)}`);
    return { status: response.status, ...decodeFailure(services[service], response) };
  }

  /** Sends a signed request in the service's own protocol. */
  #ask(service: keyof Services, operation: string, input: object | string, region: string): Promise<RawResponse> {
    const { method, target, headers, body } = encodeRequest(services[service], operation, input);
    const Host = `${service}.${region}.amazonaws.com`;
    const rawHeaders = headerPairs({ Host, ...headers, 'User-Agent': 'coffer-test' });
    return this.sendRaw({ method, target, rawHeaders, body: Buffer.from(body), service, region });
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
      credentials: this.#credentials,
      service,
      region,
      now: this.clock.now(),
    });
    return this.deliver({ ...unsigned, rawHeaders });
  }

  /** Delivers a request as it is. */
  deliver(request: Pick<RawRequest, 'method' | 'target' | 'rawHeaders' | 'body'>): Promise<RawResponse> {
    const raw = {
      ...request,
      remoteAddress: '203.0.113.10',
      tls: { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' },
      signal: new AbortController().signal,
      listener: 'test',
    };
    return serve(this.parts.line, raw, this.#endpoint);
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

/** A secret text for inputs. */
export function secretText(text: string): Redacted<string> {
  return new Redacted(text);
}
