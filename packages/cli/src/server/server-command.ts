import type { RunningServer, SealedServer, ServerOptions } from '@coffer/server';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { Failure, asFailure, messageOf, wrongUsage } from '../failure.ts';
import { toggle } from '../flags.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { shQuote } from '../sh-quote.ts';
import { cofferVersion } from '../version.ts';
import { closeMemoryHere, refuseDebugging } from './debugging.ts';
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
  async run(io, flags, _words, given) {
    const isDescriptorGiven = given.has('root-key-passphrase-fd') || Boolean(io.env['COFFER_ROOT_KEY_PASSPHRASE_FD']);
    const root = takeRootCredentials(io.env);
    if (!flags.ephemeral) return serve(io, flags, root, isDescriptorGiven);
    if (flags['data-dir'] !== dataDirFlag.fallback || flags.database !== undefined) {
      throw wrongUsage('`--ephemeral` has a folder of its own: leave `--data-dir` and `--database` out');
    }
    using folder = new EphemeralFolder();
    const note = `everything is in \`${folder.path}\` and goes when the server ends (after kill -9 remove it yourself)`;
    // Awaited here: the folder must outlive the server.
    return await serve(io, { ...flags, 'data-dir': folder.path }, root, isDescriptorGiven, note);
  },
});

type ServerFlags = Parameters<typeof serverOptions>[1] & Parameters<typeof serverOptions>[2];

async function serve(
  io: Io,
  flags: ServerFlags,
  root: ReturnType<typeof takeRootCredentials>,
  isDescriptorGiven: boolean,
  note?: string,
): Promise<number> {
  const given = serverOptions(io, flags, flags, root);
  refuseDebugging(process.execArgv, io.env);
  if (flags['root-key-passphrase-fd'] !== undefined) await keepDescriptor(io, isDescriptorGiven);
  const options = given.rootKey === 'passphrase' ? withTerminal(io, given) : given;
  let server: RunningServer | undefined;
  using signals = new Signals(() => {
    server?.reload().catch((error: unknown) => io.stderr.write(`coffer: cannot reload: ${messageOf(error)}\n`));
  });
  const watch = new AbortController();
  const orphaned = isUnderNpm(io.env) ? [parentGone(watch.signal)] : [];
  const { startServer } = await import('@coffer/server');
  const ended = new AbortController();
  void Promise.race([signals.ending, ...orphaned]).then(() => ended.abort());
  try {
    server = await startServer(options, {
      onSealed: sealed => io.stderr.write(sealedNote(sealed, options.dataDir)),
      signal: ended.signal,
    });
  } catch (error) {
    // Whoever ends a server that waits for its root key has ended it.
    if (ended.signal.aborted) return 0;
    throw asFailure(error);
  }
  await write(io.stdout, greeting(server, options.dataDir, flags['data-dir'] === dataDirFlag.fallback, note));
  await Promise.race([signals.ending, ...orphaned]);
  watch.abort();
  await server.drain();
  return 0;
}

/** The launcher keeps descriptors open only where it can see that one is meant. */
async function keepDescriptor(io: Io, isGiven: boolean): Promise<void> {
  if (!isGiven) {
    throw wrongUsage('`root-key-passphrase-fd` cannot stand in a configuration file: give it as a flag or a variable');
  }
  const left = closeMemoryHere(process.execArgv);
  if (left !== undefined) await write(io.stderr, `coffer: ${left}\n`);
}

/** Where a person sits, the passphrase is asked for. */
function withTerminal(io: Io, options: ServerOptions): ServerOptions {
  if (io.stdin.isTTY !== true) return options;
  const askPassphrase = async (isNew: boolean) => {
    const { askHidden } = await import('../secret/prompt.ts');
    const questions = ['passphrase of the root key (not shown): ', ...(isNew ? ['the same again: '] : [])];
    const [first, second] = await askHidden(io, questions, MAX_PASSPHRASE_BYTES);
    if (first === undefined) throw new Failure('no passphrase was typed');
    const isSame = !isNew || second?.unwrap().equals(first.unwrap()) === true;
    second?.unwrap().fill(0);
    if (!isSame) throw new Failure('the two passphrases differ');
    return first;
  };
  return { ...options, rootKeyOptions: { ...options.rootKeyOptions, askPassphrase } };
}

/** As the server takes them, in bytes. */
const MAX_PASSPHRASE_BYTES = 1_024;

function sealedNote({ https, ca, why }: SealedServer, dataDir: string): string {
  return [
    `coffer: the server is sealed and answers nothing but that, at ${https}`,
    `coffer: ${why}`,
    `coffer: in another terminal: npx coffer root-key status --data-dir ${shQuote(dataDir)}`,
    `coffer: what to trust there until then: ${ca}`,
    '',
  ].join('\n');
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
