/** Requests and responses as the network knows them: bytes and headers, nothing of any service. */

export interface RawRequest {
  readonly method: string;
  /** The request target as it was sent, normally path and query. */
  readonly target: string;
  /** Names and values in turn, as they were sent: `[name, value, name, value, ...]`. At most `maxHeaders` pairs. */
  readonly rawHeaders: readonly string[];
  /** The whole body, at most `maxBodyBytes` long. */
  readonly body: Uint8Array;
  /**
   * The IP address of the peer, or of whom a trusted proxy names; an IPv4 address always in dotted form; empty on a Unix
   * socket.
   */
  readonly remoteAddress: string;
  /** Undefined on a plain listener. `version` as in `TLSv1.3`, `cipher` by its standard (IANA) name. */
  readonly tls: { readonly version: string; readonly cipher: string } | undefined;
  /** Aborts when the connection is gone before the response was handed over. Costs something only when it is read. */
  readonly signal: AbortSignal;
  /** The name of the listener that the request came in on. */
  readonly listener: string;
}

export interface RawResponse {
  readonly status: number;
  /** Names and values in turn, without Content-Length, Date and Connection: the listener sets these. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array;
  /** Whether the request came from somebody who has proven who they are: their connection is kept longer. */
  readonly isTrusted?: boolean;
}

export type RawHandler = (request: RawRequest) => Promise<RawResponse>;
