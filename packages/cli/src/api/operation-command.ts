/** One operation of one service, with the AWS CLI's flags, output and exit codes. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { StructShape } from '@coffer/wire';
import { AwsError, Redacted, struct } from '@coffer/wire';
import { secretArguments, secretArgumentsWarning } from '../aws/secret-arguments.ts';
import type { Callee } from '../client/call.ts';
import { call } from '../client/call.ts';
import { connectionOf } from '../client/connection.ts';
import { Failure, wrongUsage } from '../failure.ts';
import type { FlagValues } from '../flags.ts';
import { commandHelp } from '../help.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { parseFlags } from '../parse-flags.ts';
import { shownOn } from '../shown-on.ts';
import { cliName } from './cli-name.ts';
import { contracts } from './find-service.ts';
import { commonFlags, memberFlags, pageFlags, payloadOf } from './operation-flags.ts';
import { operationInput } from './operation-input.ts';
import { compileQuery, formatOutput } from './output.ts';
import type { Page } from './pages.ts';
import { allPages } from './pages.ts';
import type { Json } from './present.ts';
import { present } from './present.ts';

/** AWS's exit codes: the command was wrong, the service refused. */
const USAGE = 252;
const REFUSED = 254;

/** Runs the operation with its arguments; resolves to the AWS CLI's exit code. */
export async function runOperation(io: Io, callee: Callee, argv: readonly string[]): Promise<number> {
  try {
    await perform(io, callee, argv);
    return 0;
  } catch (error) {
    if (error instanceof AwsError) {
      const where = `when calling the ${callee.name} operation`;
      const told = `\nAn error occurred (${error.code}) ${where}: ${error.message}\n`;
      await write(io.stderr, shownOn(io.stderr, told));
      return REFUSED;
    }
    if (!(error instanceof Failure)) throw error;
    const isUsage = error.exitCode === 2;
    const usage = `usage: coffer ${commandName(callee)} [flags]\n\n`;
    await write(io.stderr, `${isUsage ? usage : ''}coffer: ${error.message}\n`);
    return isUsage ? USAGE : error.exitCode;
  }
}

async function perform(io: Io, callee: Callee, argv: readonly string[]): Promise<void> {
  const { operation } = callee;
  const members = memberFlags(operation);
  const { flags, further, words, help } = parseFlags({ ...commonFlags, ...pageFlags }, argv, { env: io.env }, members);
  if (help || words[0] === 'help') {
    const table = { ...members, ...(operation.pages === undefined ? {} : pageFlags), ...commonFlags };
    await write(io.stdout, commandHelp({ name: commandName(callee), summary: operation.doc, flags: table }));
    return;
  }
  const payload = payloadOf(operation);
  const outfile = payload === undefined ? undefined : words[0];
  if (words.length > (payload === undefined ? 0 : 1)) throw wrongUsage('there are words that belong to no flag');
  if (payload !== undefined && outfile === undefined) throw wrongUsage('the file for the answer is required: OUTFILE');
  const alien =
    operation.pages === undefined ? Object.keys(pageFlags).find(name => Object.hasOwn(flags, name)) : undefined;
  if (alien !== undefined) throw wrongUsage(`unknown flag \`--${alien}\`: this operation has no pages`);
  const query = flags.query === undefined ? undefined : compileQuery(flags.query);
  const inputJson = flags['cli-input-json'];
  const input = operationInput(operation, { given: further, inputJson, binary: flags['cli-binary-format'] }, io);
  const connection = connectionOf(io.env, io.cwd, flags);
  const exposed = secretArguments(argv, contracts());
  if (exposed.length > 0) await write(io.stderr, `coffer: ${secretArgumentsWarning(exposed)}\n`);
  const fetch = (more: Page) => call(connection, callee, { ...input, ...more }, io.clock);
  const paging = pagingOf(callee, input, flags);
  const answer = paging === undefined ? await fetch({}) : await allPages(paging, fetch);
  if (payload !== undefined && outfile !== undefined) await writePayload(io, outfile, answer, payload);
  const shown = withToken(present(withoutMember(operation.output, payload), answer), answer);
  const printed = formatOutput(flags.output, callee.name, query === undefined ? shown : query(shown));
  await write(io.stdout, shownOn(io.stdout, printed));
}

/** What the AWS CLI does: the body of the answer goes to a file, the rest is printed. */
async function writePayload({ cwd }: Pick<Io, 'cwd'>, outfile: string, answer: object, name: string): Promise<void> {
  const value: unknown = Object.entries(answer).find(([key]) => key === name)?.[1];
  const bytes: unknown = value instanceof Redacted ? value.unwrap() : value;
  await writeFile(resolve(cwd, outfile), bytes instanceof Uint8Array ? bytes : '', { mode: 0o600 });
}

function withoutMember({ members }: StructShape, name: string | undefined): StructShape {
  return struct(Object.fromEntries(Object.entries(members).filter(([key]) => key !== name)));
}

/** Where to go on is `NextToken` to the command, whatever the service calls it. */
function withToken(shown: Json, { NextToken }: Page): Json {
  if (typeof NextToken !== 'string' || typeof shown !== 'object' || shown === null || Array.isArray(shown))
    return shown;
  return { ...shown, NextToken };
}

/** How to page; undefined for one call only. Who gives the service's own paging members pages by hand. */
function pagingOf({ operation: { pages } }: Callee, input: Page, flags: FlagValues<typeof pageFlags>) {
  if (pages === undefined || flags.paginate === false) return undefined;
  const byHand = [pages.token ?? 'NextToken', pages.limit].some(
    member => member !== undefined && input[member] !== undefined,
  );
  if (byHand) return undefined;
  return {
    ...pages,
    maxItems: flags['max-items'],
    pageSize: flags['page-size'],
    startingToken: flags['starting-token'],
  };
}

function commandName({ contract, name }: Callee): string {
  return `${contract.service} ${cliName(name)}`;
}
