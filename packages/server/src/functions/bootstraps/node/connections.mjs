import { errorMonitor } from 'node:events';
import { Socket } from 'node:net';

/** Errors of the network rather than of what answers there. */
const CODES = new Set(['ECONNREFUSED', 'ETIMEDOUT', 'ENETUNREACH', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
/** So long before the end of the time it is said what is still being connected to, in milliseconds. */
const BEFORE_DEADLINE_MS = 150;
/** Of one invocation: a loop of attempts is not to hide everything else. */
const MAX_LINES = 10;

/** Names each host and port that could not be reached, and how long that took, in the log. */
export function watchConnections() {
  const opening = new Map();
  let lines = 0;
  let timer;

  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function (...args) {
    const place = placeOf(args);
    if (place !== undefined) watch(this, place);
    return connect.apply(this, args);
  };

  function watch(socket, place) {
    const since = Date.now();
    opening.set(socket, { since, place });
    const forget = () => opening.delete(socket);
    socket.once('connect', forget);
    socket.once('close', forget);
    // A plain listener would take an error that nobody handles away from Node.js.
    socket.once(errorMonitor, error => {
      if (!opening.delete(socket)) return;
      const code = error?.code ?? error?.errors?.[0]?.code;
      if (CODES.has(code)) say(`could not connect to ${place}: ${code} after ${Date.now() - since} ms`);
    });
  }

  function say(text) {
    lines += 1;
    if (lines <= MAX_LINES) console.error(`[coffer] ${text}`);
  }

  return {
    begin(deadline) {
      lines = 0;
      timer = setTimeout(
        () => {
          for (const { since, place } of opening.values())
            say(`still connecting to ${place} after ${Date.now() - since} ms: the time of the function ends`);
        },
        deadline - Date.now() - BEFORE_DEADLINE_MS,
      );
      timer.unref();
    },
    end() {
      clearTimeout(timer);
    },
  };
}

/** `HOST:PORT` of what `connect` was called with, in any of its ways; undefined for local sockets. */
function placeOf([first, second]) {
  const options = Array.isArray(first) ? first[0] : first;
  if (typeof options === 'object' && options !== null)
    return options.port === undefined ? undefined : `${options.host ?? 'localhost'}:${options.port}`;
  const port = Number(options);
  return Number.isInteger(port) ? `${typeof second === 'string' ? second : 'localhost'}:${port}` : undefined;
}
