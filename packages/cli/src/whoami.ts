import { sts } from '@coffer/wire/services';
import { call } from './client/call.ts';
import { connectionFlags, connectionOf } from './client/connection.ts';
import type { Command } from './command.ts';
import { command } from './command.ts';
import { choice } from './flags.ts';
import { write } from './io.ts';
import { asFailure } from './secret/call-secrets.ts';
import { shownOn } from './shown-on.ts';

/** As whom the server sees this shell: no permission is needed to ask, and none can be taken away. */
export const whoamiCommand: Command = command({
  name: 'whoami',
  summary: 'Tells as whom the server knows your credentials (sts GetCallerIdentity).',
  flags: { ...connectionFlags, output: choice(['text', 'json'], 'how it is written', { fallback: 'text' }) },
  async run(io, flags) {
    const connection = connectionOf(io.env, io.cwd, flags);
    const operation = sts.operations.GetCallerIdentity;
    const identity = await call(
      connection,
      { contract: sts, name: 'GetCallerIdentity', operation },
      {},
      io.clock,
    ).catch((error: unknown) => {
      throw asFailure(error);
    });
    const { Arn = '', Account = '', UserId = '' } = identity;
    const text =
      flags.output === 'json'
        ? `${JSON.stringify({ UserId, Account, Arn }, null, 4)}\n`
        : `${Arn}\naccount\t${Account}\nid\t${UserId}\nserver\t${connection.endpoint.origin}\n`;
    await write(io.stdout, shownOn(io.stdout, text));
    return 0;
  },
});
