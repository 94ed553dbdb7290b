import { operate, operatorFlags, OFFLINE_NOTE } from '../account/operate.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { choice } from '../flags.ts';
import { write } from '../io.ts';
import type { Status } from './view.ts';
import { readStatus } from './view.ts';

/** Exit code 1 when a start would not succeed now: for scripts that watch. */
export const statusCommand: Command = command({
  name: 'root-key status',
  summary: 'Tells under which root key the database is, where it lies, and whether a start would find it now.',
  notes: ['The exit code is 1 when it is away or the server is sealed.', OFFLINE_NOTE],
  flags: { ...operatorFlags, output: choice(['text', 'json'], 'how it is written', { fallback: 'text' }) },
  async run(io, flags) {
    const status = await operate<Status>(io, flags, {
      path: '/root-key/status',
      read: readStatus,
      withoutServer: ({ rootKeyStatusOffline }, options) => rootKeyStatusOffline(options),
    });
    await write(io.stdout, flags.output === 'json' ? `${JSON.stringify(status, null, 4)}\n` : textOf(status));
    return status.state === 'open' || status.state === 'people' ? 0 : 1;
  },
});

function textOf({ rootKeyId, provider, description, state, why, awaySince, shares }: Status): string {
  const where = description === undefined ? '' : ` (${description})`;
  const since = awaySince ? ` since ${awaySince}` : '';
  const lines = [`root key ${rootKeyId}`, `provider ${provider}${where}`, `state ${STATES[state]}${since}`];
  if (why) lines.push(why);
  if (shares !== undefined) lines.push(`${shares.given} of ${shares.threshold} shares were given`);
  return `${lines.join('\n')}\n`;
}

const STATES = {
  open: 'open: a start finds it',
  away: 'away: this server goes on, a start would wait',
  people: 'with people: a start asks them',
  sealed: 'sealed: the server waits for it',
} as const;
