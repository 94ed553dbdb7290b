import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import type { ListenOptions } from 'node:net';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give to connections and to who asks for any (Linux: from 32,768): until its server
 * listens, or while it is away, nothing takes one of these by chance.
 */
const FIRST = 10_000;
const END = 32_768;

/** A port of 127.0.0.1 that nobody listens on. No other test gets it while this process lives. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, END);
    if ((await isFree(port)) && (await claim(port))) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen({ host: '127.0.0.1', port });
  await server?.[Symbol.asyncDispose]();
  return server !== undefined;
}

/** By a socket without a file, which Linux alone has. */
async function claim(port: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const server = await listen({ path: `\0coffer-test-port-${port}` });
  server?.unref();
  return server !== undefined;
}

async function listen(options: ListenOptions) {
  const server = createServer().listen(options);
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}
