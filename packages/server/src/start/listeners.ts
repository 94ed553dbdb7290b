import type { Metrics } from '../metrics.ts';
import type { Log } from '../log.ts';
import type { ServedEndpoint, ServerFile, ServerOptions, VpcEndpointOptions } from '../options.ts';
import type { VpcEndpoint } from '../pipeline/caller.ts';
import { formatHostPort, isUnspecified, parseHostPort } from '../transport/addresses.ts';
import type { HostPort } from '../transport/addresses.ts';
import { Listener } from '../transport/listener.ts';
import type { ListenerOptions, RawRequest, RawResponse } from '../transport/listener.ts';
import { readTrustedProxies } from '../transport/trusted-proxies.ts';
import type { Certificate } from './tls.ts';

export interface ListenersParts {
  /** `endpoint`: what the listener stands for on which the request came in. */
  readonly handler: (raw: RawRequest, endpoint?: VpcEndpoint) => Promise<RawResponse>;
  readonly certificate: Certificate;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A listener that stands for a VPC endpoint. */
interface EndpointListener {
  readonly endpoint: VpcEndpointOptions;
  readonly listener: Listener;
}

/**
 * The addresses that clients reach the server at: HTTPS, plain HTTP on loopback when it is asked for, and one more for
 * each VPC endpoint.
 */
export class Listeners {
  readonly #options: ServerOptions;
  readonly #https: Listener;
  readonly #http: Listener | undefined;
  readonly #endpoints: readonly EndpointListener[];

  /** @throws OperatorError on a trusted proxy that is none */
  constructor(options: ServerOptions, { handler, certificate, log, metrics }: ListenersParts) {
    this.#options = options;
    const common: Omit<ListenerOptions, 'name' | 'security' | 'handler'> = {
      limits: {
        maxBodyBytes: options.maxBodyBytes,
        maxConnections: options.maxConnections,
        maxInFlight: options.maxInFlight,
        uploads: FUNCTION_UPLOADS,
      },
      trustedProxies: readTrustedProxies(options.trustedProxies ?? []),
      onRefused: reason => metrics.refused(reason),
      onFailure: error => log.error({ error }, 'a request failed outside the line'),
    };
    const direct: Omit<ListenerOptions, 'name' | 'security'> = { ...common, handler };
    this.#https = new Listener({ ...direct, name: 'https', security: certificate.pair });
    this.#http =
      options.http === undefined ? undefined : new Listener({ ...direct, name: 'http', security: 'plain-loopback' });
    this.#endpoints = (options.vpcEndpoints ?? []).map(endpoint => {
      const { id, vpcId } = endpoint;
      // One object for all requests: it goes into their records, which the trail compares.
      const through: VpcEndpoint = { id, vpcId };
      const listener = new Listener({
        ...common,
        name: id,
        security: certificate.pair,
        handler: raw => handler(raw, through),
      });
      return { endpoint, listener };
    });
  }

  /** Requests that are being served now. */
  get inFlight(): number {
    return this.#all().reduce((sum, listener) => sum + listener.inFlight, 0);
  }

  /** Open connections. */
  get connections(): number {
    return this.#all().reduce((sum, listener) => sum + listener.connections, 0);
  }

  /** Starts to listen; the URLs under which this machine reaches the server. */
  async listen(): Promise<Pick<ServerFile, 'https' | 'http' | 'endpoints'>> {
    const { listen, http } = this.#options;
    const https = await this.#https.listen(parseHostPort(listen));
    const plain =
      this.#http === undefined || http === undefined ? undefined : await this.#http.listen(parseHostPort(http));
    const endpoints: ServedEndpoint[] = [];
    for (const { endpoint, listener } of this.#endpoints) {
      const address = await listener.listen(parseHostPort(endpoint.listen));
      endpoints.push({ id: endpoint.id, vpcId: endpoint.vpcId, https: urlOf('https', address) });
    }
    return {
      https: urlOf('https', https),
      http: plain === undefined ? null : urlOf('http', plain),
      ...(endpoints.length === 0 ? {} : { endpoints }),
    };
  }

  /** New connections get this certificate. */
  reload(certificate: Certificate): void {
    this.#https.reload(certificate.pair);
    for (const { listener } of this.#endpoints) listener.reload(certificate.pair);
  }

  /** Finishes what is in flight, at most for this long. */
  async drain(timeoutMs: number): Promise<void> {
    await Promise.all(this.#all().map(listener => listener.drain(timeoutMs)));
  }

  #all(): readonly Listener[] {
    const plain = this.#http === undefined ? [] : [this.#http];
    return [this.#https, ...plain, ...this.#endpoints.map(({ listener }) => listener)];
  }
}

/** A server that listens on every interface is reached on loopback. */
function urlOf(scheme: string, address: HostPort): string {
  return `${scheme}://${formatHostPort(isUnspecified(address.host) ? { host: '127.0.0.1', port: address.port } : address)}`;
}

/**
 * Archives of functions come as base64 in JSON. Recorded: "Request must be smaller than 70167211 bytes for the
 * CreateFunction operation". Two of them at a time.
 */
const FUNCTION_UPLOADS = { prefix: '/2015-03-31/functions', maxBodyBytes: 70_167_211, maxBufferedBytes: 150_000_000 };
