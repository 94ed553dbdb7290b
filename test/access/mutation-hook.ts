/** Loaded before a test file: changes one place of one source as it is loaded. What it changes comes from the environment. */
import { registerHooks } from 'node:module';
import { afterEach } from 'node:test';
import { fileURLToPath } from 'node:url';

interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const change = JSON.parse(process.env['COFFER_MUTATION'] ?? '') as Change; // what mutation.test.ts wrote

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (change.file === '' || !url.startsWith('file:') || !fileURLToPath(url).endsWith(change.file)) return loaded;
    return { ...loaded, source: String(loaded.source).replace(change.from, () => change.to) };
  },
});

/** One failure is all that is asked for. */
afterEach(context => {
  if ('error' in context && context.error !== null) process.exit(1);
});
