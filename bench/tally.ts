import type { Round } from './rounds.ts';

/** Counts what is done in a round, and how long each took. */
export class Tally {
  readonly #begin = performance.now();
  readonly #micros: number[] = [];

  add(micros: number): void {
    this.#micros.push(micros);
  }

  /** Ends the round. */
  round(): Omit<Round, 'cpuMicros'> {
    const seconds = (performance.now() - this.#begin) / 1000;
    const sorted = this.#micros.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return { requests: sorted.length, seconds, p50Micros: at(0.5), p99Micros: at(0.99) };
  }
}
