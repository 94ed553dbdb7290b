import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { contracts } from '../api/find-service.ts';
import { readMadeCredentials } from '../client/credentials-file.ts';
import { readServerFile } from '../client/server-file.ts';
import type { Command } from '../command.ts';
import { Failure } from '../failure.ts';
import { commandHelp } from '../help.ts';
import { write } from '../io.ts';
import { parseFlags } from '../parse-flags.ts';
import { dataDirFlag } from '../server/server-flags.ts';
import { absolutePath, findProgram } from './find-program.ts';
import { secretArguments, secretArgumentsWarning } from './secret-arguments.ts';

const FLAGS = { 'data-dir': dataDirFlag } as const;

/** Says in the environment that this command is above: an `aws` that calls coffer again would never end. */
const GUARD = 'COFFER_INSIDE_AWS';

/**
 * Becomes the real `aws`: the process is replaced, so that its exit code, its terminal and every signal are its own.
 * Only flags before the first other word are ours.
 */
export const awsCommand: Command = {
  name: 'aws',
  summary: 'Runs the AWS CLI against this server: any version, also those that do not know AWS_ENDPOINT_URL.',
  async run(io, argv) {
    const own = ownWords(argv);
    const { flags, help } = parseFlags(FLAGS, argv.slice(0, own), { env: io.env });
    if (help) {
      await write(io.stdout, commandHelp({ ...this, words: ['ARGUMENTS...'], flags: FLAGS }));
      return 0;
    }
    const args = argv.slice(own);
    const file = readServerFile(resolve(io.cwd, flags['data-dir']));
    const path = io.env['PATH'] ?? '';
    const program = findProgram('aws', path);
    if (program === undefined) {
      throw new Failure(
        'the AWS CLI is not installed: there is no `aws` on PATH; install it, or use `coffer secretsmanager` with the same flags',
      );
    }
    if (io.env[GUARD] !== undefined)
      throw new Failure(`\`${program}\` calls \`coffer aws\` again; it must be the AWS CLI itself`);
    const exposed = secretArguments(args, contracts());
    // Not through the stream: it would make a pipe non-blocking for the program that follows in this process.
    if (exposed.length > 0) writeSync(2, `coffer: ${secretArgumentsWarning(exposed)}\n`);
    const { accessKeyId, secretAccessKey } = readMadeCredentials(file);
    const region = io.env['AWS_REGION'] || io.env['AWS_DEFAULT_REGION'] || (file.regions[0] ?? 'us-east-1');
    const env: NodeJS.ProcessEnv = {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey.unwrap(),
      ...ownCredentials(io.env),
      PATH: absolutePath(path),
      AWS_ENDPOINT_URL: file.https,
      AWS_CA_BUNDLE: file.ca,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      [GUARD]: '1',
    };
    replaceProcess(program, ['aws', '--endpoint-url', file.https, '--ca-bundle', file.ca, ...args], env);
  },
};

/** How many words at the beginning are this command's flags. */
function ownWords(argv: readonly string[]): number {
  let count = 0;
  for (;;) {
    const word = argv[count] ?? '';
    if (word === '--data-dir') count += 2;
    else if (word.startsWith('--data-dir=')) count += 1;
    else if (count === 0 && (word === '--help' || word === '-h')) return 1;
    else return Math.min(count, argv.length);
  }
}

/** The caller's environment; credentials in it are used when they are whole, and replaced by the administrator's when not. */
function ownCredentials(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY']) return env;
  const rest = { ...env };
  for (const name of [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_PROFILE',
    'AWS_DEFAULT_PROFILE',
  ]) {
    delete rest[name];
  }
  return rest;
}

function replaceProcess(program: string, args: readonly string[], env: NodeJS.ProcessEnv): never {
  if (process.execve === undefined) throw new Failure('this platform cannot run `coffer aws`');
  return process.execve(program, args, env);
}
