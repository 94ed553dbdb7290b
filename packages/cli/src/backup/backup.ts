import { resolve } from 'node:path';
import type { MadeBackup } from '@coffer/server';
import { OFFLINE_NOTE, operatorFlags } from '../account/operate.ts';
import { operateLong } from '../account/operate-long.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { wrongUsage } from '../failure.ts';
import { count, many, toggle } from '../flags.ts';
import { write } from '../io.ts';
import { newPassphrase } from './keys.ts';

const FLAGS = {
  ...operatorFlags,
  recipient: many('AGE1...', 'an age recipient: whoever has its identity opens the backup, without the root key'),
  passphrase: toggle('asks for a passphrase, which opens the backup without the root key'),
  'passphrase-fd': count('N', 'the same, read from this file descriptor', { min: 0, max: 65_535 }),
  'without-audit': toggle('leaves the audit history out'),
} as const;

/** One consistent moment of everything, in one encrypted file. */
export const backupCommand: Command = command({
  name: 'backup',
  summary:
    'Writes a backup of everything, encrypted, to a file that only its owner can read; requests go on meanwhile.',
  words: ['FILE'],
  notes: [
    'It opens with the root key, unless it is made for age recipients or under a passphrase. No backup holds the root key: ' +
      'keep a copy of that elsewhere, or make backups that open without it.',
    'The running server writes the file, as its own user. A file of this name is replaced when the backup is whole. Ctrl-C cancels the backup on the server, too, and leaves nothing.',
    OFFLINE_NOTE,
  ],
  flags: FLAGS,
  async run(io, flags, [file = '']) {
    const recipients = flags.recipient ?? [];
    const fd = flags['passphrase-fd'];
    const isUnderPassphrase = flags.passphrase === true || fd !== undefined;
    if (isUnderPassphrase && recipients.length > 0) {
      throw wrongUsage('a backup is for recipients or under a passphrase, not both');
    }
    const passphrase = isUnderPassphrase ? await newPassphrase(io, fd) : undefined;
    const path = resolve(io.cwd, file);
    const hasAudit = flags['without-audit'] !== true;
    const made = await operateLong<MadeBackup>(io, flags, {
      path: '/backup/create',
      input: { path, recipients, hasAudit, passphrase: passphrase?.unwrap().toString('base64') },
      read: readMade,
      withoutServer: ({ createBackupOffline }, options, progress, signal) =>
        createBackupOffline(options, path, { recipients, passphrase, hasAudit }, progress, signal),
    });
    await write(io.stdout, `${made.path}: ${made.rows} rows of ${made.tables} tables in ${made.bytes} bytes\n`);
    return 0;
  },
});

function readMade(result: object): MadeBackup | undefined {
  const { path, rows, tables, bytes }: Readonly<Record<string, unknown>> = { ...result };
  if (typeof path !== 'string' || ![rows, tables, bytes].every(Number.isSafeInteger)) return undefined;
  return { path, rows: Number(rows), tables: Number(tables), bytes: Number(bytes) };
}
