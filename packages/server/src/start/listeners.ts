import type { Metrics } from '../metrics.ts';
import type { Log } from '../log.ts';
import type { ServerFile, ServerOptions } from '../options.ts';
import { formatHostPort, isUnspecified, parseHostPort } from '../transport/addresses.ts';
import type { HostPort } from '../transport/addresses.ts';
import { Listener } from '../transport/listener.ts';
import type { ListenerOptions, RawHandler } from '../transport/listener.ts';
import type { Certificate } from './tls.ts';

export interface ListenersParts {
  readonly handler: RawHandler;
  readonly certificate: Certificate;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** The addresses that clients reach the server at: HTTPS, and plain HTTP on loopback when it is asked for. */
export class Listeners {
  readonly #options: ServerOptions;
  readonly #https: Listener;
  readonly #http: Listener | undefined;

  constructor(options: ServerOptions, { handler, certificate, log, metrics }: ListenersParts) {
    this.#options = options;
    const common: Omit<ListenerOptions, 'name' | 'security'> = {
      handler,
      limits: {
        maxBodyBytes: options.maxBodyBytes,
        maxConnections: options.maxConnections,
        maxInFlight: options.maxInFlight,
      },
      onRefused: reason => metrics.refused(reason),
      onFailure: error => log.error({ error }, 'a request failed outside the line'),
    };
    this.#https = new Listener({ ...common, name: 'https', security: certificate.pair });
    this.#http =
      options.http === undefined ? undefined : new Listener({ ...common, name: 'http', security: 'plain-loopback' });
  }

  /** Requests that are being served now. */
  get inFlight(): number {
    return this.#https.inFlight + (this.#http?.inFlight ?? 0);
  }

  /** Open connections. */
  get connections(): number {
    return this.#https.connections + (this.#http?.connections ?? 0);
  }

  /** Starts to listen; the URLs under which this machine reaches the server. */
  async listen(): Promise<Pick<ServerFile, 'https' | 'http'>> {
    const { listen, http } = this.#options;
    const https = await this.#https.listen(parseHostPort(listen));
    const plain =
      this.#http === undefined || http === undefined ? undefined : await this.#http.listen(parseHostPort(http));
    return { https: urlOf('https', https), http: plain === undefined ? null : urlOf('http', plain) };
  }

  /** New connections get this certificate. */
  reload(certificate: Certificate): void {
    this.#https.reload(certificate.pair);
  }

  /** Finishes what is in flight, at most for this long. */
  async drain(timeoutMs: number): Promise<void> {
    await Promise.all([this.#https.drain(timeoutMs), this.#http?.drain(timeoutMs)]);
  }
}

/** A server that listens on every interface is reached on loopback. */
function urlOf(scheme: string, address: HostPort): string {
  return `${scheme}://${formatHostPort(isUnspecified(address.host) ? { host: '127.0.0.1', port: address.port } : address)}`;
}
