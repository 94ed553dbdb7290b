/** The credentials files: the one way in which key pairs leave the server. No request ever reads them. */
import { constants } from 'node:fs';
import { lstat, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountRow } from '../accounts/account-store.ts';
import type { ServerOptions } from '../options.ts';
import { OperatorError } from '../transport/operator-error.ts';
import type { KeyPair } from './root-credentials.ts';

/** `default`: the administrator, whom every AWS client takes unless it is told otherwise. `root`: the root user. */
export type Profile = 'default' | 'root';

/** Larger ones are not what a server writes, whatever an operator has added. */
const MAX_BYTES = 65_536;

/** Where the first account's credentials lie. */
export function credentialsPath(options: Pick<ServerOptions, 'dataDir'>): string {
  return join(options.dataDir, 'credentials');
}

/** Where an account's credentials lie: `credentials-ID`, but for the first one. */
export function credentialsPathOf(
  options: Pick<ServerOptions, 'dataDir'>,
  account: Pick<AccountRow, 'account_id' | 'is_first'>,
): string {
  return account.is_first === 1 ? credentialsPath(options) : join(options.dataDir, `credentials-${account.account_id}`);
}

/** The text of a shared credentials file with these profiles. */
export function credentialsText(
  { regions }: Pick<ServerOptions, 'regions'>,
  profiles: Partial<Readonly<Record<Profile, KeyPair>>>,
): string {
  const sections = (['default', 'root'] as const).flatMap(name => {
    const pair = profiles[name];
    return pair === undefined ? [] : [sectionOf(name, pair, regions[0] ?? '')];
  });
  return sections.join('\n');
}

/**
 * The text of a credentials file in which one profile is new. Other profiles stay: a new key of the root user must not
 * take away the administrator's. A file that is gone or that no server wrote counts as empty.
 */
export async function withProfile(
  path: string,
  { regions }: Pick<ServerOptions, 'regions'>,
  name: Profile,
  pair: KeyPair,
): Promise<string> {
  const others = sectionsIn(await readSmall(path)).filter(section => section.name !== name && section.lines.length > 0);
  const kept = others.map(section => `${[`[${section.name}]`, ...section.lines].join('\n')}\n`);
  const fresh = sectionOf(name, pair, regions[0] ?? '');
  return (name === 'default' ? [fresh, ...kept] : [...kept, fresh]).join('\n');
}

/** Credentials that lie there already are another database's: they are moved aside, not lost. */
export async function keepOlder(path: string): Promise<void> {
  await rename(path, `${path}.old`).catch(() => undefined);
}

/** @throws OperatorError for what `rename` cannot replace */
export async function mustBeReplaceable(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isDirectory() === true)
    throw new OperatorError(`\`${path}\` is a folder: credentials cannot be written there`);
}

function sectionOf(name: Profile, { accessKeyId, secretAccessKey }: KeyPair, region: string): string {
  return [
    `[${name}]`,
    `aws_access_key_id = ${accessKeyId}`,
    `aws_secret_access_key = ${secretAccessKey.unwrap()}`,
    `region = ${region}`,
    '',
  ].join('\n');
}

interface Section {
  readonly name: string;
  readonly lines: string[];
}

/** What stands before the first section belongs to none and is left out, and so are blank lines. */
function sectionsIn(text: string): readonly Section[] {
  const sections: Section[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line.startsWith('[') && line.endsWith(']')) sections.push({ name: line.slice(1, -1).trim(), lines: [] });
    else if (line !== '') sections.at(-1)?.lines.push(line);
  }
  return sections;
}

/** A small file's text; empty for what is none, or a link. */
async function readSmall(path: string): Promise<string> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = await file.stat();
    return stats.isFile() && stats.size <= MAX_BYTES ? await file.readFile('utf8') : '';
  } catch {
    return '';
  }
}
