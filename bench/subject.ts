import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerFile } from '@coffer/server';
import type { Children } from './children.ts';
import { end, pidOf, plainEnv } from './children.ts';
import { ROOT_KEY } from './secrets.ts';

/** A server as an administrator starts it: `coffer server`, a process of its own. Disposing of it drains it. */
export interface Subject extends AsyncDisposable {
  readonly pid: number;
  readonly https: string;
  readonly http: string;
  /** Path of the CA certificate. */
  readonly ca: string;
}

export interface SubjectOptions {
  /** Flags of `coffer server`. */
  readonly flags?: readonly string[];
  /** Flags of Node.js. */
  readonly nodeFlags?: readonly string[];
}

/** Starts a server on free ports of loopback and waits until it says that it answers. */
export async function startSubject(
  children: Children,
  dataDir: string,
  { flags = [], nodeFlags = [] }: SubjectOptions = {},
): Promise<Subject> {
  const serverFile = join(dataDir, 'server.json');
  await rm(serverFile, { force: true });
  const where = ['--data-dir', dataDir, '--listen', '127.0.0.1:0', '--http', '127.0.0.1:0'];
  const child = children.spawn(
    process.execPath,
    ['--disable-sigusr1', ...nodeFlags, COMMAND, 'server', ...where, '--log-level', 'warn', ...flags],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...plainEnv(),
        // As `npm start` does it: with the flag from the start the command does not begin anew to get it.
        COFFER_LAUNCHED: '1',
        COFFER_ROOT_ACCESS_KEY_ID: ROOT_KEY.accessKeyId,
        COFFER_ROOT_SECRET_ACCESS_KEY: ROOT_KEY.secretAccessKey,
      },
    },
  );
  while (!existsSync(serverFile)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the server ended before it answered');
    await delay(LOOK_MS);
  }
  // What `coffer server` writes, whole from the first moment.
  const { https, http, ca } = JSON.parse(readFileSync(serverFile, 'utf8')) as ServerFile;
  return { pid: pidOf(child), https, http: http ?? '', ca, [Symbol.asyncDispose]: () => end(child) };
}

const COMMAND = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'coffer.js');

/** How often to look for a server's file; adds half of it to a start on average. */
const LOOK_MS = 2;
