import { askerOf } from '../client/ask.ts';
import { connectionFlags, connectionOf } from '../client/connection.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { choice } from '../flags.ts';
import { columns } from '../help.ts';
import { write } from '../io.ts';
import { asFailure, callSecrets } from '../secret/call-secrets.ts';
import { shownOn } from '../shown-on.ts';
import { rotationEvents } from './events.ts';
import { statusRows } from './status-text.ts';

/** Tells what the API knows of a secret's rotation: its configuration, and the newest of its events in the trail. */
export const rotationStatusCommand: Command = command({
  name: 'rotation status',
  summary: "Tells what happened last to a secret's rotation, why, and what will happen next.",
  words: ['SECRET'],
  notes: [
    'It needs secretsmanager:DescribeSecret for the secret; what happened comes from cloudtrail:LookupEvents.',
    'What a function raised stands in its log: `coffer functions logs NAME`.',
  ],
  flags: { ...connectionFlags, output: choice(['text', 'json'], 'how it is written', { fallback: 'text' }) },
  async run(io, flags, [SecretId = '']) {
    const connection = connectionOf(io.env, io.cwd, flags);
    try {
      const secret = await callSecrets(io, connection, 'DescribeSecret', { SecretId });
      const events = await rotationEvents(askerOf(io, connection), secret.ARN ?? '');
      const rows = statusRows(secret, events, io.clock.now());
      const text =
        flags.output === 'json'
          ? `${JSON.stringify({ ...Object.fromEntries(rows), events }, null, 4)}\n`
          : `${columns(rows).join('\n')}\n`;
      await write(io.stdout, shownOn(io.stdout, text));
      return 0;
    } catch (error) {
      throw asFailure(error);
    }
  },
});
