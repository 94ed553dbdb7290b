import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemClock } from './clock.ts';
import type { ServerFile, ServerOptions } from './options.ts';
import { serve } from './pipeline/serve.ts';
import { accountCommands } from './start/account-commands.ts';
import { adminHandler } from './start/admin.ts';
import { backupCommands } from './start/backup-commands.ts';
import { startBackground } from './start/background.ts';
import { withDeadline } from './start/deadline.ts';
import { loadEndpointPolicies } from './start/endpoint-policies.ts';
import { doctorCommands } from './start/doctor-commands.ts';
import type { Front, FrontHandlers } from './start/front.ts';
import { openFront } from './start/front.ts';
import { freeJobs } from './start/free-jobs.ts';
import { hintsOf } from './start/hints.ts';
import { openOrWait } from './start/open-or-wait.ts';
import { operatorTasks } from './start/operator-tasks.ts';
import { openParts } from './start/parts.ts';
import { rootKeyCommands } from './start/root-key-commands.ts';
import type { SealedHooks } from './start/sealed-start.ts';
import { credentialsPath } from './start/credentials-file.ts';
import { currentCertificate } from './start/tls.ts';
import { writeWhole } from './start/write-file.ts';
import { OperatorError } from './transport/operator-error.ts';

/** A server that answers. */
export interface RunningServer extends AsyncDisposable {
  readonly file: ServerFile;
  /** Lines for operators: where the root key and the first credentials lie, and what they are worth. */
  readonly hints: readonly string[];
  /**
   * Finishes what is in flight and ends: everything is stored, closed and released when it resolves. When that takes
   * longer than 25 seconds, it ends the process with exit code 1: what was acknowledged is stored even so.
   */
  drain(): Promise<void>;
  /**
   * Reads the certificate and the policies of VPC endpoints anew and opens the audit log anew, without dropping a
   * connection. What cannot be read stays as it was.
   */
  reload(): Promise<void>;
}

/** How long requests in flight may take once the server is to end. */
const DRAIN_MS = 10_000;
/** How long the whole end may take: less than the 30 s after which Kubernetes kills, more than all parts together. */
const END_MS = 25_000;

/**
 * Starts a server: opens storage and keys, makes at the first start what is missing, and listens. Where the root key is
 * not there yet it listens at once, says that it is sealed, and resolves when it is not any more.
 *
 * @throws OperatorError, DirectoryInUse, RootKeyRefused, SchemaMismatch, StorageUnavailable: what the operator can mend
 */
export async function startServer(given: ServerOptions, hooks: SealedHooks = {}): Promise<RunningServer> {
  const options = { ...given, dataDir: resolve(given.dataDir) };
  await using stack = new AsyncDisposableStack();
  let front: Front | undefined;
  const openKeys = openOrWait(stack, options, hooks, opened => {
    front = opened;
  });
  const parts = await openParts(stack, options, systemClock, openKeys);
  const { database, keyring, account, accounts, line, jobs, mirror, metrics, log } = parts;
  const certify = () => currentCertificate(options, database, keyring, new Date(systemClock.now()));
  const certificate = await certify();

  let ending: Promise<void> | undefined;
  const rootKeys = parts.rootKeys;
  const tasks = stack.use(operatorTasks(error => log.error({ error }, 'a task of an operator failed')));
  const commands = new Map([
    ...accountCommands(parts, options),
    ...rootKeyCommands(rootKeys, options),
    ...backupCommands({ database, keyring, audit: line.audit }, options, tasks),
    ...doctorCommands(database, options, tasks),
    ['/task', tasks.command] as const,
  ]);
  const remarks = () => rootKeys.remarks();
  const handlers: FrontHandlers = {
    clients: (raw, endpoint) => serve(line, raw, endpoint),
    operators: adminHandler({ database, metrics, isDraining: () => ending !== undefined, remarks, commands }),
  };
  // A sealed server listens already, and has shown another certificate.
  front?.listeners.reload(certificate);
  front?.use(handlers);
  front ??= await openFront(stack, options, { handlers, certificate, log, metrics });
  const { listeners, addresses, adminPath } = front;
  const renewCertificate = async () => listeners.reload(await certify());
  const inFlight = () => listeners.inFlight;
  stack.use(
    startBackground({ database, clock: systemClock, log, mirror, renewCertificate, inFlight, rootKeys }, options),
  );
  await freeJobs(database);
  jobs.start();
  parts.functions.serve({ endpoint: addresses.https, ca: certificate.ca });
  parts.functionJobs.start();
  parts.rotationJobs.start();
  if (options.backup !== undefined) {
    const { startScheduledBackups } = await import('./start/scheduled-backups.ts');
    stack.use(await startScheduledBackups({ database, keyring, audit: line.audit, log }, options, options.backup));
  }

  const credentials = credentialsPath(options);
  const { accountId } = account;
  const { regions } = options;
  const file = { ...addresses, ca: certificate.ca, credentials, accountId, regions, pid: process.pid };
  await publish(stack, file, options);
  const opened = stack.move();
  const drain = () => {
    ending ??= withDeadline(
      listeners.drain(DRAIN_MS).then(() => opened.disposeAsync()),
      END_MS,
      () => {
        log.error(`the server has not ended within ${END_MS} ms: the process ends without it`);
        process.exit(1);
      },
    );
    return ending;
  };
  return {
    file,
    hints: [...parts.notices, ...hintsOf({ keyring, account, accounts, adminPath }, file, options)],
    drain,
    async reload() {
      mirror?.reopen();
      await renewCertificate();
      await loadEndpointPolicies(options, parts.endpointPolicies);
    },
    [Symbol.asyncDispose]: drain,
  };
}

/** Tells other programs that the server answers, and where; takes it back at the end. */
async function publish(
  stack: AsyncDisposableStack,
  file: ServerFile,
  { dataDir, readyFile }: ServerOptions,
): Promise<void> {
  const content = `${JSON.stringify(file, null, 2)}\n`;
  const path = join(dataDir, 'server.json');
  await writeWhole(path, content, 0o600);
  stack.defer(() => rm(path, { force: true }));
  if (readyFile === undefined) return;
  const ready = resolve(readyFile);
  await writeWhole(ready, content, 0o600).catch((error: unknown) => {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new OperatorError(`cannot write the ready file \`${ready}\`: ${why}`, { cause: error });
  });
  // Who waits for the next start must not take this one's address for it; another server may have written its own by now.
  stack.defer(async () => {
    if ((await readFile(ready, 'utf8').catch(() => '')) === content) await rm(ready, { force: true });
  });
}
