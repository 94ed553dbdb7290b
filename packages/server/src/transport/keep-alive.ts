import type { ServerResponse } from 'node:http';

/**
 * Lets a connection end when it has sent no other request so long after this response, in milliseconds; gives the
 * headers that tell the client so. Call it before the response's head is written.
 */
export function endSoon(response: ServerResponse, keepAliveMs: number): string[] {
  const { socket } = response;
  // Node.js starts its own, longer time in a listener that comes before; without a time, more requests are waiting.
  response.on('finish', () => {
    if (socket?.timeout) socket.setTimeout(keepAliveMs);
  });
  // Less than the truth: a request must not cross the end.
  const seconds = Math.max(1, Math.ceil(keepAliveMs / 1000) - 1);
  return ['connection', 'keep-alive', 'keep-alive', `timeout=${seconds}`];
}
