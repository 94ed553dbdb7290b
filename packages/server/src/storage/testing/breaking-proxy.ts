/** A TCP proxy that breaks connections to PostgreSQL at moments of the test's choice. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** `before`: the commit never arrives. `after`: it does, its answer never comes back. */
export type Break = 'before commit' | 'after commit';

export interface BreakingProxy extends AsyncDisposable {
  readonly url: string;
  /** Breaks the connection of the next commit; when told, every connection from then on too. */
  breakNext(moment: Break, options?: { readonly thenStayAway: boolean }): void;
  /** Breaks every connection that is open. */
  breakAll(): void;
}

/** Stands before the server of `url`. */
export async function startBreakingProxy(url: string): Promise<BreakingProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let next: Break | undefined;
  let staysAway = false;
  let isAway = false;

  const proxy = createServer(client => {
    if (isAway) {
      client.destroy();
      return;
    }
    const server = connect(Number(target.port), target.hostname);
    let answerIsLost = false;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', data => {
      // The simple query "commit", as the driver sends it: Q, a length of four bytes, the text, a zero.
      if (next !== undefined && data.includes('commit\0')) {
        const moment = next;
        next = undefined;
        isAway = staysAway;
        if (moment === 'before commit') {
          client.destroy();
          return;
        }
        answerIsLost = true;
      }
      server.write(data);
    });
    server.on('data', data => {
      if (answerIsLost) client.destroy();
      else client.write(data);
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');

  const proxied = new URL(url);
  proxied.port = String(address.port);
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: proxied.href,
    breakNext: (moment, options) => {
      next = moment;
      staysAway = options?.thenStayAway ?? false;
    },
    breakAll,
    async [Symbol.asyncDispose]() {
      const closed = once(proxy, 'close');
      proxy.close();
      breakAll();
      await closed;
    },
  };
}
