/**
 * The command line of bubblewrap around one function process: what it sees of this machine, what it may use, as whom it
 * runs. Source: bwrap(1), setpriv(1), prlimit(1).
 */
import { readlinkSync } from 'node:fs';
import { dirname } from 'node:path';

/** As whom sandboxed processes run. */
export type SandboxUser =
  /** The server is root: every process has a user of its own that exists nowhere else, and no user namespace is needed. */
  | { readonly kind: 'dropped'; readonly uid: number }
  /** The server is an ordinary user: a user namespace in which the process is nobody else. */
  | { readonly kind: 'namespace' };

/** Something of this machine that the sandbox shows, read-only. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  /** Nothing is wrong when it is not there. */
  readonly isOptional?: boolean;
}

export interface SandboxLimits {
  /** Bytes of private memory of one process; the tree as a whole is watched from outside. */
  readonly dataBytes: number;
  /** Bytes of the scratch folder, and of the largest file. */
  readonly scratchBytes: number;
  readonly processes: number;
}

export interface Sandbox {
  readonly bubblewrap: string;
  readonly user: SandboxUser;
  readonly mounts: readonly Mount[];
  readonly limits: SandboxLimits;
  /** Where the command starts. */
  readonly folder: string;
  readonly command: readonly string[];
}

/** Descriptors that the command line names: the caller opens them. */
export const ENVIRONMENT_FD = 3;
export const INFO_FD = 4;
export const SECCOMP_FD = 5;

/** Program and arguments. Nothing in them is secret: every user of the machine can read them. */
export function sandboxCommand(sandbox: Sandbox): readonly [program: string, ...args: string[]] {
  const { bubblewrap, user, mounts, limits, folder, command } = sandbox;
  return [
    bubblewrap,
    ...'--unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try'.split(' '),
    ...userArguments(user),
    ...'--die-with-parent --new-session --hostname sandbox'.split(' '),
    ...`--info-fd ${INFO_FD} --seccomp ${SECCOMP_FD}`.split(' '),
    ...'--proc /proc --dev /dev --remount-ro /dev'.split(' '),
    ...`--size ${limits.scratchBytes} --perms 1777 --tmpfs /tmp`.split(' '),
    ...systemArguments(),
    ...mountArguments([...mounts, ...ETC]),
    // The folders that mounts hang on lie in memory: nothing may be written there.
    '--remount-ro',
    '/',
    '--chdir',
    folder,
    '--',
    ...(user.kind === 'dropped' ? dropArguments(user.uid) : []),
    ...limitArguments(limits),
    '/bin/sh',
    '-c',
    START,
    'sh',
    ...command,
  ];
}

/**
 * The function's variables come through a descriptor and are set last: in the arguments everybody could read them, and in
 * the environment of bubblewrap and setpriv, which are still privileged, the function's owner could say what these load.
 */
const START = `eval "$(cat <&${ENVIRONMENT_FD})"; exec ${ENVIRONMENT_FD}<&- ${SECCOMP_FD}<&-; exec "$@"`;

/** AWS's names of user and group are of no use without its numbers. */
const SANDBOX_UID = '993';
const SANDBOX_GID = '990';
/** Seconds of processor time that one process may use in its whole life. */
const CPU_SECONDS = 3_600;
const OPEN_FILES = 1_024;

function userArguments(user: SandboxUser): string[] {
  return user.kind === 'namespace'
    ? ['--unshare-user', '--uid', SANDBOX_UID, '--gid', SANDBOX_GID, '--cap-drop', 'ALL']
    : ['--cap-drop', 'ALL', '--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID'];
}

function dropArguments(uid: number): string[] {
  const id = String(uid);
  return [
    '/usr/bin/setpriv',
    '--reuid',
    id,
    '--regid',
    id,
    '--clear-groups',
    '--no-new-privs',
    '--inh-caps=-all',
    '--',
  ];
}

function limitArguments({ dataBytes, scratchBytes, processes }: SandboxLimits): string[] {
  const limits = {
    core: 0,
    cpu: CPU_SECONDS,
    data: dataBytes,
    fsize: scratchBytes,
    memlock: 65_536,
    nofile: OPEN_FILES,
    nproc: processes,
  };
  return ['/usr/bin/prlimit', ...Object.entries(limits).map(([name, value]) => `--${name}=${value}:${value}`), '--'];
}

/** Interpreters' libraries and the small programs that shell scripts use. */
function systemArguments(): string[] {
  const links = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'].flatMap(path => {
    try {
      return ['--symlink', readlinkSync(path), path];
    } catch {
      // A folder of its own, or not there.
      return ['--ro-bind-try', path, path];
    }
  });
  return ['--ro-bind', '/usr', '/usr', ...links];
}

/** What finding hosts and checking certificates needs; no private keys, no configuration of services. */
const ETC: readonly Mount[] = [
  'alternatives',
  'ca-certificates',
  'gai.conf',
  'host.conf',
  'hosts',
  'ld.so.cache',
  'localtime',
  'mime.types',
  'nsswitch.conf',
  'pki/ca-trust/extracted',
  'pki/tls/cert.pem',
  'pki/tls/certs',
  'protocols',
  'resolv.conf',
  'services',
  'ssl/certs',
  'ssl/openssl.cnf',
].map(name => ({ source: `/etc/${name}`, target: `/etc/${name}`, isOptional: true }));

/** Folders above a mount would be closed to the user that the process runs as: each is made, open, once. */
function mountArguments(mounts: readonly Mount[]): string[] {
  const made = new Set(['/', '/tmp', '/usr']);
  return mounts.flatMap(({ source, target, isOptional }) => [
    ...ancestorsOf(target).flatMap(folder => {
      if (made.has(folder)) return [];
      made.add(folder);
      return ['--perms', '0755', '--dir', folder];
    }),
    isOptional === true ? '--ro-bind-try' : '--ro-bind',
    source,
    target,
  ]);
}

/** From the root down, without the root and the path itself. */
function ancestorsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === '/' || parent === '.' ? [] : [...ancestorsOf(parent), parent];
}
