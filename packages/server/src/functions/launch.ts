/** How one process is started: isolated, or as this program's own user where nothing else is possible or wanted. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Isolation } from './isolation.ts';
import { sandboxUser } from './isolation.ts';
import type { ProcessTree } from './process-tree.ts';
import { parentOf } from './process-tree.ts';
import type { Mount, SandboxLimits } from './sandbox.ts';
import { sandboxCommand } from './sandbox.ts';
import { feedSandbox, SANDBOX_STDIO, sandboxPid } from './sandbox-stdio.ts';
import { shellAssignments } from './shell-environment.ts';

/** A fifteenth of the processor time that the server gets when both want all of it. */
const NICENESS = 12;

export interface Launch {
  readonly command: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  /** Where the command starts. */
  readonly folder: string;
  readonly limits: SandboxLimits;
}

export interface Launched {
  readonly child: ChildProcess;
  /** Undefined when it could not be started; its end says why. */
  readonly tree: Promise<ProcessTree | undefined>;
  /** Ends all of it at once, whatever it has done to stay. Its end is the child's `exit`. */
  kill(): void;
}

/** In a sandbox. `slot` is a number that no other living process has. */
export function launchIsolated(isolation: Isolation, mounts: readonly Mount[], slot: number, launch: Launch): Launched {
  const { command, environment, folder, limits } = launch;
  const { bubblewrap, seccomp } = isolation;
  const user = sandboxUser(isolation, slot);
  const [program, ...args] = sandboxCommand({ bubblewrap, user, mounts, limits, folder, command });
  const child = spawn(program, args, { env: {}, stdio: SANDBOX_STDIO });
  yieldTo(child.pid);
  const tree = sandboxPid(child).then((pid): ProcessTree | undefined => {
    // Bubblewrap may have started it before it yielded itself. It reads the filter before it starts anything, so that all
    // of it inherits this.
    yieldTo(pid);
    feedSandbox(child, shellAssignments(environment), seccomp);
    return pid === undefined ? undefined : { kind: 'namespace', pid };
  });
  let first: number | undefined;
  const remember = async () => {
    first = (await tree)?.pid;
  };
  void remember();
  const kill = () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    // The kernel ends a process namespace with its first process; bubblewrap ends when nothing is left in there.
    if (first !== undefined && parentOf(first) === child.pid) process.kill(first, 'SIGKILL');
    else child.kill('SIGKILL');
  };
  return { child, tree, kill };
}

/** As this program's own user, in a process group of its own. */
export function launchOpen({ command, environment, folder, limits }: Launch): Launched {
  const [program = '', ...args] = [...openLimits(limits), ...command];
  const child = spawn(program, args, {
    cwd: folder,
    env: Object.fromEntries(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = child;
  yieldTo(pid);
  return {
    child,
    tree: Promise.resolve(pid === undefined ? undefined : { kind: 'descendants', pid }),
    kill: () => {
      if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        child.kill('SIGKILL');
      }
    },
  };
}

/** Functions take what the server leaves them. */
function yieldTo(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, NICENESS);
    // When the machine has no memory left the kernel ends functions first. Written by root it cannot be taken back.
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // It has ended already, or there is no /proc.
  }
}

/** Not the number of processes: that would count everything that this user runs. */
function openLimits({ dataBytes, scratchBytes }: SandboxLimits): readonly string[] {
  if (!existsSync('/usr/bin/setpriv') || !existsSync('/usr/bin/prlimit')) return [];
  return [
    '/usr/bin/setpriv',
    '--pdeathsig',
    'KILL',
    '--no-new-privs',
    '--',
    '/usr/bin/prlimit',
    '--core=0:0',
    `--data=${dataBytes}`,
    `--fsize=${scratchBytes}`,
    '--',
  ];
}
