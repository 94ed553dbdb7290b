/** Loaded before a test file: one source of ours is another one. Which and what it says comes from the environment. */
import { registerHooks } from 'node:module';
import { afterEach } from 'node:test';

/** A module as Node.js runs it. */
export interface Changed {
  readonly url: string;
  /** JavaScript: to strip its types again in each process takes half of a short one's time. */
  readonly source: string;
}

const changed = JSON.parse(process.env['COFFER_MUTATION'] ?? '') as Changed | null; // what mutation.test.ts wrote

registerHooks({
  load(url, context, nextLoad) {
    if (url !== changed?.url) return nextLoad(url, context);
    return { format: 'module', source: changed.source, shortCircuit: true };
  },
});

/** One failure is all that is asked for. */
afterEach(context => {
  if ('error' in context && context.error !== null) process.exit(1);
});
