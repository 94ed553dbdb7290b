import { resolve } from 'node:path';
import type { RootKeyChange } from '@coffer/server';
import { operate, operatorFlags, OFFLINE_NOTE } from '../account/operate.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { wrongUsage } from '../failure.ts';
import { choice, count, text } from '../flags.ts';
import { ROOT_KEY_KINDS } from '../server/root-key-flags.ts';
import { newPassphrase, tellChange } from './change.ts';
import { readChange } from './view.ts';

const FLAGS = {
  ...operatorFlags,
  to: choice(ROOT_KEY_KINDS, 'where the root key is to be kept'),
  'to-file': text('FILE', 'for `file`: where; default: root.key in the data directory'),
  'to-shares': count('N', 'for `shamir`: how many shares; default 5', { min: 2, max: 255 }),
  'to-threshold': count('K', 'for `shamir`: how many of them open it; default 3', { min: 2, max: 255 }),
  'to-shares-dir': text('DIR', 'for `shamir`: where the files with shares are made; default: the data directory'),
  'to-pkcs11-module': text('FILE', "for `pkcs11`: the vendor's library"),
  'to-pkcs11-token': text('LABEL', 'for `pkcs11`: the token'),
  'to-pkcs11-key': text('LABEL', 'for `pkcs11`: the AES key in it; default `coffer`'),
  'to-pkcs11-pin-file': text('FILE', "for `pkcs11`: the user's PIN, mode 0600"),
  'to-kms-key': text('KEY', 'for `aws-kms`: id, ARN or alias of the key'),
  'to-kms-region': text('REGION', 'for `aws-kms`: its region'),
  'to-kms-endpoint': text('URL', "for `aws-kms`: another address than AWS's"),
  'to-kms-ca': text('FILE', 'for `aws-kms`: certificates to trust there (PEM)'),
  'to-kms-profile': text('NAME', 'for `aws-kms`: a profile of the shared credentials file'),
  'to-command': text('FILE', 'for `exec`: the program'),
  fd: count('N', 'for `passphrase`: read it from this file descriptor', { min: 3, max: 65_535 }),
} as const;

/** A new root key in another place. */
export const migrateCommand: Command = command({
  name: 'root-key migrate',
  summary: 'Makes a new root key in another place and puts it in place of the one in use, while the server runs.',
  notes: [
    'The server takes paths, variables and profiles as its own. The old root key stays where it is: keep it for older backups.',
    'From then on start the server with the flags that it prints; other nodes go on as they are until their next start.',
    OFFLINE_NOTE,
  ],
  flags: FLAGS,
  async run(io, flags) {
    const { to } = flags;
    if (to === undefined) throw wrongUsage('`--to` is missing: where is the root key to be kept?');
    const path = (name: string | undefined) => (name === undefined ? undefined : resolve(io.cwd, name));
    const request = {
      to,
      passphrase: to === 'passphrase' ? await newPassphrase(io, flags.fd) : undefined,
      file: path(flags['to-file']),
      shares: flags['to-shares']?.toString(),
      threshold: flags['to-threshold']?.toString(),
      sharesFolder: path(flags['to-shares-dir']),
      pkcs11Module: path(flags['to-pkcs11-module']),
      pkcs11Token: flags['to-pkcs11-token'],
      pkcs11Key: flags['to-pkcs11-key'],
      pkcs11PinFile: path(flags['to-pkcs11-pin-file']),
      kmsKey: flags['to-kms-key'],
      kmsRegion: flags['to-kms-region'],
      kmsEndpoint: flags['to-kms-endpoint'],
      kmsCa: path(flags['to-kms-ca']),
      kmsProfile: flags['to-kms-profile'],
      command: path(flags['to-command']),
    };
    const change = await operate<RootKeyChange>(io, flags, {
      path: '/root-key/migrate',
      input: request,
      read: readChange,
      withoutServer: ({ migrateRootKeyOffline }, options) => migrateRootKeyOffline(options, request),
    });
    await tellChange(io, change, [
      `from now on start the server with \`--root-key ${to}\` and its flags; the old root key stays where it was: ` +
        'keep it for older backups, or remove it yourself',
    ]);
    return 0;
  },
});
