import type { AccountView } from '@coffer/server';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { choice } from '../flags.ts';
import { write } from '../io.ts';
import { readAccounts } from './account-view.ts';
import { OFFLINE_NOTE, operate, operatorFlags } from './operate.ts';

/** Which accounts there are; the first one stands first. */
export const listCommand: Command = command({
  name: 'account list',
  summary: 'Tells the accounts, closed ones too: id, status, when it was made, name.',
  notes: [OFFLINE_NOTE],
  flags: { ...operatorFlags, output: choice(['text', 'json'], 'how they are written', { fallback: 'text' }) },
  async run(io, flags) {
    const accounts = await operate<readonly AccountView[]>(io, flags, {
      path: '/account/list',
      read: readAccounts,
      withoutServer: ({ listAccountsOffline }, options) => listAccountsOffline(options),
    });
    const text = flags.output === 'json' ? `${JSON.stringify(accounts, null, 4)}\n` : accounts.map(lineOf).join('');
    await write(io.stdout, text);
    return 0;
  },
});

/** Tabs, as the AWS CLI writes text: for people, and for `cut`. */
function lineOf({ accountId, status, createdAt, name }: AccountView): string {
  return `${[accountId, status, createdAt, name ?? '-'].join('\t')}\n`;
}
