import type { Command } from '../command.ts';
import { resetCommand } from './reset.ts';

/** Whoever owns the data directory gets back in. */
export const resetRootCommand: Command = resetCommand({
  name: 'account reset-root',
  summary: "Makes new credentials for an account's root user and says where they lie; the old ones stop working.",
  notes: [],
  path: '/account/reset-root',
  whose: 'the root user',
  withoutServer: ({ resetRoot }, options, accountId) => resetRoot(options, accountId),
});
