/** Where a client's requests go and who signs them. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ServerFile } from '@coffer/server';
import { Redacted } from '@coffer/wire';
import type { Credentials } from '@coffer/wire/sigv4';
import { Failure, messageOf } from '../failure.ts';
import { text } from '../flags.ts';
import { dataDirFlag } from '../server/server-flags.ts';
import { readCredentialsFile, readMadeCredentials } from './credentials-file.ts';
import { readServerFile } from './server-file.ts';

export interface Connection {
  readonly endpoint: URL;
  /** Certificates (PEM) to trust; undefined: those that Node.js trusts. */
  readonly ca: string | undefined;
  readonly region: string;
  readonly credentials: Credentials;
}

/** The flags of every command that sends requests. */
export const connectionFlags = {
  'data-dir': { ...dataDirFlag, doc: "the server's folder, which names its address and first credentials" },
  'endpoint-url': text('URL', "the server's address", { variable: 'AWS_ENDPOINT_URL' }),
  'ca-bundle': text(
    'FILE',
    "certificates to trust (PEM); default: the server's own, or AWS_CA_BUNDLE for another address",
  ),
  region: text('REGION', "default: AWS_REGION, AWS_DEFAULT_REGION or the server's first"),
  profile: text('NAME', 'a profile of the shared credentials file; default: the AWS_* variables, or the administrator'),
} as const;

export interface ConnectionFlags {
  readonly 'data-dir': string;
  readonly 'endpoint-url'?: string | undefined;
  readonly 'ca-bundle'?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/** AWS's exit code for a configuration that is incomplete. */
const INCOMPLETE = 253;

/**
 * Puts a connection together: flags, then AWS's variables, then `DIR/server.json`. There is no further default, so that
 * a secret never goes to Amazon because a variable is missing. Throws a `Failure` of exit code 253.
 */
export function connectionOf(env: NodeJS.ProcessEnv, cwd: string, flags: ConnectionFlags): Connection {
  let known: ServerFile | undefined;
  const file = () => (known ??= readServerFile(resolve(cwd, flags['data-dir'])));
  try {
    const given = flags['endpoint-url'];
    const endpoint = readEndpoint(given ?? file().https);
    // AWS_CA_BUNDLE is often there for other endpoints, and would lock this server out.
    const bundle = flags['ca-bundle'] ?? (given === undefined ? file().ca : env['AWS_CA_BUNDLE'] || undefined);
    return {
      endpoint,
      ca: bundle === undefined || endpoint.protocol === 'http:' ? undefined : readBundle(resolve(cwd, bundle)),
      region: flags.region || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || firstRegion(file),
      credentials: credentialsOf(env, flags.profile, file),
    };
  } catch (error) {
    throw error instanceof Failure ? new Failure(error.message, { exitCode: INCOMPLETE }) : error;
  }
}

function firstRegion(file: () => ServerFile): string {
  try {
    return file().regions[0] ?? '';
  } catch {
    throw new Failure('no region is known; name one with `--region` or `AWS_REGION`');
  }
}

function credentialsOf(env: NodeJS.ProcessEnv, profile: string | undefined, file: () => ServerFile): Credentials {
  if (profile !== undefined) {
    return readCredentialsFile(env['AWS_SHARED_CREDENTIALS_FILE'] || join(homedir(), '.aws', 'credentials'), profile);
  }
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  if (!accessKeyId && !secretAccessKey) return readMadeCredentials(file());
  if (!accessKeyId || !secretAccessKey) {
    throw new Failure('`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` must be set together');
  }
  const token = env['AWS_SESSION_TOKEN'];
  return {
    accessKeyId,
    secretAccessKey: new Redacted(secretAccessKey),
    sessionToken: token ? new Redacted(token) : undefined,
  };
}

function readEndpoint(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !['https:', 'http:'].includes(url.protocol)) {
    throw new Failure(`\`${address}\` is no address of a server; one looks like \`https://127.0.0.1:7443\``);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new Failure(`\`${address}\` would carry secret values over the network in clear: use https`);
  }
  return url;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

function readBundle(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure(`cannot read the certificates to trust: ${messageOf(error)}`);
  }
}
