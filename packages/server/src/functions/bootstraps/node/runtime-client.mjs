import { runtimeError } from './errors.mjs';
import { LocalHttp } from './local-http.mjs';

const PATH = '/2018-06-01/runtime/';
/** 6 MB and the 100 bytes that AWS adds. */
const MAX_BYTES = 6_291_556;

/** Speaks the Runtime API over the socket of this process. */
export class RuntimeClient {
  #http;

  constructor(socketPath) {
    this.#http = new LocalHttp(socketPath);
  }

  async next() {
    const { headers, body } = await this.#http.send('GET', `${PATH}invocation/next`);
    return { headers, event: body };
  }

  answer(requestId, result) {
    let body;
    try {
      body = JSON.stringify(result === undefined ? null : result) ?? 'null';
    } catch {
      throw runtimeError('Runtime.MarshalError', 'Unable to stringify response body');
    }
    if (Buffer.byteLength(body) > MAX_BYTES) {
      const message = `Response payload size exceeded maximum allowed payload size (${MAX_BYTES} bytes).`;
      throw runtimeError('Function.ResponseSizeTooLarge', message);
    }
    return this.#http.send('POST', `${PATH}invocation/${requestId}/response`, body);
  }

  fail(requestId, description) {
    return this.#http.send('POST', `${PATH}invocation/${requestId}/error`, JSON.stringify(description));
  }

  failInit(description) {
    return this.#http.send('POST', `${PATH}init/error`, JSON.stringify(description));
  }
}
