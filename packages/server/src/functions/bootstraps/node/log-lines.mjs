import { formatWithOptions } from 'node:util';

/** Resolves when everything that was printed before has left the process. */
export async function printed() {
  for (const stream of [process.stdout, process.stderr])
    if (stream.writableLength > 0) await new Promise(resolve => stream.write('', resolve));
}

/** What `console` writes: time, request id and level in front, separated by tabs, and one line for each call. */
export function patchConsole(current) {
  const level =
    (name, stream) =>
    (...args) => {
      const text = formatWithOptions({ colors: false }, ...args).replaceAll('\n', '\r');
      stream.write(`${new Date().toISOString()}\t${current.requestId ?? 'undefined'}\t${name}\t${text}\n`);
    };
  console.log = level('INFO', process.stdout);
  console.info = level('INFO', process.stdout);
  console.debug = level('DEBUG', process.stdout);
  console.trace = level('TRACE', process.stderr);
  console.warn = level('WARN', process.stderr);
  console.error = level('ERROR', process.stderr);
}
