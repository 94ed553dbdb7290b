import type { Socket } from 'node:net';
import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Login } from '../database/engine.ts';
import { CONNECT_TIMEOUT_MS } from '../database/engine.ts';

/**
 * Connects and hangs up. The driver goes on trying to find a server until its time is up, whatever is wrong, and calls it
 * all the same; this fails at once, with what the network or TLS says.
 */
export async function reach({ host, port, tls }: Pick<Login, 'host' | 'port' | 'tls'>): Promise<void> {
  const ca = tls?.ca === undefined ? {} : { ca: tls.ca };
  const name = isIP(host) === 0 ? { servername: host } : {};
  const socket: Socket = tls === undefined ? connect({ host, port }) : connectTls({ host, port, ...name, ...ca });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once(tls === undefined ? 'connect' : 'secureConnect', () => resolve());
  socket.once('error', reject);
  socket.once('close', () => reject(new Error('the server hung up')));
  socket.setTimeout(CONNECT_TIMEOUT_MS, () => {
    reject(Object.assign(new Error(`no connection within ${CONNECT_TIMEOUT_MS} ms`), { code: 'ETIMEDOUT' }));
  });
  try {
    await promise;
  } finally {
    socket.destroy();
  }
}
