/** What the listener's tests share: a plain listener on real sockets, and a client that writes bytes. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Listener, type ListenerOptions, type RawHandler } from './listener.ts';

export const ECHO: RawHandler = async ({ method, target, body }) => ({
  status: 200,
  headers: ['content-type', 'text/plain'],
  body: `${method} ${target} ${Buffer.from(body).toString()}`,
});

/** A plain listener on a free port, and what it refused. */
export class Fixture implements AsyncDisposable {
  readonly refused: string[] = [];
  readonly failures: unknown[] = [];
  readonly listener: Listener;
  port = 0;

  constructor(options: Partial<ListenerOptions>) {
    this.listener = new Listener({
      name: 'test',
      security: 'plain-loopback',
      handler: ECHO,
      onRefused: reason => this.refused.push(reason),
      onFailure: error => this.failures.push(error),
      ...options,
    });
  }

  async connect(): Promise<Socket> {
    const socket = connect(this.port, '127.0.0.1').setEncoding('utf8');
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  }

  /** Writes the texts to a new connection, one after another, and reads until its end. */
  async talk(...texts: readonly string[]): Promise<string> {
    const socket = await this.connect();
    const answer = readAll(socket);
    for (const text of texts) {
      socket.write(text);
      await sleep(5);
    }
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.listener.drain(0);
  }
}

export async function start(options: Partial<ListenerOptions> = {}, host = '127.0.0.1'): Promise<Fixture> {
  const fixture = new Fixture(options);
  fixture.port = (await fixture.listener.listen({ host, port: 0 })).port;
  return fixture;
}

export async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: string) => (text += chunk));
  await once(socket, 'close');
  return text;
}

export async function readUntil(socket: Socket, end: RegExp): Promise<string> {
  let text = '';
  while (!end.test(text)) {
    const [chunk] = await once(socket, 'data');
    text += String(chunk);
  }
  return text;
}

/** Waits until a claim holds; fails after a time that no machine is too slow for. */
export async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 60_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`still not so: ${holds}`);
    await sleep(2);
  }
}

export function post(body: string, ...headers: readonly string[]): string {
  return ['POST /p?q HTTP/1.1', 'host: a', ...headers, `content-length: ${body.length}`, '', body].join('\r\n');
}

export const CLOSE = 'connection: close';
