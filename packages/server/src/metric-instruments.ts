import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The instruments behind `Metrics`, made of the library that is loaded after the start. */
export class MetricInstruments {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: 'coffer_requests_total',
    help: 'Requests answered, by service, operation and error code (empty: success)',
    labelNames: ['service', 'operation', 'code'],
    registers: [this.#registry],
  });
  readonly #seconds = new Histogram({
    name: 'coffer_request_seconds',
    help: 'Time from the last byte of a request to its answer, in seconds',
    labelNames: ['service', 'operation'],
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
    registers: [this.#registry],
  });
  readonly #refused = new Counter({
    name: 'coffer_refused_total',
    help: 'Requests refused before they could be read, by reason',
    labelNames: ['reason'],
    registers: [this.#registry],
  });
  readonly #unauthenticated = new Counter({
    name: 'coffer_unauthenticated_total',
    help: 'Requests that failed authentication, by error code',
    labelNames: ['code'],
    registers: [this.#registry],
  });

  /** Child metrics by their labels, so that the hot path looks up a string and nothing more. */
  readonly #children = new Map<string, { count: Counter.Internal; time: Histogram.Internal<string> }>();

  answered(service: string, operation: string, code: string, seconds: number): void {
    const key = `${service} ${operation} ${code}`;
    let child = this.#children.get(key);
    if (child === undefined) {
      child = {
        count: this.#requests.labels(service, operation, code),
        time: this.#seconds.labels(service, operation),
      };
      this.#children.set(key, child);
    }
    child.count.inc();
    child.time.observe(seconds);
  }

  refused(reason: string): void {
    this.#refused.labels(reason).inc();
  }

  unauthenticated(code: string): void {
    this.#unauthenticated.labels(code).inc();
  }

  gauge(name: string, help: string, value: () => number): void {
    const gauge = new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect: () => {
        gauge.set(value());
      },
    });
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
