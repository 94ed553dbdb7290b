/** The table of commands, and what happens to whatever they throw. */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import type { Command } from './command.ts';
import { Failure, codeOf, wrongUsage } from './failure.ts';
import { columns } from './help.ts';
import type { Io } from './io.ts';
import { write } from './io.ts';
import { suggestion } from './suggest.ts';
import { cofferVersion } from './version.ts';

interface Entry {
  /** The words that name the command. */
  readonly name: string;
  readonly summary: string;
  /** Commands load their modules when they run, so that `coffer env` does not wait for the server's. */
  load(): Promise<Command>;
}

const COMMANDS: readonly Entry[] = [
  {
    name: 'server',
    summary: 'runs the server',
    load: async () => (await import('./server/server-command.ts')).serverCommand,
  },
  {
    name: 'env',
    summary: 'prints the shell lines that point AWS clients at this server: eval "$(npx coffer env)"',
    load: async () => (await import('./env/env-command.ts')).envCommand,
  },
  {
    name: 'aws',
    summary: 'runs the AWS CLI against this server, any version of it',
    load: async () => (await import('./aws/aws-command.ts')).awsCommand,
  },
  {
    name: 'whoami',
    summary: 'tells as whom the server knows you',
    load: async () => (await import('./whoami.ts')).whoamiCommand,
  },
  {
    name: 'access explain',
    summary: 'tells whether somebody may do something, and by which policies',
    load: async () => (await import('./access/explain.ts')).explainCommand,
  },
  {
    name: 'access who-can',
    summary: 'lists who can do something with a secret',
    load: async () => (await import('./access/who-can-command.ts')).whoCanCommand,
  },
  {
    name: 'secret put',
    summary: 'stores a value that comes from a prompt, a pipe or a file descriptor',
    load: async () => (await import('./secret/put.ts')).secretPut,
  },
  {
    name: 'secret get',
    summary: 'gives a value to a pipe or to a file that only you can read',
    load: async () => (await import('./secret/get.ts')).secretGet,
  },
  {
    name: 'secret rollback',
    summary: 'makes the previous version of a secret the current one again, when its credentials work',
    load: async () => (await import('./secret/rollback.ts')).secretRollback,
  },
  {
    name: 'rotation enable',
    summary: 'makes the rotation function of a secret and rotates it on schedule',
    load: async () => (await import('./rotation/enable.ts')).rotationEnableCommand,
  },
  {
    name: 'rotation disable',
    summary: 'ends the rotation of a secret, and deletes its function if you want',
    load: async () => (await import('./rotation/disable.ts')).rotationDisableCommand,
  },
  {
    name: 'rotation status',
    summary: "tells what happened last to a secret's rotation, why, and what will happen next",
    load: async () => (await import('./rotation/status.ts')).rotationStatusCommand,
  },
  {
    name: 'functions logs',
    summary: 'shows what a function has printed',
    load: async () => (await import('./functions/logs.ts')).logsCommand,
  },
  {
    name: 'account create',
    summary: 'makes another account, with a root user and an administrator of its own',
    load: async () => (await import('./account/create.ts')).createCommand,
  },
  {
    name: 'account list',
    summary: 'tells the accounts',
    load: async () => (await import('./account/list.ts')).listCommand,
  },
  {
    name: 'account close',
    summary: 'closes an account: its credentials stop working, its data stay',
    load: async () => (await import('./account/close.ts')).closeCommand,
  },
  {
    name: 'account reset-root',
    summary: "makes new credentials for an account's root user",
    load: async () => (await import('./account/reset-root.ts')).resetRootCommand,
  },
  {
    name: 'account reset-admin',
    summary: "makes new credentials for an account's administrator",
    load: async () => (await import('./account/reset-admin.ts')).resetAdminCommand,
  },
  {
    name: 'root-key status',
    summary: 'tells where the root key lies, and whether a start would find it',
    load: async () => (await import('./root-key/status.ts')).statusCommand,
  },
  {
    name: 'root-key rotate',
    summary: 'puts a new root key in place of the one in use',
    load: async () => (await import('./root-key/rotate.ts')).rotateCommand,
  },
  {
    name: 'root-key migrate',
    summary: 'moves to a root key in another place: an HSM, a KMS, shares, a passphrase',
    load: async () => (await import('./root-key/migrate.ts')).migrateCommand,
  },
  {
    name: 'root-key unseal',
    summary: 'gives a share of the root key to a sealed server',
    load: async () => (await import('./root-key/unseal.ts')).unsealCommand,
  },
  {
    name: 'backup verify',
    summary: 'reads every byte of a backup and opens every ciphertext in it',
    load: async () => (await import('./backup/verify.ts')).backupVerifyCommand,
  },
  {
    name: 'backup list',
    summary: 'tells the scheduled backups that were made',
    load: async () => (await import('./backup/list.ts')).backupListCommand,
  },
  {
    name: 'backup status',
    summary: 'tells when the next scheduled backup is due, and how the last ones went',
    load: async () => (await import('./backup/list.ts')).backupStatusCommand,
  },
  {
    name: 'backup',
    summary: 'writes a backup of the database, while the server runs',
    load: async () => (await import('./backup/backup.ts')).backupCommand,
  },
  {
    name: 'restore',
    summary: 'restores a backup into a new data directory or PostgreSQL database',
    load: async () => (await import('./backup/restore.ts')).restoreCommand,
  },
  {
    name: 'doctor',
    summary: 'looks at everything that an operator can mend',
    load: async () => (await import('./doctor/doctor.ts')).doctorCommand,
  },
];

