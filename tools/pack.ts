/** `npm run pack [FOLDER]`: every package as npm would publish it, compiled, in `build/` or the folder. */
import { globSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { main, ROOT, run, step } from './step.ts';

const BUILD = resolve(process.argv[2] ?? join(ROOT, 'build'));

await main(async () => {
  await rm(BUILD, { recursive: true, force: true });
  const { workspaces }: { workspaces: readonly string[] } = JSON.parse(
    await readFile(join(ROOT, 'package.json'), 'utf8'),
  );
  for (const path of workspaces) await step(path, () => pack(basename(path)));
});

/** Makes a folder as it is published, and the tarball beside it. */
async function pack(name: string): Promise<void> {
  const source = join(ROOT, 'packages', name);
  const folder = join(BUILD, name);
  await mkdir(folder, { recursive: true });
  const manifest: Manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(published(manifest), null, 2)}\n`);
  for (const path of ['bin', 'README.md'])
    await cp(join(source, path), join(folder, path), { recursive: true }).catch(ignoreMissing);
  await cp(join(ROOT, 'LICENSE'), join(folder, 'LICENSE')).catch(ignoreMissing);
  await compile(name, folder);
  await run('npm pack', 'npm', ['pack', '--silent', '--pack-destination', BUILD, folder]);
}

/** A package's description, as far as packing changes it. */
interface Manifest {
  readonly exports?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
}

/** Node.js refuses TypeScript under `node_modules`: what is exported is what was compiled. Tests stay at home. */
function published(manifest: Manifest): Manifest {
  const { exports } = manifest;
  if (exports === undefined) return manifest;
  const compiled = Object.entries(exports)
    .filter(([, path]) => !path.includes('/testing/'))
    .map(([name, path]) => {
      const base = path.replace('./src/', './dist/').replace(/\.ts$/, '');
      return [name, { types: `${base}.d.ts`, default: `${base}.js` }];
    });
  return { ...manifest, exports: Object.fromEntries(compiled) };
}

async function compile(name: string, folder: string): Promise<void> {
  const config = join(folder, 'tsconfig.json');
  const source = join(ROOT, 'packages', name, 'src');
  await writeFile(
    config,
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        declaration: true,
        rootDir: source,
        outDir: join(folder, 'dist'),
        typeRoots: [join(ROOT, 'node_modules/@types')],
      },
      include: [source],
      exclude: ['**/*.test.ts', '**/*.test-*.ts', '**/testing.ts', '**/testing/**'].map(pattern =>
        join(source, pattern),
      ),
    }),
  );
  await run('tsc', 'tsc', ['--project', config]);
  await rm(config);
  // Programs that others run: bootstraps of functions.
  for (const path of globSync('**/bootstraps', { cwd: source }))
    await cp(join(source, path), join(folder, 'dist', path), { recursive: true });
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
