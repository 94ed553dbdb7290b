/**
 * A server as a process of its own, for tests that kill it: `node spawn-server.ts OPTIONS` with what `ServerOptions` holds
 * as JSON. Writes its `ServerFile` as one line of JSON when it answers; SIGTERM drains it, SIGHUP reloads it.
 */
import { flushCompileCache } from 'node:module';
import type { ServerOptions } from '../../packages/server/src/index.ts';
import { startServer } from '../../packages/server/src/index.ts';

// What `spawnServer` made of options that the compiler has checked.
const options = JSON.parse(process.argv[2] ?? '{}') as ServerOptions;

// Its standard input ends with the process that started it, however that one ends.
process.stdin.on('close', () => process.exit(1)).resume();
if ('unref' in process.stdin) process.stdin.unref();

try {
  const server = await startServer(options);
  process.once('SIGTERM', () => {
    server.drain().catch(complain);
  });
  process.on('SIGHUP', () => {
    server.reload().catch(complain);
  });
  // Node.js writes it at the end of a process, which one that is killed never reaches.
  flushCompileCache();
  process.stdout.write(`${JSON.stringify(server.file)}\n`);
} catch (error) {
  complain(error);
}

function complain(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
