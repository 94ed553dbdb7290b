import { setTimeout as delay } from 'node:timers/promises';
import { AwsError, Redacted } from '@coffer/wire';
import { signRequest } from '@coffer/wire/sigv4';
import type { Credentials } from '@coffer/wire/sigv4';
import type { Environment } from './environment.ts';
import { valueError } from './rotation-error.ts';
import type { Incoming, Send } from './send.ts';

/** Where a service is called, and as whom. */
export interface AwsClient {
  /** The signing name: `secretsmanager`. */
  readonly service: string;
  readonly region: string;
  readonly endpoint: URL;
  readonly credentials: Credentials;
  readonly send: Send;
  now(): number;
}

/** Names of the variables that may hold a service's endpoint, the first that is set counts. */
const ENDPOINTS: ReadonlyMap<string, readonly string[]> = new Map([
  // The first one is that of AWS's published functions.
  ['secretsmanager', ['SECRETS_MANAGER_ENDPOINT', 'AWS_ENDPOINT_URL_SECRETS_MANAGER', 'AWS_ENDPOINT_URL']],
  ['iam', ['AWS_ENDPOINT_URL_IAM', 'AWS_ENDPOINT_URL']],
  ['sts', ['AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL']],
]);

/**
 * A client of a service with the function's own credentials, from the variables that Lambda sets.
 *
 * @throws RotationError when a variable is missing or the endpoint is no URL
 */
export function awsClient(service: string, environment: Environment, send: Send, now: () => number): AwsClient {
  const token = environment.get('AWS_SESSION_TOKEN');
  const credentials = {
    accessKeyId: needed(environment, 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: new Redacted(needed(environment, 'AWS_SECRET_ACCESS_KEY')),
    sessionToken: token === undefined || token === '' ? undefined : new Redacted(token),
  };
  const region = environment.get('AWS_REGION') ?? needed(environment, 'AWS_DEFAULT_REGION');
  return { service, region, endpoint: endpointOf(service, environment), credentials, send, now };
}

/**
 * Signs and sends one POST; tries again, three times in all, when the service is busy or not there.
 *
 * @throws AwsError what the service answered, as `readError` reads it
 */
export async function post(
  client: AwsClient,
  headers: readonly string[],
  body: string,
  readError: (answer: Incoming) => AwsError,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await once(client, headers, Buffer.from(body));
      if (answer.status >= 200 && answer.status < 300) return answer.body;
      throw readError(answer);
    } catch (error) {
      if (attempt === ATTEMPTS || !isWorthAnother(error)) throw error;
      await delay(PAUSE_MS * attempt);
    }
  }
}

/** Whose mistake an error is. */
export function faultOf({ status }: Pick<Incoming, 'status'>): 'client' | 'server' {
  return status >= 500 ? 'server' : 'client';
}

const ATTEMPTS = 3;
const PAUSE_MS = 150;

function once(client: AwsClient, headers: readonly string[], body: Uint8Array): Promise<Incoming> {
  const { service, region, endpoint: url, credentials } = client;
  const target = `${url.pathname}${url.search}`;
  const unsigned = { method: 'POST', target, body, rawHeaders: ['Host', url.host, ...headers] };
  const rawHeaders = signRequest(unsigned, { credentials, region, service, now: client.now() });
  return client.send({ method: 'POST', url, body, rawHeaders });
}

/** Everything that is called here may be called twice: versions are named by the caller. */
function isWorthAnother(error: unknown): boolean {
  if (!(error instanceof AwsError)) return true;
  return error.status >= 500 || error.status === 429 || error.code.startsWith('Throttling');
}

function endpointOf(service: string, environment: Environment): URL {
  const names = ENDPOINTS.get(service) ?? ['AWS_ENDPOINT_URL'];
  const name = names.find(candidate => (environment.get(candidate) ?? '') !== '');
  if (name === undefined) throw valueError(`${names.at(-1)} is not set: it says where Coffer is`);
  const url = URL.parse(environment.get(name) ?? '');
  if (url === null || !/^https?:$/.test(url.protocol)) throw valueError(`${name} is not the URL of an endpoint`);
  return url;
}

function needed(environment: Environment, name: string): string {
  const value = environment.get(name);
  if (value === undefined || value === '') throw valueError(`${name} is not set in the environment of the function`);
  return value;
}
