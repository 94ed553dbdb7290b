import { Redacted } from '@coffer/wire';
import { signRequest } from '@coffer/wire/sigv4';
import { ROOT_CREDENTIALS } from './spawn-process.ts';

// An `import` of it loads fetch too, which takes as long as a Node.js that starts.
const { Agent, request } = process.getBuiltinModule('node:http');

/** What came back, as far as tests of whole servers look. */
export interface Answer {
  readonly status: number;
  /** `x-amzn-RequestId`; empty when there was none. */
  readonly requestId: string;
  /** The body of an answer in JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** AWS services that clients of tests call, and the prefix of their targets. */
const TARGETS = {
  secretsmanager: 'secretsmanager',
  cloudtrail: 'CloudTrail_20131101',
  kms: 'TrentService',
} as const;

/** A signing client with one connection that it keeps, over plain HTTP: nothing between the test and the wire. */
export class SpawnClient implements Disposable {
  readonly #url: URL;
  readonly #credentials: { readonly accessKeyId: string; readonly secretAccessKey: Redacted<string> };
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url: string, credentials = ROOT_CREDENTIALS) {
    this.#url = new URL(url);
    const { accessKeyId, secretAccessKey } = credentials;
    this.#credentials = { accessKeyId, secretAccessKey: new Redacted(secretAccessKey) };
  }

  /** Calls an operation; rejects when the connection ends before the whole answer is there. */
  call(service: keyof typeof TARGETS, operation: string, input: object, userAgent = 'coffer-test'): Promise<Answer> {
    const body = Buffer.from(JSON.stringify(input), 'utf8');
    const unsigned = [
      'Host',
      this.#url.host,
      'Content-Type',
      'application/x-amz-json-1.1',
      'Content-Length',
      String(body.byteLength),
      'X-Amz-Target',
      `${TARGETS[service]}.${operation}`,
      'User-Agent',
      userAgent,
    ];
    const rawHeaders = signRequest(
      { method: 'POST', target: '/', rawHeaders: unsigned, body },
      { credentials: this.#credentials, region: 'us-east-1', service, now: Date.now() },
    );
    return this.#send(rawHeaders, body);
  }

  /** Calls an operation that must succeed; rejects with its answer when it does not. */
  async must(service: keyof typeof TARGETS, operation: string, input: object): Promise<Answer['body']> {
    const { status, body } = await this.call(service, operation, input);
    if (status !== 200)
      throw new Error(`${operation} answered ${status} ${JSON.stringify(body)} to ${JSON.stringify(input)}`);
    return body;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  #send(headers: readonly string[], body: Buffer): Promise<Answer> {
    const { hostname, port } = this.#url;
    return new Promise((resolve, reject) => {
      const sent = request({ hostname, port, method: 'POST', path: '/', headers, agent: this.#agent }, response => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode = 0, headers: answered } = response;
          const requestId = String(answered['x-amzn-requestid'] ?? '');
          try {
            // What the server answers is the test's own matter.
            resolve({ status: statusCode, requestId, body: JSON.parse(text) as Answer['body'] });
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
