import { resolve } from 'node:path';
import { operatorFlags } from '../account/operate.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { asFailure } from '../failure.ts';
import { write } from '../io.ts';
import { progressBar } from '../progress-bar.ts';
import { serverOptions } from '../server/server-options.ts';
import { keyFlags, readKeys } from './keys.ts';

/** A backup becomes a database again, of either engine. */
export const restoreCommand: Command = command({
  name: 'restore',
  summary: 'Restores a backup into a new data directory, or into a new PostgreSQL database. All of it or nothing.',
  words: ['FILE'],
  notes: [
    'Give the flags that the server will be started with: `--data-dir`, `--database`, and where the root key lies.',
    'A backup under the root key needs that root key in its place; where it is in shares (`--root-key shamir`), enough of them are asked for, or read with `--shares-fd`. One for age recipients or under a passphrase gets a new ' +
      'root key, as a first start makes it.',
    'What is not empty is never written to. After a crash half way run it again.',
  ],
  flags: { ...operatorFlags, ...keyFlags },
  async run(io, flags, [file = '']) {
    const path = resolve(io.cwd, file);
    const options = serverOptions(io, flags, flags, undefined);
    const { restoreBackup, viewBackup } = await import('@coffer/server');
    try {
      const { protection } = await viewBackup(path);
      const keys = await readKeys(io, protection, flags);
      using bar = progressBar(io);
      const restored = await restoreBackup(options, path, keys, report => bar.update(report));
      bar[Symbol.dispose]();
      const where = options.database === undefined ? options.dataDir : 'the PostgreSQL database';
      const lines = [
        `restored ${restored.rows} rows of ${restored.tables} tables into ${where}, under root key ${restored.rootKeyId}`,
        ...restored.notices,
        'start the server with the same flags; clients trust its CA and use their keys as before. No backup holds files of ' +
          'credentials: `coffer account reset-admin` makes a new one',
      ];
      await write(io.stdout, `${lines.join('\n')}\n`);
      return 0;
    } catch (error) {
      throw asFailure(error);
    }
  },
});
