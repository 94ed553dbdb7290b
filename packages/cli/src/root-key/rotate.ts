import type { RootKeyChange } from '@coffer/server';
import { operate, operatorFlags, OFFLINE_NOTE } from '../account/operate.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { count } from '../flags.ts';
import { newPassphrase, tellChange } from './change.ts';
import { readChange, readStatus } from './view.ts';
import type { Status } from './view.ts';

const FLAGS = {
  ...operatorFlags,
  fd: count('N', 'read the new passphrase from this file descriptor', { min: 3, max: 65_535 }),
} as const;

/** Another root key in the same place. */
export const rotateCommand: Command = command({
  name: 'root-key rotate',
  summary: 'Puts a new root key in place of the one in use, while the server runs.',
  notes: [
    'The old root key is not removed: backups of before need it. A passphrase is asked for anew.',
    'What others could have copied under the old root key stays known to them: change the secrets themselves.',
    OFFLINE_NOTE,
  ],
  flags: FLAGS,
  async run(io, flags) {
    const { provider } = await operate<Pick<Status, 'provider'>>(io, flags, {
      path: '/root-key/status',
      read: readStatus,
      withoutServer: (_server, options) => Promise.resolve({ provider: options.rootKey }),
    });
    const passphrase = provider === 'passphrase' ? await newPassphrase(io, flags.fd) : undefined;
    const change = await operate<RootKeyChange>(io, flags, {
      path: '/root-key/rotate',
      input: { passphrase },
      read: readChange,
      withoutServer: ({ rotateRootKeyOffline }, options) => rotateRootKeyOffline(options, { passphrase }),
    });
    await tellChange(io, change, []);
    return 0;
  },
});
