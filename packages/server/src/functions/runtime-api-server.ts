import { chmod, rm } from 'node:fs/promises';
import type { Server as HttpServer } from 'node:http';
import { createServer as createDoor } from 'node:net';
import type { Server as NetServer, Socket } from 'node:net';
import { socketsOf } from './process-tree.ts';
import type { ProcessTree } from './process-tree.ts';
import { RuntimeApi } from './runtime-api.ts';
import { inodeOfPeer } from './tcp-table.ts';

// An `import` of it loads fetch too, which takes as long as a Node.js that starts.
const { createServer } = process.getBuiltinModule('node:http');

/** One process asks one thing at a time; helpers of shell scripts come and go. */
const MAX_CONNECTIONS = 16;

/** The Runtime API of one process, and where only that process reaches it. */
export class RuntimeApiServer {
  readonly api = new RuntimeApi();
  /** Speaks HTTP; listens only on a Unix socket. */
  readonly #http: HttpServer;
  /** Listens on a port, and looks at who comes. */
  #door: NetServer | undefined;
  #socketPath: string | undefined;

  private constructor() {
    this.#http = createServer(
      // A process asks for the next invocation hours before it comes, and answers minutes after.
      { requestTimeout: 0, headersTimeout: 10_000, keepAliveTimeout: 0, maxHeaderSize: 16_384 },
      (request, response) => void this.api.handle(request, response),
    );
  }

  /** On a Unix socket that only the process's sandbox shows: for bootstraps of ours. */
  static async onSocket(path: string): Promise<RuntimeApiServer> {
    const opened = new RuntimeApiServer();
    opened.#socketPath = path;
    await listen(opened.#http, { path });
    // The folder around it is private; in the sandbox the process runs as another user.
    await chmod(path, 0o666);
    return opened;
  }

  /**
   * On a port of 127.0.0.1, as other bootstraps want it. All functions see the port, so each connection has to belong to
   * a process of this tree: the kernel says whose socket the other end is.
   */
  static async onPort(tree: () => Promise<ProcessTree | undefined>): Promise<RuntimeApiServer> {
    const opened = new RuntimeApiServer();
    opened.#door = createDoor(socket => void opened.#admit(socket, tree));
    await listen(opened.#door, { host: '127.0.0.1', port: 0 });
    return opened;
  }

  /** `127.0.0.1:PORT`; undefined on a Unix socket. */
  get address(): string | undefined {
    const address = this.#door?.address() ?? null;
    return typeof address === 'object' && address !== null ? `127.0.0.1:${address.port}` : undefined;
  }

  async close(): Promise<void> {
    this.#door?.close();
    this.#http.close();
    this.#http.closeAllConnections();
    if (this.#socketPath !== undefined) await rm(this.#socketPath, { force: true });
  }

  async #admit(socket: Socket, tree: () => Promise<ProcessTree | undefined>): Promise<void> {
    socket.on('error', () => socket.destroy());
    try {
      if (await belongs(socket, await tree())) this.#http.emit('connection', socket);
      else socket.destroy();
    } catch {
      socket.destroy();
    }
  }
}

async function listen(
  server: NetServer,
  where: { readonly path: string } | { readonly host: string; readonly port: number },
): Promise<void> {
  server.maxConnections = MAX_CONNECTIONS;
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(where, listening.resolve);
  await listening.promise;
  // The functions' processes keep the program alive no longer than it wants to live.
  server.unref();
}

async function belongs(socket: Socket, tree: ProcessTree | undefined): Promise<boolean> {
  const { remotePort, localPort } = socket;
  if (tree === undefined || remotePort === undefined || localPort === undefined) return false;
  const inode = await inodeOfPeer(remotePort, localPort);
  return inode !== undefined && inode !== '0' && socketsOf(tree).has(inode);
}
