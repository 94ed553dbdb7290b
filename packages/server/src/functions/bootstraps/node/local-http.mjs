import { connect } from 'node:net';

/**
 * HTTP for one server that is known: one connection, one request at a time, bodies with a length. Loading `node:http` for
 * that would take longer than everything else that happens before a function runs.
 */
export class LocalHttp {
  #socketPath;
  #socket;
  #chunks = [];
  #length = 0;
  /** Bytes until which there is nothing to look at. */
  #needed = 0;
  #resolve;

  constructor(socketPath) {
    this.#socketPath = socketPath;
  }

  send(method, path, body = '') {
    const length = Buffer.byteLength(body);
    return new Promise(resolve => {
      this.#resolve = resolve;
      this.#socket ??= this.#open();
      this.#socket.ref();
      this.#socket.write(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n`);
      this.#socket.write(body);
    });
  }

  #open() {
    const socket = connect(this.#socketPath);
    socket.on('data', chunk => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      if (this.#length >= this.#needed) this.#read();
    });
    // Nobody is there any more to work for.
    for (const event of ['error', 'close']) socket.on(event, () => process.exit(1));
    return socket;
  }

  #read() {
    const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#chunks = [all];
    const end = all.indexOf('\r\n\r\n');
    if (end === -1) return;
    const lines = all.toString('latin1', 0, end).split('\r\n').slice(1);
    const headers = Object.fromEntries(
      lines.map(line => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const length = Number(headers['content-length']);
    this.#needed = end + 4 + length;
    if (all.length < this.#needed) return;
    this.#chunks = [];
    this.#length = 0;
    this.#needed = 0;
    // Between two requests nothing of this keeps the process from having nothing left to do.
    this.#socket.unref();
    this.#resolve({ headers, body: all.toString('utf8', end + 4) });
  }
}
