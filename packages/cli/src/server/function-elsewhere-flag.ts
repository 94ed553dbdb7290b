import { wrongUsage } from '../failure.ts';

/** What one `--function-elsewhere` says; paths are as they were written. */
export type FunctionElsewhereFlag = {
  readonly name: string;
  readonly accounts: readonly string[];
  readonly profile: string;
  readonly credentialsFile: string | undefined;
  readonly ca: string | undefined;
} & (
  | { readonly url: string; readonly region: string | undefined }
  | { readonly lambda: string; readonly endpoint: string | undefined }
);

/**
 * Reads `NAME,account=123456789012,url=https://…,profile=PROFILE` or the same with `lambda=ARN` in place of `url=`, and what
 * may be added to either; `account=` may stand there several times. Throws a `Failure` of exit code 2 that says which part is
 * wrong; names, accounts and addresses are the server's to judge.
 */
export function readFunctionElsewhere(word: string): FunctionElsewhereFlag {
  const [name = '', ...rest] = word.split(',').map(part => part.trim());
  const accounts: string[] = [];
  const settings = new Map<string, string>();
  for (const part of rest) {
    const equals = part.indexOf('=');
    const [key, value] = equals < 0 ? [part, ''] : [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
    if (key !== 'account' && !SETTINGS.has(key)) throw wrongUsage(`\`${part}\` is none of ${KNOWN}`);
    if (value === '') throw wrongUsage(`\`${key}=\` has no value in \`${word}\``);
    if (settings.has(key)) throw wrongUsage(`\`${key}=\` stands twice in \`${word}\``);
    if (key === 'account') accounts.push(value);
    else settings.set(key, value);
  }
  if (name === '' || name.includes('=')) throw wrongUsage(`\`${word}\` does not begin with a name: write ${EXAMPLE}`);
  if (accounts.length === 0) throw wrongUsage(`\`account=ID\` is missing in \`${word}\``);
  const profile = settings.get('profile');
  if (profile === undefined) throw wrongUsage(`\`profile=PROFILE\` is missing in \`${word}\``);
  const common = { name, accounts, profile, credentialsFile: settings.get('credentials'), ca: settings.get('ca') };
  const [url, lambda] = [settings.get('url'), settings.get('lambda')];
  const [region, endpoint] = [settings.get('region'), settings.get('endpoint')];
  if (url !== undefined && lambda === undefined && endpoint === undefined) return { ...common, url, region };
  if (lambda !== undefined && url === undefined && region === undefined) return { ...common, lambda, endpoint };
  throw wrongUsage(
    `\`${word}\` says either \`url=URL\`, with \`region=R\` or not, or \`lambda=ARN\`, with \`endpoint=URL\` or not`,
  );
}

const SETTINGS: ReadonlySet<string> = new Set(['url', 'region', 'lambda', 'endpoint', 'profile', 'credentials', 'ca']);
const KNOWN =
  '`account=ID`, `url=URL`, `region=R`, `lambda=ARN`, `endpoint=URL`, `profile=PROFILE`, `credentials=FILE`, `ca=FILE`';
const EXAMPLE = 'rotate-crm,account=123456789012,url=https://crm.example/rotate,profile=crm';

/** The same with paths that do not depend on where the command was run. */
export function withPaths(
  place: FunctionElsewhereFlag,
  path: (name: string | undefined) => string | undefined,
): FunctionElsewhereFlag {
  return { ...place, credentialsFile: path(place.credentialsFile), ca: path(place.ca) };
}
