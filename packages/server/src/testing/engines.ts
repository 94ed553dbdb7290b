import { describe } from 'node:test';

/** Runs the same tests on both storage engines: what stores must behave alike. */
export function onBothEngines(name: string, tests: (engine: 'sqlite' | 'postgres') => void): void {
  for (const engine of ['sqlite', 'postgres'] as const) {
    describe(`${name} on ${engine}`, () => tests(engine));
  }
}
