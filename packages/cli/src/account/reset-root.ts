import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { Failure } from '../failure.ts';
import { write } from '../io.ts';
import { networkFlags, storageFlags } from '../server/server-flags.ts';
import { serverOptions } from '../server/server-options.ts';
import type { SocketAnswer } from './operators-socket.ts';
import { askServer } from './operators-socket.ts';

/** Whoever owns the data directory gets back in: through the running server, or with the directory's lock. */
export const resetRootCommand: Command = command({
  name: 'account reset-root',
  summary: "Makes new credentials for the account's root user and says where they lie; the old ones stop working.",
  notes: [
    'Without a running server, give the flags that the server is started with: the same variables or `--config` will do.',
  ],
  // The same table as the server's, so that the configuration file of a server is accepted here.
  flags: { ...storageFlags, ...networkFlags },
  async run(io, flags) {
    const answer = await askServer(resolve(io.cwd, flags['data-dir']), '/account/reset-root');
    const { credentials, accessKeyId } = answer === undefined ? await withoutServer() : readAnswer(answer);
    await write(io.stdout, `new credentials of the root user (access key ${accessKeyId}) are in ${credentials}\n`);
    return 0;

    async function withoutServer(): Promise<NewRoot> {
      const { resetRoot } = await import('@coffer/server');
      return resetRoot(serverOptions(io, flags, flags, undefined));
    }
  },
});

interface NewRoot {
  /** Path of the credentials file. */
  readonly credentials: string;
  readonly accessKeyId: string;
}

function readAnswer({ status, body }: SocketAnswer): NewRoot {
  const value: unknown = status === 200 ? JSON.parse(body) : undefined;
  if (typeof value === 'object' && value !== null && 'credentials' in value && 'accessKeyId' in value) {
    return { credentials: String(value.credentials), accessKeyId: String(value.accessKeyId) };
  }
  throw new Failure(`the server refused (HTTP status ${status}): ${body.slice(0, 1000)}`);
}
