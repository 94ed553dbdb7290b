import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { findProgram } from './find-program.ts';
import { type SandboxUser, sandboxCommand } from './sandbox.ts';
import { feedSandbox, SANDBOX_STDIO } from './sandbox-stdio.ts';
import { seccompFilter } from './seccomp.ts';

/** How this machine isolates functions. */
export interface Isolation {
  readonly bubblewrap: string;
  readonly seccomp: Buffer;
  /** The number of the first of 4,096 users that no one else is; undefined: user namespaces instead. */
  readonly firstUid: number | undefined;
}

/** Why it does not, in words for an administrator. */
export interface NoIsolation {
  readonly reason: string;
}

/** Users for sandboxes of a server that runs as root, in the range that nothing allots (systemd, "Users, Groups, UIDs"). */
const FIRST_UID = 1_990_000_000;
/** In a container that has only the lower numbers. */
const FIRST_UID_OF_CONTAINERS = 40_000;
/** How many of them there are. */
export const UIDS = 4_096;
/** How long the first sandbox may take, in milliseconds: without it no uploaded function runs until the next start. */
const PROBE_MS = 30_000;

/** Looks for bubblewrap and runs one program in a sandbox just like a function's. */
export async function findIsolation(program: string | undefined): Promise<Isolation | NoIsolation> {
  if (process.platform !== 'linux') return { reason: 'bubblewrap needs Linux' };
  const seccomp = seccompFilter(process.arch);
  if (seccomp === undefined) return { reason: `no system call filter for ${process.arch} processors` };
  const bubblewrap = program ?? (await findProgram('bwrap'));
  if (bubblewrap === undefined) return { reason: 'bubblewrap (bwrap) is not installed' };
  const firstUid = process.getuid?.() === 0 ? await freeUids() : undefined;
  const isolation = { bubblewrap, seccomp, firstUid };
  const trouble = await tryOut(isolation);
  return trouble === undefined ? isolation : { reason: `bubblewrap does not work here: ${trouble}` };
}

/** The user of one sandbox; `slot` tells those apart that live at the same time. */
export function sandboxUser({ firstUid }: Isolation, slot: number): SandboxUser {
  return firstUid === undefined ? { kind: 'namespace' } : { kind: 'dropped', uid: firstUid + (slot % UIDS) };
}

async function freeUids(): Promise<number> {
  const map = await readFile('/proc/self/uid_map', 'latin1');
  const ranges = map.split('\n').map(line => line.trim().split(/ +/).map(Number));
  return ranges.some(([first = 0, , count = 0]) => first <= FIRST_UID && first + count >= FIRST_UID + UIDS)
    ? FIRST_UID
    : FIRST_UID_OF_CONTAINERS;
}

/** What went wrong; undefined: nothing. */
async function tryOut(isolation: Isolation): Promise<string | undefined> {
  const [program, ...args] = sandboxCommand({
    bubblewrap: isolation.bubblewrap,
    user: sandboxUser(isolation, UIDS - 1),
    mounts: [],
    limits: { dataBytes: 67_108_864, scratchBytes: 1_048_576, processes: 1_024 },
    folder: '/tmp',
    command: ['/bin/sh', '-c', 'test "$PROBE" = seen'],
  });
  const child = spawn(program, args, { env: {}, stdio: SANDBOX_STDIO });
  const exit = Promise.withResolvers<number | string>();
  child.on('exit', (code, signal) => exit.resolve(code ?? signal ?? 'unknown'));
  child.on('error', error => exit.resolve(error.message));
  const said = child.stderr === null ? '' : text(child.stderr).catch(() => '');
  feedSandbox(child, "export PROBE='seen'\n", isolation.seccomp);
  const timer = setTimeout(() => child.kill('SIGKILL'), PROBE_MS);
  const code = await exit.promise;
  clearTimeout(timer);
  if (code === 0) return undefined;
  return (await said).trim().split('\n')[0] || (typeof code === 'string' ? code : `it ended with ${code}`);
}
