/** The rules of the design that a machine can check: who imports whom, how large files are, what stands in none. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { PACKAGES, SERVER_GROUND, SERVER_OWNERS, SERVER_PARTS, SQL_PLACES } from './support/layers.ts';
import { type Import, importCycles, linesOf, readSources, ROOT, type Source } from './support/sources.ts';

const MAX_LINES = 500;
const MEDIAN_LINES = 60;
/** The rest are types whose members say it all. */
const DOCUMENTED_SHARE = 0.7;

const SERVER = 'packages/server/src/';
const CONTRACTS = 'packages/wire/src/services/';

/** Folders of one machine, hosts of registries, and words about how the project is made. */
const PLACES = /\/work\/(?:main|shared)|\/root\/|registry\.npmjs|pypi\.org|\bsession \d|\bclaude\b/i;

const sources = readSources();
const product = sources.filter(source => !source.isTest);
const server = product.filter(({ path }) => path.startsWith(SERVER));

describe('imports', () => {
  test('the reader of sources sees them', () => {
    const main = sources.find(({ path }) => path === 'packages/cli/src/main.ts');

    assert.ok(product.length > 100 && server.length > 50);
    assert.ok(main !== undefined);
    assert.ok(main.imports.some(({ target, isDynamic }) => target.endsWith('server-command.ts') && isDynamic));
    assert.ok(main.imports.some(({ target, isType }) => target === 'packages/cli/src/io.ts' && isType));
  });

  test('packages import what the design lets them', () => {
    noneOf(product, (source, imported) => {
      const from = packageOf(source.path);
      const rule = PACKAGES.get(from);
      const to = workspacePackageOf(imported.target);
      if (rule === undefined) return 'this package is not in the import table';
      if (to === undefined || to === from || rule.packages.includes(to)) return undefined;
      if (rule.dynamicPackages?.includes(to) === true && (imported.isDynamic || imported.isType)) return undefined;
      return `${from} may not import ${to}${imported.isDynamic ? '' : ' this way'}`;
    });
  });

  test('packages reach each other by name, never by path', () => {
    noneOf(product, (source, { target }) =>
      target.startsWith('packages/') && packageOf(target) !== packageOf(source.path)
        ? 'import it by its name'
        : undefined,
    );
  });

  test('what runs in a browser imports nothing of Node.js', () => {
    noneOf(product, (source, { target }) => {
      const { nodeFolders } = PACKAGES.get(packageOf(source.path)) ?? {};
      if (!target.startsWith('node:') || nodeFolders === undefined) return undefined;
      return nodeFolders.includes(source.path.split('/')[3] ?? '') ? undefined : 'it must run in a browser';
    });
  });

  test('nobody waits for fetch, which `node:http` loads when it is imported: `process.getBuiltinModule` does not', () => {
    noneOf(product, (_source, { target, isType }) =>
      target === 'node:http' && !isType ? 'call process.getBuiltinModule instead' : undefined,
    );
  });

  test('every library is a dependency of the package that imports it', () => {
    noneOf(product, (source, { target }) => {
      if (target.startsWith('packages/') || target.startsWith('node:')) return undefined;
      const name = target
        .split('/')
        .slice(0, target.startsWith('@') ? 2 : 1)
        .join('/');
      return dependenciesOf(packageOf(source.path)).has(name) ? undefined : `${name} is not in its package.json`;
    });
  });

  test('the parts of the server build on each other in one direction', () => {
    noneOf(server, (source, { target, isType }) => {
      if (!target.startsWith(SERVER)) return undefined;
      const [from, to] = [partOf(source.path), partOf(target)];
      if (SERVER_GROUND.includes(from)) return SERVER_GROUND.includes(to) ? undefined : `${from} is ground`;
      const allowed = SERVER_PARTS.get(from);
      if (allowed === undefined) return `${from} is not in the table of parts`;
      if (to === from || SERVER_GROUND.includes(to) || allowed.includes(to)) return undefined;
      return isType && allowed.includes(`(${to})`) ? undefined : `${from} may not import ${to}`;
    });
  });

  test('services never import each other', () => {
    noneOf(server, (source, { target }) => {
      const [from, to] = [serviceOf(source.path), serviceOf(target)];
      return from === undefined || to === undefined || from === to ? undefined : 'call it through the pipeline';
    });
  });

  test('what belongs to some parts of the server, starting programs too, is imported only there', () => {
    noneOf(server, (source, { target }) => {
      const owner = SERVER_OWNERS.get(target);
      return owner === undefined || owner.includes(partOf(source.path))
        ? undefined
        : `only ${owner.join(' and ')} may import it`;
    });
  });

  test('contracts are data: they import shapes and each other', () => {
    noneOf(
      product.filter(({ path }) => path.startsWith(CONTRACTS)),
      (_, { target }) =>
        target.startsWith(CONTRACTS) || /^packages\/wire\/src\/(?:contract|shape)\.ts$/.test(target)
          ? undefined
          : 'a contract needs none of it',
    );
  });

  test('the product imports nothing that only tests use', () => {
    const tests = new Set(sources.filter(({ isTest }) => isTest).map(({ path }) => path));

    noneOf(product, (_, { target }) =>
      tests.has(target) || target === '@coffer/server/testing' ? 'this is for tests' : undefined,
    );
  });

  test('no import leads back to its file', () => {
    assert.deepEqual(
      importCycles(sources).map(cycle => cycle.join(' -> ')),
      [],
    );
  });
});

