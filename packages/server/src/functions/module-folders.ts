import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What a built-in function loads beside its own folder: the package that it stands in, and every `node_modules` above it
 * with what these link to.
 */
export function moduleFolders(folder: string): readonly string[] {
  const found = new Set<string>();
  let isPackageFound = false;
  for (let at = folder; ; at = dirname(at)) {
    if (!isPackageFound && existsSync(join(at, 'package.json'))) {
      isPackageFound = true;
      found.add(at);
    }
    const modules = join(at, 'node_modules');
    if (existsSync(modules)) {
      found.add(modules);
      for (const linked of linksIn(join(modules, '@coffer'))) found.add(linked);
    }
    if (dirname(at) === at) return [...found];
  }
}

/** Packages of a workspace are links to where they are written. */
function linksIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
    entry.isSymbolicLink() && existsSync(join(folder, entry.name)) ? [realpathSync(join(folder, entry.name))] : [],
  );
}
