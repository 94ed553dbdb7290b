/**
 * Where operators speak to a running server: HTTP over a Unix socket that only the server's own user can open, and, when
 * asked for, health and metrics over TCP. Being able to open the socket is the credential, so the file system guards it.
 */
import type { Stats } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, rm, stat, symlink, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { HostPort } from './addresses.ts';
import { codeOf } from './http-server.ts';
import { Listener } from './listener.ts';
import type { ListenerLimits } from './listener-limits.ts';
import { OperatorError } from './operator-error.ts';
import type { RawHandler } from './raw-message.ts';

export interface AdminResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

/** `path` is what stands before the query, if there is one. */
export type AdminHandler = (method: string, path: string, body: Uint8Array) => Promise<AdminResponse>;

export interface AdminSocketOptions {
  /** The data directory. The socket is `admin.sock` in it, unless it cannot lie there (see `AdminSocket.path`). */
  readonly folder: string;
  /** Also serves `GET` of `/healthz`, `/readyz` and `/metrics` there, over plain HTTP: they tell no secrets. */
  readonly tcp?: HostPort | undefined;
  readonly handler: AdminHandler;
  /** Gets what the handler threw. Must not throw. */
  readonly onFailure?: (error: unknown) => void;
}

export class AdminSocket implements AsyncDisposable {
  /**
   * The socket's path: `admin.sock` in the data directory, or in a private folder for temporary files when that path
   * would be longer than the system takes or the data directory cannot be closed to other users (a mounted volume).
   */
  readonly path: string;
  /** Where health and metrics are served over TCP, with the real port. */
  readonly tcp: HostPort | undefined;
  readonly #listeners: readonly Listener[];
  readonly #place: Place;

  private constructor(place: Place, tcp: HostPort | undefined, listeners: readonly Listener[]) {
    this.path = place.path;
    this.tcp = tcp;
    this.#listeners = listeners;
    this.#place = place;
  }

  /** Throws `OperatorError` when another server answers on the socket, or an address cannot be had. */
  static async open(options: AdminSocketOptions): Promise<AdminSocket> {
    const place = await choosePlace(options.folder);
    const opened: Listener[] = [];
    try {
      const unix = listenerFor('admin-socket', options, rawHandler(options.handler, true), ADMIN_LIMITS);
      opened.push(unix);
      await unix.listenUnix(place.path);
      await chmod(place.path, 0o600);
      if (options.tcp === undefined) {
        return new AdminSocket(place, undefined, opened);
      }
      const overTcp = listenerFor('admin-tcp', options, rawHandler(onlyReports(options.handler), false), REPORT_LIMITS);
      opened.push(overTcp);
      return new AdminSocket(place, await overTcp.listen(options.tcp), opened);
    } catch (error) {
      await close(opened, 0, place);
      throw error;
    }
  }

  /** Finishes what is in flight, at most for this long, and removes the socket. */
  async drain(timeoutMs: number): Promise<void> {
    await close(this.#listeners, timeoutMs, this.#place);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain(DISPOSE_DRAIN_MS);
  }
}

const SOCKET_NAME = 'admin.sock';
/** `sun_path` holds 108 bytes on Linux and 104 on macOS, the final NUL included. */
const MAX_SOCKET_PATH_BYTES = process.platform === 'linux' ? 107 : 103;
const DISPOSE_DRAIN_MS = 5_000;
/** One operator and a few probes, not clients. */
const ADMIN_LIMITS = { maxConnections: 64, maxInFlight: 32, maxBodyBytes: 67_108_864 };
/** Reports have no bodies. */
const REPORT_LIMITS = { ...ADMIN_LIMITS, maxBodyBytes: 4_096 };
const REPORT_PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

interface Place {
  readonly path: string;
  readonly temporaryFolder: string | undefined;
  /** `admin.sock` in the data directory, a symbolic link to `path`. */
  readonly link: string | undefined;
}

function listenerFor(
  name: string,
  { onFailure }: AdminSocketOptions,
  handler: RawHandler,
  limits: Partial<ListenerLimits>,
): Listener {
  return new Listener({
    name,
    security: 'plain-anywhere',
    handler,
    limits,
    ...(onFailure === undefined ? {} : { onFailure }),
  });
}

/** `isTrusted`: whoever gets through to here has proven enough. */
function rawHandler(handler: AdminHandler, isTrusted: boolean): RawHandler {
  return async ({ method, target, body }) => {
    const query = target.indexOf('?');
    const path = query === -1 ? target : target.slice(0, query);
    // RFC 9110 section 9.3.2: the same answer, and Node.js leaves its body out.
    const answer = await handler(method === 'HEAD' ? 'GET' : method, path, body);
    return { status: answer.status, headers: ['content-type', answer.contentType], body: answer.body, isTrusted };
  };
}

function onlyReports(handler: AdminHandler): AdminHandler {
  return async (method, path, body) => {
    if (!REPORT_PATHS.has(path)) {
      return { status: 404, contentType: 'text/plain', body: 'not found here: commands go through the Unix socket\n' };
    }
    if (method !== 'GET') {
      return { status: 405, contentType: 'text/plain', body: 'method not allowed\n' };
    }
    return handler(method, path, body);
  };
}

async function choosePlace(folder: string): Promise<Place> {
  const path = join(folder, SOCKET_NAME);
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES && (await isPrivate(folder))) {
    await removeStale(path);
    return { path, temporaryFolder: undefined, link: undefined };
  }
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'coffer-'));
  const short = join(temporaryFolder, SOCKET_NAME);
  if (Buffer.byteLength(short) > MAX_SOCKET_PATH_BYTES) {
    await rm(temporaryFolder, { recursive: true });
    throw new OperatorError(`folder for temporary files \`${tmpdir()}\` has too long a path for a Unix socket`);
  }
  // Commands look in the data directory: there they find the way.
  await removeStale(path);
  await symlink(short, path);
  return { path: short, temporaryFolder, link: path };
}

/** Makes the folder if need be and closes it to other users; whether that is so in the end. */
async function isPrivate(folder: string): Promise<boolean> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await chmod(folder, 0o700);
  } catch (error) {
    if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'EROFS') {
      throw error;
    }
  }
  const { mode, uid } = await stat(folder);
  return (mode & 0o077) === 0 && uid === process.getuid?.();
}

/** A killed server leaves its socket behind. One on which somebody answers, or that is no socket, is left alone. */
async function removeStale(path: string): Promise<void> {
  let found: Stats;
  try {
    found = await lstat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return;
    }
    throw error;
  }
  if (found.isSymbolicLink()) {
    await unlink(path);
    return;
  }
  if (!found.isSocket()) {
    throw new OperatorError(`\`${path}\` is in the way: it is not a socket`);
  }
  if (await answers(path)) {
    throw new OperatorError(`another server answers on \`${path}\``);
  }
  await unlink(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', error => resolve(codeOf(error) !== 'ECONNREFUSED'));
  });
}

async function close(
  listeners: readonly Listener[],
  timeoutMs: number,
  { temporaryFolder, link }: Place,
): Promise<void> {
  await Promise.all(listeners.map(listener => listener.drain(timeoutMs)));
  if (link !== undefined) {
    await rm(link, { force: true });
  }
  if (temporaryFolder !== undefined) {
    await rm(temporaryFolder, { recursive: true, force: true });
  }
}
