/** The repository's own source files, as the architecture test reads them. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the repository. */
export const ROOT = join(import.meta.dirname, '../..');

export interface Import {
  /** A file of the repository (`packages/wire/src/shape.ts`), or what is not one: `node:fs`, `@coffer/wire`, `pg`. */
  readonly target: string;
  /** Only types: nothing of it is there when the program runs. */
  readonly isType: boolean;
  /** `import()`: loaded when it is needed. */
  readonly isDynamic: boolean;
}

export interface Source {
  /** From the repository's folder, with slashes: `packages/wire/src/shape.ts`. */
  readonly path: string;
  readonly text: string;
  /** A test, or what only tests use. */
  readonly isTest: boolean;
  readonly imports: readonly Import[];
}

/** Every TypeScript file of the packages, the tests, the tools and the benchmarks. */
export function readSources(): readonly Source[] {
  const paths = globSync(['packages/*/src/**/*.ts', 'test/**/*.ts', 'tools/**/*.ts', 'bench/**/*.ts'], { cwd: ROOT });
  return paths.toSorted().map(path => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return { path, text, isTest: isTestPath(path), imports: importsOf(path, text) };
  });
}

/** How many lines a file has. */
export function linesOf({ text }: Source): number {
  return text.split('\n').length - 1;
}

/** Every way around in the imports that exist when the program runs, each as its files in order. */
export function importCycles(sources: readonly Source[]): readonly (readonly string[])[] {
  const byPath = new Map(sources.map(source => [source.path, source]));
  const cycles: string[][] = [];
  const done = new Set<string>();
  function walk(path: string, above: readonly string[]): void {
    const at = above.indexOf(path);
    if (at !== -1) cycles.push([...above.slice(at), path]);
    if (at !== -1 || done.has(path)) return;
    for (const { target, isType } of byPath.get(path)?.imports ?? []) if (!isType) walk(target, [...above, path]);
    done.add(path);
  }
  for (const { path } of sources) walk(path, []);
  return cycles;
}

function isTestPath(path: string): boolean {
  return !path.startsWith('packages/') || /\.test(?:-\w+)?\.ts$|\/testing(?:\.ts$|\/)/.test(path);
}

/** The formatter writes each import so that this finds it; the sources are ours, so that nobody can feed it anything. */
const STATIC = /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm;
const DYNAMIC = /\bimport\('([^']+)'\)/g;

function importsOf(path: string, text: string): Import[] {
  const resolved = (name: string) => (name.startsWith('.') ? join(dirname(path), name) : name);
  const inText = [...text.matchAll(STATIC)].map(([, type, from, bare]) => ({
    target: resolved(from ?? bare ?? ''),
    isType: type !== undefined,
    isDynamic: false,
  }));
  const whenNeeded = [...text.matchAll(DYNAMIC)].map(([, name]) => ({
    target: resolved(name ?? ''),
    isType: false,
    isDynamic: true,
  }));
  return [...inText, ...whenNeeded];
}
