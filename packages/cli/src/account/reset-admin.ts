import type { Command } from '../command.ts';
import { resetCommand } from './reset.ts';

/** An administrator for accounts that are older than administrators are, or whose administrator is lost. */
export const resetAdminCommand: Command = resetCommand({
  name: 'account reset-admin',
  summary: "Makes new credentials for an account's administrator and says where they lie; the old ones stop working.",
  notes: [
    'The user `admin` is made if it is not there, gets the policy AdministratorAccess if it does not have it, and keeps what ' +
      'else it has: a boundary or a policy that denies goes on limiting it. `coffer account reset-root` always works.',
  ],
  path: '/account/reset-admin',
  whose: 'the administrator',
  withoutServer: ({ resetAdmin }, options, accountId) => resetAdmin(options, accountId),
});
