import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { type Connection, connectionOf, plainAddress } from './connection.ts';
import type { ListenerLimits } from './listener-limits.ts';
import type { OnRefused } from './refusals.ts';
import { Strangers } from './strangers.ts';

/**
 * The open connections of one listener, and who has to go when there are too many. A connection is a stranger's until an
 * answer on it was for somebody who was authenticated. When there is no room for a new one, the stranger that has been
 * idle the longest goes; only when there is none the new one is refused. Strangers of one network (see `networkOf`) have
 * at most half of all connections, loopback included, and make room for each other: so one host without credentials can
 * neither keep out nor drive out those of other hosts. Connections of authenticated callers are not counted there: behind
 * a load balancer all of them come from one address.
 */
export class Connections implements Disposable {
  readonly #limits: Pick<ListenerLimits, 'maxConnections' | 'sendTimeoutMs'>;
  readonly #onRefused: OnRefused;
  /** Every open socket as the kernel knows it, those in a TLS handshake included. */
  readonly #sockets = new Set<Socket>();
  /** Those in a TLS handshake, by both their addresses. */
  readonly #handshaking = new Map<string, Socket>();
  /** The sockets that speak HTTP: under TLS these are other objects than those in `#sockets`. */
  readonly #speaking = new Map<Duplex, Connection>();
  readonly #strangers = new Strangers();
  readonly #stallCheck: NodeJS.Timeout;

  constructor(limits: Pick<ListenerLimits, 'maxConnections' | 'sendTimeoutMs'>, onRefused: OnRefused) {
    this.#limits = limits;
    this.#onRefused = onRefused;
    this.#stallCheck = setInterval(() => this.#cutStalled(), limits.sendTimeoutMs).unref();
  }

  get size(): number {
    return this.#sockets.size;
  }

  /** Takes a new socket of the kernel, which closes another one or itself when there are too many. */
  open(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress ?? '');
    const key = addressesOf(socket);
    this.#sockets.add(socket);
    this.#handshaking.set(key, socket);
    socket.on('close', () => {
      this.#forget(socket);
      if (this.#handshaking.get(key) === socket) this.#handshaking.delete(key);
    });
    const { maxConnections } = this.#limits;
    const ofNetwork = this.#strangers.add(socket, address);
    if (ofNetwork > Math.ceil(maxConnections / 2)) this.#makeRoom(socket, address, 'same-network');
    else if (this.#sockets.size > maxConnections) this.#makeRoom(socket, address, 'all');
  }

  /** The handshake is done, or there is none: this socket speaks HTTP from now on. */
  speak(socket: Socket): void {
    const key = addressesOf(socket);
    const raw = this.#handshaking.get(key);
    this.#handshaking.delete(key);
    // A peer that is gone already has no address any more.
    if (raw === undefined) {
      socket.destroy();
      return;
    }
    this.#speaking.set(socket, connectionOf(socket, raw));
    socket.on('close', () => this.#speaking.delete(socket));
  }

  /** The connection of a socket that speaks HTTP. */
  get(socket: Duplex): Connection | undefined {
    return this.#speaking.get(socket);
  }

  /** A request of this connection goes to the handler. */
  work(connection: Connection): void {
    if (connection.isStranger) this.#strangers.work(connection.raw);
  }

  /** A request of this connection was answered, somebody authenticated or not. */
  answered(connection: Connection, isTrusted: boolean): void {
    if (!connection.isStranger) return;
    if (isTrusted) {
      connection.isStranger = false;
      this.#strangers.remove(connection.raw);
    } else {
      this.#strangers.rest(connection.raw);
    }
  }

  /** Closes the connections on which nothing was ever sent. */
  closeUnused(): void {
    for (const socket of this.#sockets) {
      if (socket.bytesRead === 0) socket.destroy();
    }
  }

  closeAll(): void {
    for (const socket of [...this.#speaking.keys(), ...this.#sockets]) socket.destroy();
  }

  /** Stops to look for clients that do not read. */
  [Symbol.dispose](): void {
    clearInterval(this.#stallCheck);
  }

  #makeRoom(newcomer: Socket, address: string, among: 'all' | 'same-network'): void {
    this.#onRefused('too-many-connections', address);
    const leaving = this.#strangers.longestIdle(newcomer, among) ?? newcomer;
    // Its `close` comes later than the next newcomer may.
    this.#forget(leaving);
    leaving.destroy();
  }

  #forget(socket: Socket): void {
    this.#sockets.delete(socket);
    this.#strangers.remove(socket);
  }

  #cutStalled(): void {
    for (const [socket, connection] of this.#speaking) {
      const { bytesWritten } = socket as Socket; // each was put in as a Socket
      if (socket.writableLength > 0 && bytesWritten === connection.bytesWritten) {
        this.#onRefused('too-slow', connection.remoteAddress);
        socket.destroy();
      }
      connection.bytesWritten = bytesWritten;
    }
  }
}

/** Tells the open connections of a listener apart; a Unix socket's have no addresses, and no handshake to wait for. */
function addressesOf({ localAddress, localPort, remoteAddress, remotePort }: Socket): string {
  return `${localAddress} ${localPort} ${remoteAddress} ${remotePort}`;
}
