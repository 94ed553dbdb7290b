/** Every decision of an administrator: flag, `COFFER_*` variable and key of the configuration file at once. */
import { wrongUsage } from '../failure.ts';
import { choice, count, many, manyParsed, parsed, text } from '../flags.ts';
import { backupFlags } from './backup-flags.ts';
import { databaseWarning } from './database-warning.ts';
import { rootKeyFlags } from './root-key-flags.ts';
import { readFunctionElsewhere } from './function-elsewhere-flag.ts';
import { functionLimitFlags } from './function-limit-flags.ts';
import { readSize } from './sizes.ts';
import { readVpcEndpoint } from './vpc-endpoint-flag.ts';

export const dataDirFlag = text(
  'DIR',
  "the server's folder: database, root key, first credentials, operators' socket",
  {
    variable: 'COFFER_DATA_DIR',
    fallback: '.coffer',
  },
);

/** What decides where the data are and which key opens them: enough to open the data directory without a server. */
export const storageFlags = {
  'data-dir': dataDirFlag,
  database: text('URL', 'a PostgreSQL database (`postgres://...`) instead of SQLite in the data directory', {
    variable: 'COFFER_DATABASE',
    warn: databaseWarning,
  }),
  'account-id': parsed('ID', 'the account that the first start makes', readAccountId, {
    variable: 'COFFER_ACCOUNT_ID',
    fallback: '123456789012',
  }),
  region: manyParsed('R', 'a region that the server answers for; the first is the default of clients', readRegion, {
    variable: 'COFFER_REGION',
    fallback: 'us-east-1',
  }),
  ...rootKeyFlags,
  'audit-log': text('FILE', 'every audit record as a line of JSON too, for a SIEM', { variable: 'COFFER_AUDIT_LOG' }),
  'audit-max-age': count(
    'DAYS',
    'audit records older than this are deleted',
    { min: 1, max: 36_500 },
    {
      variable: 'COFFER_AUDIT_MAX_AGE',
      fallback: '90',
    },
  ),
  'audit-max-size': parsed(
    'SIZE',
    'the oldest audit records are deleted when the trail is larger, for instance 10GB',
    readSize,
    {
      variable: 'COFFER_AUDIT_MAX_SIZE',
    },
  ),
  'log-level': choice(['debug', 'info', 'warn', 'error', 'silent'], 'how much the log tells', {
    variable: 'COFFER_LOG_LEVEL',
    fallback: 'info',
  }),
  config: text('FILE', 'a YAML file whose keys are the names of these flags', { variable: 'COFFER_CONFIG' }),
} as const;

export const networkFlags = {
  listen: text('HOST:PORT', 'where the server answers over TLS; port 0 is a free one', {
    variable: 'COFFER_LISTEN',
    fallback: '127.0.0.1:7443',
  }),
  http: text('HOST:PORT', 'plain HTTP too, on a loopback address only', { variable: 'COFFER_HTTP' }),
  'vpc-endpoint': manyParsed(
    'ID,vpc=VPC,listen=HOST:PORT[,policy=FILE]',
    'another TLS address that stands for this VPC endpoint: its requests have aws:SourceVpce and aws:SourceVpc, and FILE ' +
      'limits them',
    readVpcEndpoint,
    { variable: 'COFFER_VPC_ENDPOINT', separator: ';' },
  ),
  'trusted-proxy': many(
    'CIDR',
    'a proxy, or a range of them, whose X-Forwarded-For says where requests come from; from others it counts for nothing',
    { variable: 'COFFER_TRUSTED_PROXY' },
  ),
  hostname: many('NAME', "another DNS name or IP address for the server's certificate", {
    variable: 'COFFER_HOSTNAME',
  }),
  'tls-cert': text('FILE', "your own certificate chain (PEM) instead of the server's", { variable: 'COFFER_TLS_CERT' }),
  'tls-key': text('FILE', 'its private key (PEM)', { variable: 'COFFER_TLS_KEY' }),
  admin: text('HOST:PORT', "health and metrics over TCP, beside the operators' socket", { variable: 'COFFER_ADMIN' }),
  'max-body': parsed('SIZE', 'the largest request body', readSize, { variable: 'COFFER_MAX_BODY', fallback: '1MB' }),
  'max-connections': count(
    'N',
    'connections beyond this are closed',
    { min: 1, max: 1_000_000 },
    {
      variable: 'COFFER_MAX_CONNECTIONS',
      fallback: '4096',
    },
  ),
  'max-in-flight': count(
    'N',
    'requests at work beyond this are asked to come back',
    { min: 1, max: 1_000_000 },
    {
      variable: 'COFFER_MAX_IN_FLIGHT',
      fallback: '1024',
    },
  ),
  quotas: choice(['aws', 'none'], "`aws`: AWS's request rates and number of secrets, for each account and region", {
    variable: 'COFFER_QUOTAS',
    fallback: 'none',
  }),
  'function-bucket': manyParsed(
    'NAME=DIR|URL',
    'a bucket from which CreateFunction takes code: the files of DIR, or what an S3 server at URL has, with the ' +
      'credentials of the AWS variables',
    readFunctionBucket,
    { variable: 'COFFER_FUNCTION_BUCKET', separator: ';' },
  ),
  'function-isolation': choice(
    ['bubblewrap', 'none'],
    'how functions run: isolated, or (`none`) with the rights of the server, whose files they can read',
    { variable: 'COFFER_FUNCTION_ISOLATION', fallback: 'bubblewrap' },
  ),
  ...functionLimitFlags,
  'function-elsewhere': manyParsed(
    'NAME,account=ID,url=URL|lambda=ARN,profile=PROFILE[,...]',
    'a place where functions of these accounts may run that are not run here: an HTTPS endpoint or a function of AWS ' +
      'Lambda; PROFILE of a shared credentials file signs. docs/functions.md tells the rest',
    readFunctionElsewhere,
    { variable: 'COFFER_FUNCTION_ELSEWHERE', separator: ';' },
  ),
  'trust-ca': text('FILE', 'certificates (PEM) of CAs to trust, too, when keys of identity providers are fetched', {
    variable: 'COFFER_TRUST_CA',
  }),
  ...backupFlags,
  'ready-file': text(
    'FILE',
    'written when the server answers, with the content of DIR/server.json, and removed when it ends',
    {
      variable: 'COFFER_READY_FILE',
    },
  ),
} as const;

/** `code=/srv/functions`, `code=https://s3.example` */
function readFunctionBucket(
  word: string,
): { readonly name: string; readonly folder: string } | { readonly name: string; readonly endpoint: string } {
  const at = word.indexOf('=');
  const [name, place] = [word.slice(0, Math.max(at, 0)), word.slice(at + 1)];
  if (!/^[0-9A-Za-z._-]{3,63}$/.test(name) || place === '') {
    throw wrongUsage(`\`${word}\` is no bucket; one looks like \`functions=/srv/functions\``);
  }
  return /^https?:\/\//.test(place) ? { name, endpoint: place } : { name, folder: place };
}

/** 12 digits. */
export function readAccountId(word: string): string {
  if (!/^\d{12}$/.test(word)) throw wrongUsage(`\`${word}\` is not 12 digits`);
  return word;
}

/** `eu-central-1`, `us-gov-west-1`; longer words than any of AWS's leave room for regions to come. */
function readRegion(word: string): string {
  if (!/^[a-z]{2,8}(?:-[a-z]{2,16}){1,3}-\d{1,2}$/.test(word)) {
    throw wrongUsage(`\`${word}\` is no region; one looks like \`eu-central-1\` or \`us-gov-west-1\``);
  }
  return word;
}
