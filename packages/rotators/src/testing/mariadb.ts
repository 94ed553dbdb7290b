/** A real MariaDB for tests: Debian's programs, run in a temporary folder. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';
import { programOnPath, removeFolder, serverFolder, serverUser, startDaemon, withoutProgram } from './daemon.ts';
import type { Daemon } from './daemon.ts';
import { freePort } from '../../../server/src/testing/free-port.ts';

/** Why there is no MariaDB; false: there is. */
export function withoutMariadb(): string | false {
  return (
    withoutProgram('mariadbd', 'mariadb-server-core') || withoutProgram('my_print_defaults', 'mariadb-client-core')
  );
}

/** A server on 127.0.0.1 whose `root` has no password. */
export interface MariadbServer extends AsyncDisposable {
  readonly port: number;
  /** Runs statements as root. */
  asRoot(...statements: readonly string[]): Promise<void>;
  /** Ends it at once; its data stay. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Small and without syncs: it loses data in a power cut, but not with the process. */
const SETTINGS = [
  '--innodb-buffer-pool-size=16M',
  '--innodb-log-file-size=4M',
  '--innodb-flush-log-at-trx-commit=2',
  '--innodb-doublewrite=0',
  '--innodb-flush-method=nosync',
  '--aria-log-file-size=8M',
];

/** Makes a server and starts it: a second or two. */
export async function startMariadb(more: readonly string[] = []): Promise<MariadbServer> {
  const folder = await serverFolder('mariadb');
  const port = await freePort();
  const data = join(folder, 'data');
  // `tmpdir`: a server that starts removes the temporary tables that lie there, also those of another server.
  await promisify(execFile)(
    programOnPath('mariadb-install-db') ?? '',
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--tmpdir=${folder}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      ...SETTINGS,
    ],
    { ...serverUser(), cwd: folder },
  );
  let daemon: Daemon | undefined;
  const server: MariadbServer = {
    port,
    async asRoot(...statements) {
      const connection = await logInToMariadb(port, 'root', '');
      for (const statement of statements) await connection.query(statement);
      await connection.end();
    },
    async stop() {
      await daemon?.kill();
    },
    async start() {
      daemon = await startDaemon(
        'mariadbd',
        [
          '--no-defaults',
          `--datadir=${data}`,
          `--tmpdir=${folder}`,
          `--socket=${join(folder, 's.sock')}`,
          `--port=${port}`,
          '--bind-address=127.0.0.1',
          '--skip-name-resolve',
          '--skip-log-bin',
          ...SETTINGS,
          ...more,
        ],
        folder,
        async () => {
          await (await logInToMariadb(port, 'root', '')).end();
          return true;
        },
      );
    },
    async [Symbol.asyncDispose]() {
      await daemon?.kill();
      await removeFolder(folder);
    },
  };
  await server.start();
  return server;
}

/** Logs in as an application does. */
export function logInToMariadb(port: number, user: string, password: string): Promise<Connection> {
  return createConnection({ host: '127.0.0.1', port, user, password, connectTimeout: 5_000 });
}
