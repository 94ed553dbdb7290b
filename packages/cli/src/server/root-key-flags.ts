/** What the providers of root keys beyond file and environment are told. */
import { resolve } from 'node:path';
import type { RootKeyOptions } from '@coffer/server';
import { wrongUsage } from '../failure.ts';
import { choice, count, text } from '../flags.ts';
import type { FlagValues } from '../flags.ts';

/** Every place that a root key can be kept in. */
export const ROOT_KEY_KINDS = ['file', 'env', 'passphrase', 'shamir', 'pkcs11', 'aws-kms', 'exec'] as const;
export type RootKeyKind = (typeof ROOT_KEY_KINDS)[number];

export const rootKeyFlags = {
  // No fallback: `rootKeySource` decides when nobody did.
  'root-key': choice(
    ROOT_KEY_KINDS,
    'where the root key comes from: `env` reads COFFER_ROOT_KEY or the mounted file that COFFER_ROOT_KEY_FILE names, ' +
      'and is the default where one of them is set; else `file`. docs/root-keys.md tells of the others',
    { variable: 'COFFER_ROOT_KEY_PROVIDER' },
  ),
  'root-key-file': text(
    'FILE',
    'for `file`: the root key that the server makes, elsewhere than in the data directory',
    // COFFER_ROOT_KEY_FILE is the mounted file of `env`.
    { variable: 'COFFER_ROOT_KEY_PATH' },
  ),
  'root-key-passphrase-fd': count(
    'N',
    'for `passphrase`: read it from this file descriptor; else it is asked on the terminal',
    { min: 0, max: 65_535 },
    { variable: 'COFFER_ROOT_KEY_PASSPHRASE_FD' },
  ),
  'root-key-shares': count(
    'N',
    'for `shamir`: how many shares a new root key is split into; default 5',
    { min: 2, max: 255 },
    { variable: 'COFFER_ROOT_KEY_SHARES' },
  ),
  'root-key-threshold': count(
    'K',
    'for `shamir`: how many of them open it; default 3',
    { min: 2, max: 255 },
    { variable: 'COFFER_ROOT_KEY_THRESHOLD' },
  ),
  'root-key-shares-dir': text(
    'DIR',
    'for `shamir`: where files with new shares are made; default: the data directory',
    {
      variable: 'COFFER_ROOT_KEY_SHARES_DIR',
    },
  ),
  'root-key-pkcs11-module': text('FILE', "for `pkcs11`: the HSM vendor's library", {
    variable: 'COFFER_ROOT_KEY_PKCS11_MODULE',
  }),
  'root-key-pkcs11-token': text('LABEL', 'for `pkcs11`: the token', { variable: 'COFFER_ROOT_KEY_PKCS11_TOKEN' }),
  'root-key-pkcs11-key': text('LABEL', 'for `pkcs11`: the AES key in it, made if need be; default `coffer`', {
    variable: 'COFFER_ROOT_KEY_PKCS11_KEY',
  }),
  'root-key-pkcs11-pin-file': text('FILE', "for `pkcs11`: the user's PIN, mode 0600", {
    variable: 'COFFER_ROOT_KEY_PKCS11_PIN_FILE',
  }),
  'root-key-kms-key': text('KEY', 'for `aws-kms`: id, ARN or alias of a symmetric key of AWS KMS or another Coffer', {
    variable: 'COFFER_ROOT_KEY_KMS_KEY',
  }),
  'root-key-kms-region': text('REGION', 'for `aws-kms`: its region; default: of the ARN, or AWS_REGION', {
    variable: 'COFFER_ROOT_KEY_KMS_REGION',
  }),
  'root-key-kms-endpoint': text('URL', "for `aws-kms`: another address than AWS's", {
    variable: 'COFFER_ROOT_KEY_KMS_ENDPOINT',
  }),
  'root-key-kms-ca': text('FILE', 'for `aws-kms`: certificates to trust there (PEM)', {
    variable: 'COFFER_ROOT_KEY_KMS_CA',
  }),
  'root-key-kms-profile': text(
    'NAME',
    'for `aws-kms`: a profile of the shared credentials file; default: the AWS_* variables, else `default`',
    { variable: 'COFFER_ROOT_KEY_KMS_PROFILE' },
  ),
  'root-key-command': text('FILE', 'for `exec`: a program that wraps and unwraps the root key', {
    variable: 'COFFER_ROOT_KEY_COMMAND',
  }),
} as const;

type Values = FlagValues<typeof rootKeyFlags>;

/** Of which kind each flag tells. */
const KINDS: readonly (readonly [prefix: string, kind: RootKeyKind])[] = [
  ['root-key-passphrase-', 'passphrase'],
  ['root-key-shares', 'shamir'],
  ['root-key-threshold', 'shamir'],
  ['root-key-pkcs11-', 'pkcs11'],
  ['root-key-kms-', 'aws-kms'],
  ['root-key-command', 'exec'],
];

/**
 * What the provider is told, undefined where there is nothing; paths become absolute. Throws a `Failure` of exit code 2
 * for a flag of another provider, so that nobody believes the root key to be where it is not.
 */
export function rootKeyOptions(cwd: string, flags: Values, kind: RootKeyKind): RootKeyOptions | undefined {
  for (const [name, value] of Object.entries(flags)) {
    const own = KINDS.find(([prefix]) => name.startsWith(prefix))?.[1];
    if (value !== undefined && own !== undefined && own !== kind) {
      throw wrongUsage(`\`--${name}\` is for \`--root-key ${own}\`, and the root key comes from \`${kind}\``);
    }
  }
  if (kind === 'file' || kind === 'env') return undefined;
  const path = (name: string | undefined) => (name === undefined ? undefined : resolve(cwd, name));
  return {
    passphraseFd: flags['root-key-passphrase-fd'],
    shares: flags['root-key-shares'],
    threshold: flags['root-key-threshold'],
    sharesFolder: path(flags['root-key-shares-dir']),
    pkcs11Module: path(flags['root-key-pkcs11-module']),
    pkcs11Token: flags['root-key-pkcs11-token'],
    pkcs11Key: flags['root-key-pkcs11-key'],
    pkcs11PinFile: path(flags['root-key-pkcs11-pin-file']),
    kmsKey: flags['root-key-kms-key'],
    kmsRegion: flags['root-key-kms-region'],
    kmsEndpoint: flags['root-key-kms-endpoint'],
    kmsCa: path(flags['root-key-kms-ca']),
    kmsProfile: flags['root-key-kms-profile'],
    command: path(flags['root-key-command']),
  };
}
