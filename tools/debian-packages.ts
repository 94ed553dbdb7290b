/** Programs that tests need and npm does not bring. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run, StepFailed } from './step.ts';

/** Debian's packages of the real clients and of what looks on from outside. */
const PACKAGES = [
  'awscli',
  'bubblewrap',
  'curl',
  'g++',
  'jq',
  'mariadb-client-core',
  'mariadb-server-core',
  'openssl',
  'python3-boto3',
  'python3-psycopg2',
  'python3-pymongo',
  'python3-pymssql',
  'python3-pymysql',
  'redis-server',
  'slapd',
  'softhsm2',
  'strace',
];

/**
 * Installs the missing packages where that is possible, as root on Debian and its children; elsewhere says what is
 * missing: the tests that need it are skipped.
 *
 * @throws StepFailed when the installation fails and nothing may be skipped (`CI=true`)
 */
export async function installDebianPackages(): Promise<void> {
  if (!existsSync('/usr/bin/apt-get')) {
    console.log(`no apt-get here; tests need what Debian packs as ${PACKAGES.join(', ')} and skip without it`);
    return;
  }
  const missing = PACKAGES.filter(name => !isInstalled(name));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    console.log(`missing Debian packages, whose tests are skipped: ${missing.join(', ')}`);
    return;
  }
  console.log(`installing Debian packages: ${missing.join(', ')}`);
  try {
    await apt(['update']);
    await apt(['install', '--yes', '--no-install-recommends', ...missing]);
  } catch (error) {
    if (!(error instanceof StepFailed) || process.env['CI'] === 'true') throw error;
    console.log(`they could not be installed; tests that need them are skipped`);
  }
}

function isInstalled(name: string): boolean {
  const { stdout } = spawnSync('dpkg-query', ['--show', '--showformat=${db:Status-Status}', name], {
    encoding: 'utf8',
  });
  return stdout === 'installed';
}

function apt(args: readonly string[]): Promise<void> {
  // Fewer lines: only what fails is of interest.
  return run('apt-get', 'apt-get', ['-o', 'Dpkg::Use-Pty=0', '-qq', ...args], { DEBIAN_FRONTEND: 'noninteractive' });
}
