import type { AccountView } from '@coffer/server';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { write } from '../io.ts';
import { readAccountId } from '../server/server-flags.ts';
import { readAccount } from './account-view.ts';
import { OFFLINE_NOTE, operate, operatorFlags } from './operate.ts';

/** An account ends; nobody answers for it any more, and its data stay. */
export const closeCommand: Command = command({
  name: 'account close',
  summary: 'Closes an account for good: its credentials stop working at once. Its data stay in the database.',
  words: ['ID'],
  notes: ['The account that the first start made cannot be closed.', OFFLINE_NOTE],
  flags: operatorFlags,
  async run(io, flags, [word = '']) {
    const accountId = readAccountId(word);
    const closed = await operate<AccountView>(io, flags, {
      path: '/account/close',
      input: { accountId },
      read: readAccount,
      withoutServer: ({ closeAccountOffline }, options) => closeAccountOffline(options, accountId),
    });
    await write(io.stdout, `account ${closed.accountId} is closed; its data stay in the database\n`);
    return 0;
  },
});
