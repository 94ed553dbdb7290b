/** Servers of others that tests start: in a folder of their own, gone with the process that started them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chownSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** `nobody` on Linux: most servers refuse to run as root, and this user exists without being made. */
const NOBODY = 65_534;
const READY_WITHIN_MS = 120_000;

/** For the `skip` option of tests: why a server cannot be started here, or false. Throws where nothing may be skipped. */
export function withoutProgram(program: string, debianPackage: string): string | false {
  if (programOnPath(program) !== undefined) return false;
  const reason = `\`${program}\` is not installed (Debian: ${debianPackage})`;
  if (process.env['CI'] === 'true') throw new Error(`${reason}; with CI=true nothing may be skipped`);
  return reason;
}

/** Servers stand in folders that are not on every user's PATH. */
export function programOnPath(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map(folder => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A folder that the server owns, removed at the end. */
export async function serverFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `coffer-${name}-`));
  const { uid, gid } = serverUser();
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  return folder;
}

/** Whom servers run as: this user, or nobody when this is root. */
export function serverUser(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

/** A running server. */
export interface Daemon {
  /** Ends it at once, as a failing machine would. */
  kill(): Promise<void>;
}

/** Starts a program and waits until `isReady` says so; throws with what it wrote if it never does. */
export async function startDaemon(
  program: string,
  args: readonly string[],
  folder: string,
  isReady: () => Promise<boolean>,
): Promise<Daemon> {
  const child = spawn(programOnPath(program) ?? program, args, {
    ...serverUser(),
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < 20_000) said += text;
    });
  }
  const watch = killAfterDeath(child);
  const kill = async () => {
    watch.kill('SIGKILL');
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady().catch(() => false))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      await kill();
      throw new Error(`${program} did not start:\n${said}`);
    }
    await delay(30);
  }
  return { kill };
}

/** A shell that waits for the end of its input, which is the end of this process, and then ends the server. */
function killAfterDeath(server: ChildProcess): ChildProcess {
  const watch = spawn('sh', ['-c', 'read -r _; kill -KILL "$0"', String(server.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watch.unref();
  return watch;
}

/** Removes a server's folder. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
