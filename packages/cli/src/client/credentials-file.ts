/** Shared credentials files, as AWS's tools read them: sections in brackets, `key = value` lines. */
import { readFileSync } from 'node:fs';
import type { ServerFile } from '@coffer/server';
import { Redacted } from '@coffer/wire';
import type { Credentials } from '@coffer/wire/sigv4';
import { Failure, messageOf } from '../failure.ts';
import { readPrivateFile } from './private-files.ts';

/** The credentials of a profile. Throws a `Failure` when the file cannot be read or does not hold them. */
export function readCredentialsFile(path: string, profile: string): Credentials {
  const text = textOf(each => readFileSync(each, 'utf8'), path);
  const found = parseCredentials(text, profile);
  if (found === undefined) throw new Failure(`\`${path}\` holds no credentials of profile \`${profile}\``);
  return found;
}

/**
 * The credentials that a server made, in the file that `server.json` names, which must be private as the server made it:
 * the administrator's (`default`) or the root user's (`root`). Throws a `Failure`.
 */
export function readMadeCredentials(
  { credentials }: Pick<ServerFile, 'credentials'>,
  profile: 'default' | 'root' = 'default',
): Credentials {
  const found = parseCredentials(textOf(readPrivateFile, credentials), profile);
  if (found !== undefined) return found;
  throw new Failure(
    `\`${credentials}\` holds no credentials of profile \`${profile}\`; ` +
      (profile === 'root'
        ? '`coffer account reset-root` makes new ones of the root user'
        : '`coffer account reset-admin` makes an administrator, `coffer env --root` works as the root user'),
  );
}

function textOf(read: (path: string) => string, path: string): string {
  try {
    return read(path);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot read the credentials file: ${messageOf(error)}`);
  }
}

/** Credentials of a profile in a file's text; undefined when the profile or one half of its key pair is missing. */
export function parseCredentials(text: string, profile: string): Credentials | undefined {
  const values = new Map<string, string>();
  let isInside = false;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    if (line.startsWith('[') && line.endsWith(']')) {
      isInside = line.slice(1, -1).trim() === profile;
      continue;
    }
    const equals = line.indexOf('=');
    if (isInside && equals > 0) values.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  const accessKeyId = values.get('aws_access_key_id');
  const secretAccessKey = values.get('aws_secret_access_key');
  if (!accessKeyId || !secretAccessKey) return undefined;
  const sessionToken = values.get('aws_session_token');
  return {
    accessKeyId,
    secretAccessKey: new Redacted(secretAccessKey),
    sessionToken: sessionToken ? new Redacted(sessionToken) : undefined,
  };
}
