import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerFile } from '@coffer/server';
import { readRootCredentials } from '../client/credentials-file.ts';
import { send } from '../client/send.ts';
import { readServerFile } from '../client/server-file.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { Failure, messageOf } from '../failure.ts';
import { write } from '../io.ts';
import { dataDirFlag } from '../server/server-flags.ts';
import { installedAws } from './aws-version.ts';
import { envLines } from './env-lines.ts';

const TIMEOUT_MS = 5000;

/** Prints nothing but lines for `eval`, and nothing at all when no server answers. */
export const envCommand: Command = command({
  name: 'env',
  summary: 'Prints shell lines that point AWS clients at this server: eval "$(npx coffer env)"',
  flags: { 'data-dir': dataDirFlag },
  async run(io, flags) {
    const dataDir = resolve(io.cwd, flags['data-dir']);
    const file = readServerFile(dataDir);
    const credentials = readRootCredentials(file);
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
    await write(io.stdout, lines);
    return 0;
  },
});

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