/** Runs the command of this process's arguments and leaves its exit code behind. */
export async function start(): Promise<void> {
  process.stdout.on('error', endWithout);
  process.exitCode = await main(
    {
      env: process.env,
      cwd: process.cwd(),
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      clock: Date,
      uuid: randomUUID,
    },
    process.argv.slice(2),
  );
}

/** Ends the command whose output nobody takes. `coffer ... | head` closes it early; that is no error of ours. */
function endWithout(error: Error): never {
  if (codeOf(error) === 'EPIPE') process.exit(0);
  // Not through the stream, which may need more than this moment.
  writeSync(2, `coffer: standard output cannot be written: ${error.message}\n`);
  process.exit(1);
}

/** Runs a command; resolves to its exit code. Failures are told on stderr and never rejected. */
export async function main(io: Io, argv: readonly string[]): Promise<number> {
  try {
    return await dispatch(io, argv);
  } catch (error) {
    await write(io.stderr, `coffer: ${describe(error)}\n`);
    return error instanceof Failure ? error.exitCode : 1;
  }
}

async function dispatch(io: Io, argv: readonly string[]): Promise<number> {
  const [first = '--help', second = ''] = argv;
  if (first === '--version' || first === '-v') {
    await write(io.stdout, `${cofferVersion()}\n`);
    return 0;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    await write(io.stdout, await overview());
    return 0;
  }
  for (const entry of COMMANDS) {
    const words = entry.name.split(' ');
    if (words.every((word, i) => argv[i] === word)) return (await entry.load()).run(io, argv.slice(words.length));
  }
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length > 0) return runGroup(io, first, second, group);
  const { findService } = await import('./api/find-service.ts');
  const contract = findService(first);
  if (contract !== undefined) {
    const { runService } = await import('./api/service-command.ts');
    return runService(io, contract, argv.slice(1));
  }
  throw wrongUsage(`unknown command \`${first}\`${suggestion(first, await names())}; see \`coffer --help\``);
}

async function runGroup(io: Io, first: string, second: string, group: readonly Entry[]): Promise<number> {
  if (second === '--help' || second === '-h' || second === 'help') {
    await write(
      io.stdout,
      ['commands:', ...columns(group.map(each => [`coffer ${each.name}`, each.summary])), ''].join('\n'),
    );
    return 0;
  }
  const seconds = group.map(({ name }) => name.slice(first.length + 1));
  if (second === '')
    throw wrongUsage(`\`coffer ${first}\` needs one of ${seconds.map(each => `\`${each}\``).join(', ')}`);
  throw wrongUsage(
    `unknown command \`${first} ${second}\`${suggestion(second, seconds)}; see \`coffer ${first} --help\``,
  );
}

async function names(): Promise<string[]> {
  const { contracts } = await import('./api/find-service.ts');
  return [...new Set(COMMANDS.map(({ name }) => name.split(' ')[0] ?? '')), ...contracts().map(each => each.service)];
}

async function overview(): Promise<string> {
  const { contracts } = await import('./api/find-service.ts');
  return [
    'usage: coffer COMMAND [flags]',
    '',
    'AWS Secrets Manager that you run yourself.',
    '',
    'commands:',
    ...columns(COMMANDS.map(each => [each.name, each.summary])),
    '',
    'the AWS services, with the flags of the AWS CLI:',
    ...columns(contracts().map(each => [`${each.service} OPERATION`, each.title])),
    '',
    'coffer COMMAND --help tells more; coffer --version prints the version',
    '',
  ].join('\n');
}

/** A failure's message; of a bug the stack too, because nobody can mend it without. */
function describe(error: unknown): string {
  if (error instanceof Failure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
