import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { runInThisContext } from 'node:vm';

import type * as X509 from '@peculiar/x509';

/**
 * `@peculiar/x509`, loaded on demand; its container wants the metadata functions of `Reflect` to be there first. It is
 * the package's own build in one file, a script that makes one variable: as modules it is two hundred files, which took
 * a seventh of a first start.
 */
export function loadX509(): Promise<typeof X509> {
  loaded ??= load();
  return loaded;
}

/** Like a module: loaded once. */
let loaded: Promise<typeof X509> | undefined;

async function load(): Promise<typeof X509> {
  await import('reflect-metadata');
  const path = createRequire(import.meta.url).resolve('@peculiar/x509/build/x509.js');
  const script = await readFile(path, 'utf8');
  // The variable holds what the package exports.
  return runInThisContext(`(() => {${script}\nreturn x509;})()`, { filename: path }) as typeof X509;
}
