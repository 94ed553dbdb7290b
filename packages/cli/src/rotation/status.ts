import { AwsError } from '@coffer/wire';
import { cloudtrail } from '@coffer/wire/services';
import { call } from '../client/call.ts';
import type { Connection } from '../client/connection.ts';
import { connectionFlags, connectionOf } from '../client/connection.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { choice } from '../flags.ts';
import { columns } from '../help.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { asFailure, callSecrets } from '../secret/call-secrets.ts';
import { shownOn } from '../shown-on.ts';
import type { RotationEvent } from './status-text.ts';
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
      const events = await eventsOf(io, connection, secret.ARN ?? '');
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

/** Pages of the trail that are looked through for the last rotation. */
const MAX_PAGES = 10;
/** The last rotation began with one, and each attempt that failed is another. */
const WANTED = 20;

/** The newest events of a rotation, the newest first; undefined: whoever asks may not look. */
async function eventsOf(io: Io, connection: Connection, arn: string): Promise<readonly RotationEvent[] | undefined> {
  const callee = { contract: cloudtrail, name: 'LookupEvents', operation: cloudtrail.operations.LookupEvents };
  const LookupAttributes = [{ AttributeKey: 'ResourceName', AttributeValue: arn }];
  const events: RotationEvent[] = [];
  let NextToken: string | undefined;
  try {
    for (let page = 0; page < MAX_PAGES && events.length < WANTED; page++) {
      const input = { LookupAttributes, ...(NextToken === undefined ? {} : { NextToken }) };
      const answer = await call(connection, callee, input, io.clock);
      for (const { EventName = '', CloudTrailEvent = '{}' } of answer.Events ?? []) {
        if (EventName.startsWith('Rotation') || EventName.startsWith('TestRotation')) {
          events.push(readEvent(EventName, CloudTrailEvent));
        }
      }
      ({ NextToken } = answer);
      if (NextToken === undefined) break;
    }
    return events;
  } catch (error) {
    if (error instanceof AwsError && error.code.startsWith('AccessDenied')) return undefined;
    throw error;
  }
}

function readEvent(name: string, record: string): RotationEvent {
  const { eventTime = '', errorMessage } = JSON.parse(record) as { eventTime?: string; errorMessage?: string }; // CloudTrail's members
  return { name, time: eventTime, why: errorMessage };
}
