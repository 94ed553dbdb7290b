import type { RunningServer } from '@coffer/server';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { asFailure, messageOf, wrongUsage } from '../failure.ts';
import { toggle } from '../flags.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { shQuote } from '../sh-quote.ts';
import { cofferVersion } from '../version.ts';
import { EphemeralFolder } from './ephemeral.ts';
import { Signals } from './lifecycle.ts';
import { isUnderNpm, parentGone } from './parent.ts';
import { takeRootCredentials } from './root-credentials.ts';
import { dataDirFlag, networkFlags, storageFlags } from './server-flags.ts';
import { serverOptions } from './server-options.ts';

/** Runs until SIGTERM, SIGINT or, under npx, the end of npx; then drains. */
export const serverCommand: Command = command({
  name: 'server',
  summary: 'Runs the server. It makes its keys and credentials at the first start and says where they lie.',
  notes: [
    'COFFER_ROOT_ACCESS_KEY_ID and COFFER_ROOT_SECRET_ACCESS_KEY set the root key pair at the first start.',
    'SIGTERM and SIGINT let requests finish and end the server; SIGHUP reads certificates again.',
  ],
  flags: {
    ...storageFlags,
    ...networkFlags,
    ephemeral: toggle('keeps everything in a private temporary folder and removes it at the end', {
      variable: 'COFFER_EPHEMERAL',
    }),
  },
  async run(io, flags) {
    const root = takeRootCredentials(io.env);
    if (!flags.ephemeral) return serve(io, flags, root);
    if (flags['data-dir'] !== dataDirFlag.fallback || flags.database !== undefined) {
      throw wrongUsage('`--ephemeral` has a folder of its own: leave `--data-dir` and `--database` out');
    }
    using folder = new EphemeralFolder();
    const note = `everything is in \`${folder.path}\` and goes when the server ends (after kill -9 remove it yourself)`;
    // Awaited here: the folder must outlive the server.
    return await serve(io, { ...flags, 'data-dir': folder.path }, root, note);
  },
});

type ServerFlags = Parameters<typeof serverOptions>[1] & Parameters<typeof serverOptions>[2];

async function serve(
  io: Io,
  flags: ServerFlags,
  root: ReturnType<typeof takeRootCredentials>,
  note?: string,
): Promise<number> {
  const options = serverOptions(io, flags, flags, root);
  let server: RunningServer | undefined;
  using signals = new Signals(() => {
    server?.reload().catch((error: unknown) => io.stderr.write(`coffer: cannot reload: ${messageOf(error)}\n`));
  });
  const watch = new AbortController();
  const orphaned = isUnderNpm(io.env) ? [parentGone(watch.signal)] : [];
  const { startServer } = await import('@coffer/server');
  try {
    server = await startServer(options);
  } catch (error) {
    throw asFailure(error);
  }
  await write(io.stdout, greeting(server, options.dataDir, flags['data-dir'] === dataDirFlag.fallback, note));
  await Promise.race([signals.ending, ...orphaned]);
  watch.abort();
  await server.drain();
  return 0;
}

function greeting(server: RunningServer, dataDir: string, isDefaultFolder: boolean, note: string | undefined): string {
  const where = isDefaultFolder ? '' : ` --data-dir ${shQuote(dataDir)}`;
  return [
    `coffer ${cofferVersion()} answers at ${server.file.https}${server.file.http === null ? '' : ` and ${server.file.http}`}`,
    ...(note === undefined ? [] : [note]),
    ...server.hints,
    '',
    'try next, in another terminal:',
    `  eval "$(npx coffer env${where})"`,
    `  npx coffer secret put${where} my/first-secret`,
    '  aws secretsmanager list-secrets',
    '',
  ].join('\n');
}
