/** AWS credentials of this process: the standard variables, or a profile of a shared credentials file. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Redacted } from '@coffer/wire';
import type { Credentials } from '@coffer/wire/sigv4';
import { RootKeyAway } from './root-key.ts';

/**
 * Read anew for each request, so that a renewed file counts at once. Without a profile: AWS_ACCESS_KEY_ID,
 * AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, else the profile `default`. Throws `RootKeyAway` when there are none.
 */
export async function awsCredentials(
  env: Readonly<Record<string, string | undefined>>,
  profile: string | undefined,
): Promise<Credentials> {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = env;
  if (profile === undefined && id && secret) return credentials(id, secret, token);
  const path = env['AWS_SHARED_CREDENTIALS_FILE'] || join(homedir(), '.aws', 'credentials');
  const name = profile ?? 'default';
  const values = readProfile(await readText(path), name);
  const [accessKeyId, secretAccessKey] = [values.get('aws_access_key_id'), values.get('aws_secret_access_key')];
  if (!accessKeyId || !secretAccessKey)
    throw new RootKeyAway(`\`${path}\` holds no credentials of profile \`${name}\``);
  return credentials(accessKeyId, secretAccessKey, values.get('aws_session_token'));
}

function credentials(accessKeyId: string, secret: string, token: string | undefined): Credentials {
  return {
    accessKeyId,
    secretAccessKey: new Redacted(secret),
    sessionToken: token ? new Redacted(token) : undefined,
  };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RootKeyAway(`no credentials: neither the AWS_* variables nor \`${path}\`: ${why}`, {
      cause: error,
    });
  }
}

function readProfile(text: string, profile: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let isIn = false;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line.startsWith('[')) isIn = line.endsWith(']') && line.slice(1, -1).trim() === profile;
    const equals = line.indexOf('=');
    if (!isIn || equals < 1 || line.startsWith('#') || line.startsWith(';')) continue;
    values.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  return values;
}
