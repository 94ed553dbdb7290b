/**
 * A real PKCS #11 token for tests: SoftHSM 2, as Debian packs it, and the addon `pkcs11js`, which npm does not build here
 * because it runs no scripts.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface SoftHsm extends AsyncDisposable {
  /** The library to load. */
  readonly module: string;
  /** Label of its token. */
  readonly token: string;
  /** Mode 0600. */
  readonly pinFile: string;
  /** A file that is the token's: without it the token is gone. */
  readonly store: string;
}

const MODULES = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so'];
const PIN = '123456';

/** Why there is no such token on this machine; false: there is. For `skip` of tests. */
export function withoutSoftHsm(): string | false {
  if (!MODULES.some(existsSync)) return 'SoftHSM 2 is not installed (Debian: softhsm2)';
  if (!existsSync('/usr/bin/g++')) return 'there is no compiler for the addon (Debian: g++)';
  return false;
}

/** A token with one user, in a temporary folder. Sets SOFTHSM2_CONF, from which the library reads where it lies. */
export async function openSoftHsm(): Promise<SoftHsm> {
  await buildAddon();
  const folder = await mkdtemp(join(tmpdir(), 'coffer-softhsm-'));
  const store = join(folder, 'tokens');
  await mkdir(store);
  const config = join(folder, 'softhsm2.conf');
  await writeFile(config, `directories.tokendir = ${store}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  process.env['SOFTHSM2_CONF'] = config;
  const pinFile = join(folder, 'pin');
  await writeFile(pinFile, `${PIN}\n`, { mode: 0o600 });
  const token = 'coffer-test';
  const args = ['--init-token', '--free', '--label', token, '--pin', PIN, '--so-pin', '87654321'];
  await promisify(execFile)('softhsm2-util', args, { env: { ...process.env, SOFTHSM2_CONF: config } });
  return {
    module: MODULES.find(existsSync) ?? '',
    token,
    pinFile,
    store,
    async [Symbol.asyncDispose]() {
      delete process.env['SOFTHSM2_CONF'];
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As in its `binding.gyp`; they include the others. */
const SOURCES = ['dl.cpp', 'common.cpp', 'main.cpp'];

/** Builds the addon where its package looks for it, unless it is there: as its own script would, with the compiler alone. */
async function buildAddon(): Promise<void> {
  const root = dirname(fileURLToPath(import.meta.resolve('pkcs11js')));
  const target = join(root, 'build', 'Release', 'pkcs11.node');
  if (existsSync(target)) return;
  await mkdir(dirname(target), { recursive: true });
  // Another test may build it at the same time: each has a file of its own, and the last one stays.
  const own = `${target}.${process.pid}`;
  const headers = join(dirname(process.execPath), '..', 'include', 'node');
  const flags = [
    '-shared',
    '-fPIC',
    '-O1',
    '-std=c++17',
    '-DNAPI_DISABLE_CPP_EXCEPTIONS',
    '-DNODE_GYP_MODULE_NAME=pkcs11',
  ];
  const includes = ['-I', join(root, 'includes'), '-I', headers];
  const sources = SOURCES.map(name => join(root, 'src', name));
  await promisify(execFile)('g++', [...flags, ...includes, ...sources, '-o', own]);
  await rename(own, target);
}
