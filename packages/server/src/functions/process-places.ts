/** What a process sees, and where: the same files under AWS's paths in a sandbox, under their own outside of one. */
import { join } from 'node:path';
import type { ProcessPlaces } from './function-environment.ts';
import type { FunctionCode } from './function-runtime.ts';
import type { Python } from './interpreters.ts';
import { moduleFolders } from './module-folders.ts';
import type { RuntimeKind } from './runtime-kind.ts';
import type { Mount } from './sandbox.ts';

export interface Sources {
  readonly kind: RuntimeKind;
  readonly code: FunctionCode;
  /** Where the code lies unpacked. */
  readonly codeFolder: string;
  /** Path of the Runtime API's socket. */
  readonly socket: string;
  /** The scratch folder outside of a sandbox. */
  readonly scratch: string;
  readonly ca: string;
  readonly nodeModules: string | undefined;
  readonly python: Python | undefined;
}

export interface Arranged {
  readonly places: ProcessPlaces;
  /** Of the Runtime API, as the process sees it. */
  readonly socket: string;
  /** The program of the interpreter; the user's own for `provided`. */
  readonly interpreter: string;
  /** Empty outside of a sandbox. */
  readonly mounts: readonly Mount[];
}

/** Where the bootstraps lie: beside the compiled files as beside the sources. */
const BOOTSTRAPS = join(import.meta.dirname, 'bootstraps');
const SANDBOX_SOCKET = '/run/coffer/api.sock';
const SANDBOX_CA = '/etc/coffer/ca.pem';
const SANDBOX_NODE = '/var/lang/bin/node';
/** Above the code, so that both kinds of imports find it. */
const SANDBOX_MODULES = '/var/node_modules';

/** For a process of this program's own user. */
export function arrangeOpen(sources: Sources): Arranged {
  const { kind, codeFolder, socket, scratch, ca, nodeModules, python } = sources;
  return {
    places: {
      code: codeFolder,
      runtime: join(BOOTSTRAPS, folderOf(kind)),
      ca,
      scratch,
      nodeModules,
    },
    socket,
    interpreter: interpreterOf(kind, process.execPath, python, codeFolder),
    mounts: [],
  };
}

/** For a sandbox. */
export function arrangeIsolated(sources: Sources): Arranged {
  const { kind, code, codeFolder, socket, ca, nodeModules, python } = sources;
  // Built-in code finds its modules by its own place.
  const task = code.kind === 'built-in' ? codeFolder : '/var/task';
  const mounts: Mount[] = [
    { source: join(BOOTSTRAPS, folderOf(kind)), target: '/var/runtime' },
    { source: ca, target: SANDBOX_CA },
  ];
  if (kind === 'nodejs') mounts.push({ source: process.execPath, target: SANDBOX_NODE });
  if (kind === 'nodejs' && nodeModules !== undefined) mounts.push({ source: nodeModules, target: SANDBOX_MODULES });
  if (kind === 'python') mounts.push(...atTheirPlace(python?.folders ?? []));
  if (kind !== 'provided') mounts.push({ source: socket, target: SANDBOX_SOCKET });
  if (code.kind === 'built-in') mounts.push(...atTheirPlace([codeFolder, ...moduleFolders(codeFolder)]));
  else mounts.push({ source: codeFolder, target: task });
  return {
    places: {
      code: task,
      runtime: '/var/runtime',
      ca: SANDBOX_CA,
      scratch: '/tmp',
      nodeModules: nodeModules === undefined ? undefined : SANDBOX_MODULES,
    },
    socket: SANDBOX_SOCKET,
    interpreter: interpreterOf(kind, SANDBOX_NODE, python, task),
    mounts,
  };
}

function folderOf(kind: RuntimeKind): string {
  return kind === 'nodejs' ? 'node' : 'python';
}

function interpreterOf(kind: RuntimeKind, node: string, python: Python | undefined, code: string): string {
  switch (kind) {
    case 'nodejs':
      return node;
    case 'python':
      return python?.program ?? '';
    case 'provided':
      return join(code, 'bootstrap');
  }
}

/** Folders under the paths that they have on this machine; what another one or the system's programs show, once. */
function atTheirPlace(folders: readonly string[]): Mount[] {
  return folders
    .filter(path => !['/usr', ...folders].some(other => path !== other && path.startsWith(`${other}/`)))
    .filter((path, at, all) => path !== '/usr' && all.indexOf(path) === at)
    .map(path => ({ source: path, target: path }));
}
