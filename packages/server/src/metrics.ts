import type { MetricInstruments } from './metric-instruments.ts';

/** How many events wait at most for the library: then it is loaded at once. */
const MAX_WAITING = 1_000;
/** Not while the first answers are made. */
const LOAD_AFTER_MS = 1_000;

/**
 * What operators can watch at `/metrics`. Labels never hold names of secrets or principals.
 *
 * The library for it is a hundred modules, a tenth of a start: it is loaded a moment after the first event, or when
 * somebody looks, and gets then what happened before.
 */
export class Metrics {
  #instruments: MetricInstruments | undefined;
  #loading: Promise<MetricInstruments> | undefined;
  #waiting: ((instruments: MetricInstruments) => void)[] = [];

  answered(service: string, operation: string, code: string, seconds: number): void {
    if (this.#instruments !== undefined) this.#instruments.answered(service, operation, code, seconds);
    else this.#later(instruments => instruments.answered(service, operation, code, seconds));
  }

  refused(reason: string): void {
    this.#later(instruments => instruments.refused(reason));
  }

  unauthenticated(code: string): void {
    this.#later(instruments => instruments.unauthenticated(code));
  }

  /** A value that is asked for when somebody looks. */
  gauge(name: string, help: string, value: () => number): void {
    this.#later(instruments => instruments.gauge(name, help, value));
  }

  /** The Prometheus text format. */
  async text(): Promise<string> {
    return (await this.#load()).text();
  }

  #later(event: (instruments: MetricInstruments) => void): void {
    if (this.#instruments !== undefined) {
      event(this.#instruments);
      return;
    }
    const count = this.#waiting.push(event);
    if (count === 1) setTimeout(() => void this.#load(), LOAD_AFTER_MS).unref();
    if (count === MAX_WAITING) void this.#load();
  }

  #load(): Promise<MetricInstruments> {
    this.#loading ??= import('./metric-instruments.ts').then(library => {
      const instruments = new library.MetricInstruments();
      for (const event of this.#waiting) event(instruments);
      this.#waiting = [];
      this.#instruments = instruments;
      return instruments;
    });
    return this.#loading;
  }
}
