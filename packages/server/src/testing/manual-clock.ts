import type { Clock } from '../clock.ts';

/** A clock that tests set. */
export class ManualClock implements Clock {
  #now: number;

  constructor(now: number = Date.UTC(2026, 8, 26, 19, 29, 54, 123)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** Lets time pass. */
  advance(ms: number): void {
    this.#now += ms;
  }

  advanceDays(days: number): void {
    this.advance(days * 86_400_000);
  }
}
