import type { NewAccount } from '@coffer/server';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { wrongUsage } from '../failure.ts';
import { parsed } from '../flags.ts';
import { write } from '../io.ts';
import { readAccountId, storageFlags } from '../server/server-flags.ts';
import { OFFLINE_NOTE, operate, operatorFlags } from './operate.ts';
import { newKey } from './reset.ts';

/** Another account: its own secrets, keys, records, root user and administrator. */
export const createCommand: Command = command({
  name: 'account create',
  summary: 'Makes an account with a root user and an administrator of its own and says where their credentials lie.',
  notes: [
    'Accounts share nothing: none sees that a secret of another exists. `coffer env --account-id ID` works as its administrator.',
    OFFLINE_NOTE,
  ],
  flags: {
    ...operatorFlags,
    'account-id': parsed('ID', 'its 12 digits; default: random ones', readAccountId, {}),
    name: parsed('NAME', 'what people call it', readName, {}),
  },
  async run(io, flags, _words, given) {
    // In a server's configuration it says which account a first start makes.
    const accountId = given.has('account-id') ? flags['account-id'] : undefined;
    const { name } = flags;
    const made = await operate<NewAccount>(
      io,
      { ...flags, 'account-id': storageFlags['account-id'].fallback },
      {
        path: '/account/create',
        input: { accountId, name },
        read: newAccount,
        withoutServer: ({ createAccountOffline }, options) => createAccountOffline(options, { accountId, name }),
      },
    );
    await write(
      io.stdout,
      `account ${made.accountId}: the credentials of its administrator (access key ${made.adminAccessKeyId}) and of its ` +
        `root user (access key ${made.accessKeyId}) are in ${made.credentials}\n`,
    );
    return 0;
  },
});

function newAccount(answer: object): NewAccount | undefined {
  const key = newKey(answer);
  if (key === undefined || !('accountId' in answer && 'adminAccessKeyId' in answer)) return undefined;
  return { ...key, accountId: String(answer.accountId), adminAccessKeyId: String(answer.adminAccessKeyId) };
}

/** AWS Organizations' bounds of an account's name. */
function readName(word: string): string {
  if (!/^[ -~]{1,50}$/.test(word)) throw wrongUsage('a name has 1 to 50 characters of printable ASCII');
  return word;
}
