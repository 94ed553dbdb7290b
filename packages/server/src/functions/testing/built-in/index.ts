import { hostname } from 'node:os';
import { Redacted } from '@coffer/wire';

/** A built-in function of the tests: says where it runs, and shows that modules of the workspace are found. */
export async function handler(): Promise<object> {
  const variables = ['NODE_OPTIONS', 'LD_PRELOAD', 'EXCLUDE_CHARACTERS'].filter(name => name in process.env);
  return { folder: import.meta.dirname, redacted: String(new Redacted('x')), hostname: hostname(), variables };
}
