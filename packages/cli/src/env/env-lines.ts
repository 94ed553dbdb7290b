import type { Credentials } from '@coffer/wire/sigv4';
import { shQuote } from '../sh-quote.ts';
import type { InstalledAws } from './aws-version.ts';

export interface EnvFacts {
  readonly endpoint: string;
  /** Absolute path of the CA certificate. */
  readonly ca: string;
  readonly credentials: Credentials;
  readonly region: string;
  readonly aws: InstalledAws;
  /** The words that run this command from any folder: Node.js, its own file. */
  readonly self: readonly string[];
  /** Absolute path. */
  readonly dataDir: string;
}

/** Addresses of single services outrank AWS_ENDPOINT_URL, so one that is left over would lead a secret elsewhere. */
const SERVICE_ADDRESSES = [
  'CLOUDFORMATION',
  'CLOUDTRAIL',
  'CLOUDWATCH_LOGS',
  'IAM',
  'KMS',
  'LAMBDA',
  'SECRETS_MANAGER',
  'SERVERLESSAPPLICATIONREPOSITORY',
  'SSM',
  'STS',
].map(id => `AWS_ENDPOINT_URL_${id}`);

/** Whom a shell spoke for before; old botocores read AWS_SECURITY_TOKEN too, and before AWS_SESSION_TOKEN. */
const EARLIER_CALLER = ['AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE'];

/** Both ask for host names of AWS: clients refuse them beside an address of one's own. */
const OTHER_HOSTS = ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'];

/** Lines for `eval` in a POSIX shell. */
export function envLines({ endpoint, ca, credentials, region, aws, self, dataDir }: EnvFacts): string {
  const exports: readonly (readonly [string, string])[] = [
    ['AWS_ENDPOINT_URL', endpoint],
    ['AWS_CA_BUNDLE', ca],
    ['NODE_EXTRA_CA_CERTS', ca],
    ['AWS_ACCESS_KEY_ID', credentials.accessKeyId],
    // The shell that evaluates these lines needs the key itself: this command exists to hand it over.
    ['AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey.unwrap()],
    ['AWS_REGION', region],
    ['AWS_DEFAULT_REGION', region],
    // Outranks `ignore_configured_endpoint_urls` in ~/.aws/config.
    ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'false'],
  ];
  const lines = exports.map(([name, value]) => `export ${name}=${shQuote(value)}`);
  lines.push(...[EARLIER_CALLER, SERVICE_ADDRESSES, OTHER_HOSTS].map(names => `unset ${names.join(' ')}`));
  if (aws === 'knows-endpoint-variable') lines.push('unset -f aws 2>/dev/null || :');
  if (aws === 'ignores-endpoint-variable') {
    const words = [...self, 'aws', '--data-dir', dataDir].map(shQuote).join(' ');
    // An alias of the same name would be put in the place of the function's name.
    lines.push('unalias aws 2>/dev/null || :', `aws() { ${words} "$@"; }`);
  }
  return `${lines.join('\n')}\n`;
}
