import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from '@coffer/wire';
import { lambda, logs } from '@coffer/wire/services';
import { call } from '../client/call.ts';
import { type Connection, connectionFlags, connectionOf } from '../client/connection.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { wrongUsage } from '../failure.ts';
import { parsed, text, toggle } from '../flags.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { asFailure } from '../secret/call-secrets.ts';
import { shownOn } from '../shown-on.ts';

/** How often it is looked for new lines, in milliseconds. */
const POLL_MS = 1_000;
/** Lines may become visible out of order: so far back, in milliseconds, each look looks again. */
const LOOK_BACK_MS = 5_000;

const UNITS = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const FLAGS = {
  since: parsed('TIME', 'how far back: `30s`, `10m`, `2h`, `7d`', readAge, { fallback: '10m' }),
  filter: text('PATTERN', 'only lines that this filter pattern finds'),
  follow: toggle('waits for more, until it is interrupted'),
  ...connectionFlags,
} as const;

/** What a function has printed, from the log group that its role writes to. */
export const logsCommand: Command = command({
  name: 'functions logs',
  summary: 'Shows what a function has printed (logs FilterLogEvents).',
  words: ['NAME'],
  notes: [
    'A function whose role has no right to logs (`logs:CreateLogGroup`, `logs:CreateLogStream`, `logs:PutLogEvents`) has none.',
  ],
  flags: FLAGS,
  async run(io, flags, [name = '']) {
    const connection = connectionOf(io.env, io.cwd, flags);
    try {
      const logGroupName = await groupOf(io, connection, name);
      const reading = { logGroupName, filterPattern: flags.filter, startTime: io.clock.now() - flags.since };
      await show(io, connection, reading, flags.follow === true);
    } catch (error) {
      throw asFailure(error);
    }
    return 0;
  },
});

/** Lambda's own name for it, where the caller may not read the function's configuration. */
async function groupOf(io: Io, connection: Connection, FunctionName: string): Promise<string> {
  const operation = lambda.operations.GetFunctionConfiguration;
  const callee = { contract: lambda, name: 'GetFunctionConfiguration', operation };
  const usual = `/aws/lambda/${FunctionName.slice(FunctionName.lastIndexOf(':') + 1)}`;
  try {
    const { LoggingConfig } = await call(connection, callee, { FunctionName }, io.clock);
    return LoggingConfig?.LogGroup ?? usual;
  } catch (error) {
    // What was deleted, or may not be looked at, may have left a log.
    if (error instanceof AwsError && ['AccessDeniedException', 'ResourceNotFoundException'].includes(error.code))
      return usual;
    throw error;
  }
}

interface Reading {
  readonly logGroupName: string;
  readonly filterPattern: string | undefined;
  /** Milliseconds since 1970. */
  readonly startTime: number;
}

async function show(io: Io, connection: Connection, reading: Reading, isFollowing: boolean): Promise<void> {
  const operation = logs.operations.FilterLogEvents;
  const callee = { contract: logs, name: 'FilterLogEvents', operation };
  // Ids of the events that the next look may find again, and their times.
  const shown = new Map<string, number>();
  let { startTime } = reading;
  for (;;) {
    for (let nextToken: string | undefined; ;) {
      const input = { ...reading, startTime, nextToken };
      const page = await call(connection, callee, input, io.clock).catch(unlessWaiting(isFollowing));
      for (const { eventId = '', timestamp = 0, message = '' } of page?.events ?? []) {
        if (shown.has(eventId)) continue;
        shown.set(eventId, timestamp);
        await write(io.stdout, shownOn(io.stdout, `${new Date(timestamp).toISOString()} ${message}\n`));
      }
      nextToken = page?.nextToken;
      if (nextToken === undefined) break;
    }
    if (!isFollowing) return;
    startTime = Math.max(startTime, ...[...shown.values()].map(time => time - LOOK_BACK_MS));
    for (const [id, timestamp] of shown) if (timestamp < startTime) shown.delete(id);
    await sleep(POLL_MS);
  }
}

/** Who follows a function that has never run waits for its log. */
function unlessWaiting(isFollowing: boolean) {
  return (error: unknown): undefined => {
    if (isFollowing && error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  };
}

/** Milliseconds. */
function readAge(word: string): number {
  const unit = UNITS.get(word.slice(-1));
  const count = word.slice(0, -1);
  if (unit === undefined || !/^\d{1,6}$/.test(count)) throw wrongUsage(`\`${word}\` is no time such as \`10m\``);
  return Number(count) * unit;
}
