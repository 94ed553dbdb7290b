import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { ROOT } from '../support/sources.ts';

/** What a program of an installed package reads when it runs. */
const CODE = '**/*.{js,cjs,mjs,json}';

/**
 * A zip as people make one for a function of Node.js: these files, and `node_modules` with packages and what they need.
 *
 * @param files contents by their names in the zip
 */
export function zipWithPackages(files: Readonly<Record<string, Uint8Array>>, packages: readonly string[]): Uint8Array {
  const entries = new Map(Object.entries(files));
  const found = new Set(packages);
  // Grows while it is read: what a package needs is added behind it.
  for (const name of found) {
    const folder = join(ROOT, 'node_modules', name);
    for (const file of globSync(CODE, { cwd: folder, exclude: isNested }))
      entries.set(`node_modules/${name}/${file}`, readFileSync(join(folder, file)));
    const { dependencies = {} }: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const needed of Object.keys(dependencies)) found.add(needed);
  }
  return zipSync(Object.fromEntries(entries), { level: 1 });
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

function isNested(path: string): boolean {
  return path.includes('node_modules');
}
