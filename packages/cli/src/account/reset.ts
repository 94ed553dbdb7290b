/** New credentials for whom an operator names: through the running server, or under the data directory's lock. */
import type * as Server from '@coffer/server';
import type { NewKey, ServerOptions } from '@coffer/server';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { parsed } from '../flags.ts';
import { write } from '../io.ts';
import { readAccountId, storageFlags } from '../server/server-flags.ts';
import { OFFLINE_NOTE, operate, operatorFlags } from './operate.ts';

const FIRST_ID = storageFlags['account-id'].fallback;

export interface Reset {
  readonly name: string;
  readonly summary: string;
  readonly notes: readonly string[];
  /** The command's path on the operators' socket. */
  readonly path: string;
  /** As the answer calls whom the credentials are of. */
  readonly whose: string;
  readonly withoutServer: (server: typeof Server, options: ServerOptions, accountId?: string) => Promise<NewKey>;
}

/** A command that makes new credentials in an account, the first one unless another is named. */
export function resetCommand({ name, summary, notes, path, whose, withoutServer }: Reset): Command {
  return command({
    name,
    summary,
    notes: [...notes, OFFLINE_NOTE],
    flags: {
      ...operatorFlags,
      'account-id': parsed('ID', 'the account; default: the first one', readAccountId, {
        variable: storageFlags['account-id'].variable,
      }),
    },
    async run(io, flags, _words, given) {
      const id = flags['account-id'] ?? FIRST_ID;
      // In a variable or a server's configuration it says which account a first start makes.
      const accountId = given.has('account-id') ? id : undefined;
      const made = await operate<NewKey>(
        io,
        { ...flags, 'account-id': id },
        {
          path,
          input: { accountId },
          read: newKey,
          withoutServer: (server, options) => withoutServer(server, options, accountId),
        },
      );
      await write(
        io.stdout,
        `new credentials of ${whose} (access key ${made.accessKeyId}) are in ${made.credentials}\n`,
      );
      return 0;
    },
  });
}

/** A server's answer with new credentials: where they lie, never what they are. */
export function newKey(answer: object): NewKey | undefined {
  if (!('credentials' in answer && 'accessKeyId' in answer)) return undefined;
  return { credentials: String(answer.credentials), accessKeyId: String(answer.accessKeyId) };
}
