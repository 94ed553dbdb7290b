import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemClock } from './clock.ts';
import type { ServerFile, ServerOptions } from './options.ts';
import { serve } from './pipeline/serve.ts';
import { accountCommands } from './start/account-commands.ts';
import { adminHandler } from './start/admin.ts';
import { startBackground } from './start/background.ts';
import { withDeadline } from './start/deadline.ts';
import { hintsOf } from './start/hints.ts';
import { Listeners } from './start/listeners.ts';
import type { Parts } from './start/parts.ts';
import { openParts } from './start/parts.ts';
import { credentialsPath } from './start/credentials-file.ts';
import { currentCertificate } from './start/tls.ts';
import { writeWhole } from './start/write-file.ts';
import { parseHostPort } from './transport/addresses.ts';
import { AdminSocket } from './transport/admin-socket.ts';

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
  /** Reads the certificate anew and opens the audit log anew, without dropping a connection. */
  reload(): Promise<void>;
}

/** How long requests in flight may take once the server is to end. */
const DRAIN_MS = 10_000;
/** How long the whole end may take: less than the 30 s after which Kubernetes kills, more than all parts together. */
const END_MS = 25_000;

/**
 * Starts a server: opens storage and keys, makes at the first start what is missing, and listens.
 *
 * @throws OperatorError, DirectoryInUse, RootKeyRefused, SchemaMismatch, StorageUnavailable: what the operator can mend
 */
export async function startServer(given: ServerOptions): Promise<RunningServer> {
  const options = { ...given, dataDir: resolve(given.dataDir) };
  await using stack = new AsyncDisposableStack();
  const parts = await openParts(stack, options);
  const { database, keyring, account, accounts, line, jobs, mirror, metrics, log } = parts;
  const certify = () => currentCertificate(options, database, keyring, new Date(systemClock.now()));
  const certificate = await certify();

  const listeners = new Listeners(options, { handler: raw => serve(line, raw), certificate, log, metrics });
  stack.defer(() => listeners.drain(0));
  const addresses = await listeners.listen();
  metrics.gauge('coffer_connections', 'Open connections of clients', () => listeners.connections);
  metrics.gauge('coffer_in_flight', 'Requests that are being served', () => listeners.inFlight);
  const renewCertificate = async () => listeners.reload(await certify());
  const inFlight = () => listeners.inFlight;
  stack.use(startBackground({ database, clock: systemClock, log, mirror, renewCertificate, inFlight }, options));
  let ending: Promise<void> | undefined;
  const admin = stack.use(await openAdmin(parts, options, () => ending !== undefined));
  jobs.start();

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
    hints: [...parts.notices, ...hintsOf({ keyring, account, accounts, adminPath: admin.path }, file, options)],
    drain,
    async reload() {
      mirror?.reopen();
      await renewCertificate();
    },
    [Symbol.asyncDispose]: drain,
  };
}

function openAdmin(parts: Parts, options: ServerOptions, isDraining: () => boolean): Promise<AdminSocket> {
  const { database, metrics, log } = parts;
  const commands = accountCommands(parts, options);
  return AdminSocket.open({
    folder: options.dataDir,
    tcp: options.admin === undefined ? undefined : parseHostPort(options.admin),
    handler: adminHandler({ database, metrics, isDraining, commands }),
    onFailure: error => log.error({ error }, 'an operator command failed'),
  });
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
  if (readyFile !== undefined) await writeWhole(resolve(readyFile), content, 0o600);
}
