import type { Socket } from 'node:net';

import { networkOf } from './network-of.ts';

/**
 * The connections on which nobody has proven anything yet, the one that has been idle the longest first. They have to
 * make room for others: what costs no credentials must not keep out those who have some.
 */
export class Strangers {
  /** Every stranger's network, idle or not. */
  readonly #networks = new Map<Socket, string>();
  /** How many connections of strangers each network has. */
  readonly #counts = new Map<string, number>();
  /** Those without a request in the handler, in the order in which they fell idle. */
  readonly #idle = new Set<Socket>();

  /** Takes a new connection; how many strangers its network has now, this one included. */
  add(socket: Socket, remoteAddress: string): number {
    const network = networkOf(remoteAddress);
    const count = (this.#counts.get(network) ?? 0) + 1;
    this.#networks.set(socket, network);
    this.#counts.set(network, count);
    this.#idle.add(socket);
    return count;
  }

  /** A request of the connection goes to the handler: until it is answered the connection is not idle. */
  work(socket: Socket): void {
    this.#idle.delete(socket);
  }

  /** The connection waits again, from now on. */
  rest(socket: Socket): void {
    this.#idle.delete(socket);
    if (this.#networks.has(socket)) this.#idle.add(socket);
  }

  /** The connection is closed, or no stranger's any more. */
  remove(socket: Socket): void {
    const network = this.#networks.get(socket);
    if (network === undefined) return;
    this.#networks.delete(socket);
    this.#idle.delete(socket);
    const count = (this.#counts.get(network) ?? 1) - 1;
    if (count > 0) this.#counts.set(network, count);
    else this.#counts.delete(network);
  }

  /** Whether this connection is still a stranger's. */
  has(socket: Socket): boolean {
    return this.#networks.has(socket);
  }

  /** The connection that has been idle the longest, of all or of the network of `newcomer`; never that one itself. */
  longestIdle(newcomer: Socket, of: 'all' | 'same-network'): Socket | undefined {
    const network = this.#networks.get(newcomer);
    for (const socket of this.#idle) {
      if (socket !== newcomer && (of === 'all' || this.#networks.get(socket) === network)) return socket;
    }
    return undefined;
  }
}
