/** How much one listener takes before it refuses. Every limit has one clear answer: see `refusals.ts`. */
export interface ListenerLimits {
  /** The longest body, in bytes, however it is framed. */
  readonly maxBodyBytes: number;
  /** Bodies in memory at one time, in bytes: what strangers can make the process hold before they are authenticated. */
  readonly maxBufferedBytes: number;
  /** Paths that take longer bodies, within a memory of their own: what fills it holds up nothing else. */
  readonly uploads?: UploadLimits | undefined;
  /** The most header fields of one request. */
  readonly maxHeaders: number;
  /** The longest request line and headers together, in bytes. */
  readonly maxHeaderBytes: number;
  /** Connections open at one time. Who has to go when there are more: see `Connections`. */
  readonly maxConnections: number;
  /** Requests in the handler at one time. */
  readonly maxInFlight: number;
  /** How long a client may take for the TLS handshake, and for the headers of a request, in milliseconds. */
  readonly headersTimeoutMs: number;
  /** How long a client may take for a whole request, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** How long a client may leave a response unread, in milliseconds; it is cut off between once and twice this time. */
  readonly sendTimeoutMs: number;
  /** How long an idle connection stays open on which somebody was authenticated, in milliseconds. */
  readonly keepAliveTimeoutMs: number;
  /** How long any other idle connection stays open after an answer, in milliseconds. */
  readonly strangerKeepAliveMs: number;
}

export interface UploadLimits {
  /** How their paths begin. */
  readonly prefix: string;
  /** The longest body, in bytes. */
  readonly maxBodyBytes: number;
  /** Such bodies in memory at one time, in bytes. */
  readonly maxBufferedBytes: number;
}

export const DEFAULT_LIMITS: ListenerLimits = {
  // AWS: a secret is at most 65,536 bytes; with every character escaped as \u00xx its JSON is six times that.
  maxBodyBytes: 1_048_576,
  maxBufferedBytes: 134_217_728,
  maxHeaders: 100,
  maxHeaderBytes: 16_384,
  maxConnections: 4_096,
  maxInFlight: 1_024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  sendTimeoutMs: 30_000,
  // Longer than the 60 s that load balancers keep idle connections, so that the side that closes first is not ours.
  keepAliveTimeoutMs: 65_000,
  // Long enough to send a corrected request on the same connection.
  strangerKeepAliveMs: 5_000,
};