describe('sizes', () => {
  test(`no file is longer than ${MAX_LINES} lines, contracts aside`, () => {
    const long = sources.filter(source => linesOf(source) > MAX_LINES && !source.path.startsWith(CONTRACTS));

    assert.deepEqual(
      long.map(source => `${source.path}: ${linesOf(source)}`),
      [],
    );
  });

  test(`half of the product's files have at most ${MEDIAN_LINES} lines`, () => {
    const bySize = product.toSorted((a, b) => linesOf(b) - linesOf(a));
    const median = bySize[Math.floor(bySize.length / 2)];

    assert.ok(median !== undefined);
    const largest = bySize.slice(0, 40).map(source => `${linesOf(source)} ${source.path}`);
    assert.ok(
      linesOf(median) <= MEDIAN_LINES,
      `the median of ${bySize.length} files is ${linesOf(median)}; the largest:\n${largest.join('\n')}`,
    );
  });
});

describe('texts', () => {
  test('exported declarations say what they mean', () => {
    const declared = product.flatMap(exportedDeclarations);
    const bare = declared.filter(({ isDocumented }) => !isDocumented);

    assert.ok(
      1 - bare.length / declared.length >= DOCUMENTED_SHARE,
      `${bare.length} of ${declared.length} have no comment:\n${bare.map(({ where }) => where).join('\n')}`,
    );
  });

  test('SQL stands in stores', () => {
    const misplaced = server.filter(
      ({ path, text }) =>
        text.includes('sql`') &&
        !/(?:^|[/-])store\.ts$/.test(path) &&
        !SQL_PLACES.some(place => place.test(path.slice(SERVER.length))),
    );

    assert.deepEqual(misplaced.map(pathOf), []);
  });

  test('the server writes to its log, not to the console', () => {
    const writing = server
      .filter(({ path }) => path !== `${SERVER}log.ts`)
      .filter(({ text }) => /\bconsole\.|\bprocess\.std(?:out|err)\b/.test(text));

    assert.deepEqual(writing.map(pathOf), []);
  });

  test('the policy language knows neither clock nor chance', () => {
    const impure = product.filter(
      ({ path, text }) =>
        path.startsWith('packages/policy/src/') &&
        /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bcrypto\b|\bperformance\b/.test(text),
    );

    assert.deepEqual(impure.map(pathOf), []);
  });

  test('nothing names the place where it was written', () => {
    const documents = globSync(['*.md', 'docs/**/*.md', 'packages/*/*.md'], { cwd: ROOT }).map(path => ({
      path,
      text: readFileSync(join(ROOT, path), 'utf8'),
    }));
    const naming = [...sources, ...documents].filter(
      ({ path, text }) => !import.meta.filename.endsWith(path) && PLACES.test(text),
    );
    const withPaths = product.filter(({ text }) => /['"`](?:\/tmp|\/home|\/opt)\//.test(text));

    assert.deepEqual([...naming, ...withPaths].map(pathOf), []);
  });
});

/** Fails with every import for which `wrong` has a reason. */
function noneOf(among: readonly Source[], wrong: (source: Source, imported: Import) => string | undefined): void {
  const found = among.flatMap(source =>
    source.imports.flatMap(imported => {
      const reason = wrong(source, imported);
      return reason === undefined ? [] : [`${source.path} -> ${imported.target}: ${reason}`];
    }),
  );
  assert.deepEqual(found, []);
}

function pathOf({ path }: { readonly path: string }): string {
  return path;
}

/** `wire` of `packages/wire/src/shape.ts`. */
function packageOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** `wire` of `@coffer/wire/sigv4`; undefined for what is no package of the workspace. */
function workspacePackageOf(target: string): string | undefined {
  return /^@coffer\/([^/]+)/.exec(target)?.[1];
}

/** `storage` of `packages/server/src/storage/sql.ts`, `clock.ts` of `packages/server/src/clock.ts`. */
function partOf(path: string): string {
  return path.slice(SERVER.length).split('/')[0] ?? '';
}

function serviceOf(path: string): string | undefined {
  return /^packages\/server\/src\/services\/([^/]+)\//.exec(path)?.[1];
}

function dependenciesOf(name: string): ReadonlySet<string> {
  const file: Partial<Record<'dependencies' | 'optionalDependencies', Record<string, string>>> = JSON.parse(
    readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8'),
  );
  return new Set(Object.keys({ ...file.dependencies, ...file.optionalDependencies }));
}

function exportedDeclarations({ path, text }: Source): { readonly where: string; readonly isDocumented: boolean }[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    if (!/^export (?:async |abstract )?(?:function|class|const|interface|type) (?!\{)/.test(line)) return [];
    return [{ where: `${path}:${at + 1} ${line.slice(0, 80)}`, isDocumented: lines[at - 1]?.endsWith('*/') === true }];
  });
}
