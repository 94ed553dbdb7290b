import type { ChildProcess } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Children } from './children.ts';
import type { Round, Side } from './rounds.ts';

/** A load of `wrk` on a server. */
export interface WrkLoad {
  readonly children: Children;
  /** For the file of requests. */
  readonly folder: string;
  readonly pid: number;
  readonly url: string;
  readonly connections: number;
  /** Signed anew for every round: signatures last five minutes. */
  readonly requests: () => readonly Buffer[];
}

/** A server under the load of wrk, one thread, keep-alive. Rounds throw when anything but success was answered. */
export function wrkSide(load: WrkLoad): Side {
  return { pid: load.pid, load: seconds => runWrk(load, seconds) };
}

/**
 * Installs wrk where that is possible: as root on Debian and its children.
 *
 * @throws Error saying what to do where it is not
 */
export function ensureWrk(): void {
  if (spawnSync('wrk', ['-v']).error === undefined) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error('the load comes from `wrk`, which is missing: install it (Debian: apt-get install wrk)');
  }
  console.log('installing wrk');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () => spawnSync('apt-get', ['-qq', 'install', '--yes', '--no-install-recommends', 'wrk'], { env });
  if (install().status === 0) return;
  spawnSync('apt-get', ['-qq', 'update'], { env });
  const { status, stderr } = install();
  if (status !== 0) throw new Error(`wrk could not be installed:\n${stderr.toString()}`);
}

async function runWrk(load: WrkLoad, seconds: number): Promise<Omit<Round, 'cpuMicros'>> {
  const file = join(load.folder, `requests-${load.pid}`);
  await writeFile(file, Buffer.concat(load.requests().flatMap(each => [Buffer.from(`${each.length}\n`), each])));
  // wrk takes whole seconds only.
  const args = ['-t1', `-c${load.connections}`, `-d${Math.ceil(seconds)}s`, '-s', SCRIPT, load.url, '--', file];
  const wrk = load.children.spawn('wrk', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = await outputOf(wrk);
  const found = /^RESULT (.*)$/m.exec(said)?.[1];
  if (found === undefined) throw new Error(`wrk failed:\n${said}`);
  // What replay.lua writes.
  const result = JSON.parse(found) as Readonly<
    Record<'requests' | 'micros' | 'p50' | 'p99' | 'refused' | 'failed', number>
  >;
  const { requests, micros, p50, p99, refused, failed } = result;
  if (requests === 0 || refused > 0 || failed > 0) {
    throw new Error(`of ${requests} requests to ${load.url} ${refused} were refused and ${failed} failed`);
  }
  return { requests, seconds: micros / 1e6, p50Micros: p50, p99Micros: p99 };
}

const SCRIPT = join(import.meta.dirname, 'replay.lua');

async function outputOf(child: ChildProcess): Promise<string> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  await once(child, 'close');
  return said;
}
