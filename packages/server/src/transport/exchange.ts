import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import type { Connection } from './connection.ts';
import type { RawRequest } from './raw-message.ts';

/** A request while its handler works on it. A class because of `signal`, which most handlers never look at. */
export class Exchange implements RawRequest {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
  readonly remoteAddress: string;
  readonly tls: RawRequest['tls'];
  readonly listener: string;
  readonly #socket: Socket;
  #abort: AbortController | undefined;
  #onClose: (() => void) | undefined;
  #hasEnded = false;

  constructor(
    listener: string,
    request: IncomingMessage,
    body: Uint8Array,
    { tls }: Connection,
    remoteAddress: string,
  ) {
    this.method = request.method ?? '';
    this.target = request.url ?? '';
    this.rawHeaders = request.rawHeaders;
    this.body = body;
    this.remoteAddress = remoteAddress;
    this.tls = tls;
    this.listener = listener;
    this.#socket = request.socket;
  }

  get signal(): AbortSignal {
    this.#abort ??= this.#watch(new AbortController());
    return this.#abort.signal;
  }

  /** The response is handed over: what becomes of the connection now is no longer this request's matter. */
  end(): void {
    this.#hasEnded = true;
    if (this.#onClose !== undefined) {
      this.#socket.off('close', this.#onClose);
    }
  }

  #watch(abort: AbortController): AbortController {
    if (this.#hasEnded) {
      return abort;
    }
    if (this.#socket.destroyed) {
      abort.abort();
      return abort;
    }
    this.#onClose = () => abort.abort();
    this.#socket.once('close', this.#onClose);
    return abort;
  }
}
