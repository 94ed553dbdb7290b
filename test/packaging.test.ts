/** The packages as npm publishes them: they start far from the repository, with what they declare and nothing else. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { runProgram } from './support/run-program.ts';
import { ROOT } from './support/sources.ts';
import { plainEnv, startCoffer } from './support/start-coffer.ts';

test('packed packages hold what runs, and no TypeScript, no test', async t => {
  await using app = await installPacked();

  await t.test('contents', async () => {
    const files = await readdir(app.scope, { recursive: true });
    const declarations = files.filter(file => file.endsWith('.d.ts'));

    assert.ok(files.includes('rotators/dist/postgres/single-user.js'));
    const strays = files.filter(file => /\.test|testing|\.ts$/.test(file) && !file.endsWith('.d.ts'));
    assert.deepEqual(strays, []);
    assert.ok(declarations.includes('wire/dist/index.d.ts'));
    assert.deepEqual(
      ['wire/LICENSE', 'server/LICENSE', 'rotators/LICENSE', 'cli/LICENSE'].filter(file => !files.includes(file)),
      [],
    );
  });

  await t.test('the server starts, answers its own command line, and ends when asked', async () => {
    await using coffer = await startCoffer({ program: app.program, isEphemeral: true });
    const cli = (...words: string[]) =>
      runProgram(process.execPath, [app.program, ...words], { env: coffer.clientEnv, cwd: app.folder });

    const version = await cli('--version');
    const created = await cli('secretsmanager', 'create-secret', '--name', 'packed', '--secret-string', 'a value');
    const got = await cli('secretsmanager', 'get-secret-value', '--secret-id', 'packed');
    const exitCode = await coffer.end('SIGTERM');

    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
    assert.equal(created.code, 0, created.stderr);
    assert.equal(got.code, 0, got.stderr);
    assert.equal(JSON.parse(got.stdout).SecretString, 'a value');
    assert.equal(exitCode, 0, coffer.output());
    assert.equal(existsSync(coffer.dataDir), false, 'the ephemeral folder is gone');
  });
});

interface App extends AsyncDisposable {
  readonly folder: string;
  /** The folder of our packages in it. */
  readonly scope: string;
  /** The file of the `coffer` command. */
  readonly program: string;
}

/**
 * Packs the packages and puts them into a folder of their own as `npm install` would, without a network: other people's
 * packages are linked from the repository, each only if one of ours declares it.
 */
async function installPacked(): Promise<App> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-packed-'));
  const packed = join(folder, 'packed');
  const modules = join(folder, 'app', 'node_modules');
  const scope = join(modules, '@coffer');
  await succeed(process.execPath, join(ROOT, 'tools/pack.ts'), packed);
  const tarballs = (await readdir(packed)).filter(name => name.endsWith('.tgz'));
  assert.ok(tarballs.length >= 3);
  for (const tarball of tarballs) {
    const name = /^coffer-([a-z]+)-/.exec(tarball)?.[1] ?? '';
    await mkdir(join(scope, name), { recursive: true });
    await succeed('tar', '-xzf', join(packed, tarball), '-C', join(scope, name), '--strip-components=1');
    await linkDependencies(join(scope, name), modules);
  }
  return {
    folder: join(folder, 'app'),
    scope,
    program: join(scope, 'cli/bin/coffer.js'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function linkDependencies(from: string, modules: string): Promise<void> {
  const manifest = await readFile(join(from, 'package.json'), 'utf8');
  const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(manifest);
  for (const name of Object.keys(dependencies)) {
    if (name.startsWith('@coffer/') || existsSync(join(modules, name))) continue;
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  }
}

async function succeed(program: string, ...args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await runProgram(program, args, { env: plainEnv() });
  assert.equal(code, 0, `${stdout}${stderr}`);
}
