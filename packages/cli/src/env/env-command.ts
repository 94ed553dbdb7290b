import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerFile } from '@coffer/server';
import type { Credentials } from '@coffer/wire/sigv4';
import { readMadeCredentials } from '../client/credentials-file.ts';
import { send } from '../client/send.ts';
import { readServerFile } from '../client/server-file.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { Failure, messageOf } from '../failure.ts';
import { parsed, toggle } from '../flags.ts';
import { write } from '../io.ts';
import { dataDirFlag, readAccountId } from '../server/server-flags.ts';
import { installedAws } from './aws-version.ts';
import { envLines } from './env-lines.ts';

const TIMEOUT_MS = 5000;

/** Prints nothing but lines for `eval`, and nothing at all when no server answers. */
export const envCommand: Command = command({
  name: 'env',
  summary: 'Prints shell lines that point AWS clients at this server: eval "$(npx coffer env)"',
  notes: ['They hold the keys of the administrator `admin`, whom the first start has made.'],
  flags: {
    'data-dir': dataDirFlag,
    'account-id': parsed('ID', 'works in this account; default: in the first one', readAccountId, {}),
    root: toggle('hands out the keys of the root user, whom no policy limits'),
  },
  async run(io, flags) {
    const dataDir = resolve(io.cwd, flags['data-dir']);
    const file = readServerFile(dataDir);
    const credentials = credentialsOf(file, dataDir, flags['account-id'], flags.root ? 'root' : 'default');
    await mustAnswer(file, dataDir);
    const lines = envLines({
      endpoint: file.https,
      ca: file.ca,
      credentials,
      region: file.regions[0] ?? 'us-east-1',
      aws: await installedAws(io.env),
      self: [process.execPath, fileURLToPath(new URL('../../bin/coffer.js', import.meta.url))],
      dataDir,
    });
    if (flags.root) await write(io.stderr, ROOT_WARNING);
    await write(io.stdout, lines);
    return 0;
  },
});

/** On standard error: a comment among the lines would swallow the rest where a shell is given them without quotes. */
const ROOT_WARNING =
  "coffer: these are the root user's keys. Use them only to create an administrator, and that user for everything else " +
  '(`coffer account reset-admin`, then `coffer env`)\n';

/** Of the first account, or of one that `coffer account create` made. */
function credentialsOf(
  file: ServerFile,
  dataDir: string,
  accountId: string | undefined,
  profile: 'default' | 'root',
): Credentials {
  if (accountId === undefined || accountId === file.accountId) return readMadeCredentials(file, profile);
  const credentials = join(dataDir, `credentials-${accountId}`);
  if (!existsSync(credentials)) {
    throw new Failure(
      `there are no credentials of account \`${accountId}\` in \`${dataDir}\`: \`coffer account list\` shows the ` +
        `accounts, \`coffer account reset-${profile === 'root' ? 'root' : 'admin'} --account-id ${accountId}\` makes new credentials`,
    );
  }
  return readMadeCredentials({ credentials }, profile);
}

/** Any HTTP answer under the server's own certificate will do: what answers is this server and no other. */
async function mustAnswer(file: ServerFile, dataDir: string): Promise<void> {
  try {
    const endpoint = new URL(file.https);
    await send({
      endpoint,
      ca: readFileSync(file.ca, 'utf8'),
      method: 'GET',
      target: '/',
      rawHeaders: ['Host', endpoint.host],
      body: new Uint8Array(0),
      timeoutMs: TIMEOUT_MS,
    });
  } catch (error) {
    throw new Failure(
      `no server answers at \`${file.https}\` (${messageOf(error)}); start it with \`npx coffer server --data-dir ${dataDir}\``,
      { cause: error },
    );
  }
}
