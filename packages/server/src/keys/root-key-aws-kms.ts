/** The root key sealed by a key of AWS KMS, or of another Coffer. */
import { readFile } from 'node:fs/promises';
import { signRequest } from '@coffer/wire/sigv4';
import type { Random } from './aead.ts';
import { awsCredentials } from './aws-credentials.ts';
import { RootKeyAway, RootKeyRefused } from './root-key.ts';
import type { RootKeyProvider } from './root-key.ts';
import { base64Of, sealedRootKey, stateText } from './sealed-root.ts';

export interface AwsKmsOptions {
  /** Id, ARN, alias name or alias ARN, as KMS takes it. */
  readonly keyId: string;
  /** Absent: AWS_REGION, AWS_DEFAULT_REGION, or that of the key's ARN. */
  readonly region?: string | undefined;
  /** `https://…`, or `http://` on loopback; absent: AWS's own endpoint of the region. */
  readonly endpoint?: string | undefined;
  /** Certificates to trust (PEM), in place of those that Node.js trusts. */
  readonly ca?: string | undefined;
  /** A profile of the shared credentials file; absent: the standard variables, else `default`. */
  readonly profile?: string | undefined;
}

/** What a provider takes from its process. */
export interface AwsSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: Random;
  /** Posts a small body over TLS, or on loopback; trusts `ca` (PEM) alone where that is given. */
  readonly post: (
    endpoint: URL,
    rawHeaders: readonly string[],
    body: Uint8Array,
    ca?: string,
  ) => Promise<{ readonly status: number; readonly text: string }>;
}

/**
 * A provider over a symmetric KMS key: Encrypt when a root key is made, Decrypt at each start, with the root key's name
 * as encryption context, which AWS's trail shows. Throws `RootKeyRefused` for options that name no endpoint.
 */
export function rootKeyAwsKms(options: AwsKmsOptions, surroundings: AwsSurroundings): RootKeyProvider {
  const { keyId } = options;
  const place = placeOf(options, surroundings.env);
  const call = (operation: string, input: object) => callKms(place, options, surroundings, operation, input);
  return sealedRootKey(
    {
      kind: 'aws-kms',
      description: `KMS key \`${keyId}\` at ${place.endpoint.origin}`,
      isUnattended: true,
      async seal(material, rootKeyId) {
        const Plaintext = base64Of(material);
        const answer = await call('Encrypt', { KeyId: keyId, Plaintext, EncryptionContext: contextOf(rootKeyId) });
        // The key that an alias stood for: the alias may be given to another one.
        return { key: answer('KeyId'), blob: answer('CiphertextBlob') };
      },
      async unseal(state, rootKeyId) {
        const answer = await call('Decrypt', {
          KeyId: stateText(state, 'key'),
          CiphertextBlob: stateText(state, 'blob'),
          EncryptionContext: contextOf(rootKeyId),
        });
        return Buffer.from(answer('Plaintext'), 'base64');
      },
    },
    surroundings.random,
  );
}

function contextOf(rootKeyId: string): Readonly<Record<string, string>> {
  return { 'coffer:root-key': rootKeyId };
}

interface Place {
  readonly endpoint: URL;
  readonly region: string;
}

function placeOf({ keyId, region: named, endpoint }: AwsKmsOptions, env: AwsSurroundings['env']): Place {
  const ofArn = keyId.startsWith('arn:') ? keyId.split(':')[3] : undefined;
  const region = named || ofArn || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'];
  if (!region || !/^[a-z0-9-]{1,32}$/.test(region)) {
    throw new RootKeyRefused(
      'malformed',
      'the region of the KMS key is not known: name it with `--root-key-kms-region`',
    );
  }
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = URL.parse(endpoint ?? `https://kms.${region}.${suffix}`);
  const isLoopback = url !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback))) {
    const message = `\`${endpoint}\` is no address of a KMS: it begins with https://`;
    throw new RootKeyRefused('malformed', message);
  }
  return { endpoint: url, region };
}

/** Calls an operation; gives its answer's texts by name. Whatever goes wrong may go away by itself. */
async function callKms(
  { endpoint, region }: Place,
  { profile, ca }: AwsKmsOptions,
  { env, now, post }: AwsSurroundings,
  operation: string,
  input: object,
): Promise<(name: string) => string> {
  const body = Buffer.from(JSON.stringify(input));
  const target = '/';
  const named = ['Host', endpoint.host, 'Content-Type', 'application/x-amz-json-1.1'];
  const rawHeaders = [...named, 'X-Amz-Target', `TrentService.${operation}`];
  try {
    const credentials = await awsCredentials(env, profile);
    const headers = signRequest(
      { method: 'POST', target, rawHeaders, body },
      { credentials, region, service: 'kms', now: now() },
    );
    const trusted = ca === undefined ? undefined : await readFile(ca, 'utf8');
    const { status, text } = await post(endpoint, headers, body, trusted);
    const answer = textsOf(text);
    if (status !== 200) throw new RootKeyAway(`${operation} was refused: ${refusalOf(answer, status)}`);
    return name => {
      const value = answer.get(name);
      if (value === undefined) throw new RootKeyAway(`the KMS's answer to ${operation} has no ${name}`);
      return value;
    };
  } catch (error) {
    if (error instanceof RootKeyAway) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new RootKeyAway(`the KMS at ${endpoint.origin} does not answer: ${why}`, { cause: error });
  } finally {
    body.fill(0);
  }
}

function refusalOf(answer: ReadonlyMap<string, string>, status: number): string {
  const words = answer.get('message') ?? answer.get('Message') ?? '';
  const code = (answer.get('__type') ?? '').split('#').at(-1);
  return `${code || `HTTP status ${status}`}${words === '' ? '' : `: ${words.slice(0, 300)}`}`;
}

function textsOf(text: string): ReadonlyMap<string, string> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return new Map();
    return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return new Map();
  }
}
