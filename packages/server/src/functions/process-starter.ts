/** Starts function processes: finds out once what this machine has, then builds one process after the other. */
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInEnvironment } from './built-in-environment.ts';
import type { CodeFolders } from './code-folders.ts';
import { functionEnvironment } from './function-environment.ts';
import { FunctionProcess } from './function-process.ts';
import type { RunnableFunction } from './function-runtime.ts';
import { FunctionRefused } from './function-runtime.ts';
import type { Python } from './interpreters.ts';
import { launchIsolated, launchOpen } from './launch.ts';
import type { Launch, Launched } from './launch.ts';
import type { Machine } from './machine.ts';
import { OutputLog } from './output-log.ts';
import type { Arranged } from './process-places.ts';
import { arrangeIsolated, arrangeOpen } from './process-places.ts';
import type { ProcessTree } from './process-tree.ts';
import { publicCertificates } from './public-certificates.ts';
import { initStartLine, streamName } from './report-lines.ts';
import { RuntimeApiServer } from './runtime-api-server.ts';
import type { RuntimeKind } from './runtime-kind.ts';
import { runtimeKind } from './runtime-kind.ts';
import type { FunctionRuntimeOptions, RuntimeLimits } from './runtime-options.ts';
import type { SandboxLimits } from './sandbox.ts';

const MEGABYTE = 1_048_576;
/** `sun_path` holds 104 bytes on macOS, 108 on Linux, the final NUL included. */
const MAX_SOCKET_PATH_BYTES = 103;
/**
 * Megabytes of private memory that a process may map beyond `MemorySize`: what interpreters reserve and never use (Node.js
 * 512 for machine code alone, and stacks of threads).
 */
const RESERVED_MEGABYTES = { nodejs: 896, python: 128, provided: 896 };
/** Of `MemorySize`, what Node.js may fill with objects before it collects garbage hard. */
const HEAP_SHARE = 0.9;

export interface StarterParts {
  readonly options: FunctionRuntimeOptions;
  readonly limits: RuntimeLimits;
  readonly machine: Machine;
  readonly codeFolders: CodeFolders;
}

/**
 * Starts a process for the function; it is not ready yet.
 *
 * @param slot a number that no other living process has
 * @throws FunctionRefused when it cannot be run here
 */
export async function startProcess(
  parts: StarterParts,
  target: RunnableFunction,
  slot: number,
): Promise<FunctionProcess> {
  const { options, codeFolders } = parts;
  const kind = runtimeKind(target.runtime);
  if (target.code.kind === 'built-in' && kind !== 'nodejs')
    throw new FunctionRefused('InvalidRuntimeException', 'built-in functions run in Node.js');
  const isolation = await isolationFor(parts, target);
  const python = kind === 'python' ? await pythonFor(parts) : undefined;
  const credentials = await target.credentials();
  const codeFolder = await codeFolders.acquire(target.code);
  const runFolder = join(options.folder, 'run', options.random(8).toString('hex'));
  const socketFolder = await socketFolderFor(runFolder);
  const tree = Promise.withResolvers<ProcessTree | undefined>();
  const cleanUp = async () => {
    for (const folder of new Set([runFolder, socketFolder])) await rm(folder, { recursive: true, force: true });
    await codeFolders.release(target.code);
  };
  let server: RuntimeApiServer | undefined;
  try {
    await mkdir(join(runFolder, 'tmp'), { recursive: true, mode: 0o700 });
    const socket = join(socketFolder, 'api.sock');
    server =
      kind === 'provided' ? await RuntimeApiServer.onPort(() => tree.promise) : await RuntimeApiServer.onSocket(socket);
    const arrange = isolation === undefined ? arrangeOpen : arrangeIsolated;
    const { nodeModules } = options;
    const ca = join(runFolder, 'ca.pem');
    await writeFile(ca, publicCertificates(await readFile(options.ca, 'latin1')), { mode: 0o644 });
    const scratch = join(runFolder, 'tmp');
    const arranged = arrange({ kind, code: target.code, codeFolder, scratch, socket, ca, nodeModules, python });
    const logStream = streamName(options.clock.now(), options.random(16));
    const output = outputLog(options, target, logStream, credentials.accessKeyId);
    output.line(initStartLine(kind, versionOf(target, kind, python)));
    const environment = new Map(
      functionEnvironment({
        target: isolation === undefined && target.code.kind === 'built-in' ? withSafeVariables(target) : target,
        credentials,
        places: arranged.places,
        endpoint: options.endpoint,
        logStream,
        runtimeApi: server.address,
      }),
    );
    if (kind !== 'provided') environment.set('COFFER_RUNTIME_SOCKET', arranged.socket);
    const launch = launchOf(parts, target, kind, arranged, environment);
    const launched: Launched =
      isolation === undefined ? launchOpen(launch) : launchIsolated(isolation, arranged.mounts, slot, launch);
    tree.resolve(launched.tree);
    return new FunctionProcess({
      target,
      launched,
      server,
      output,
      credentialsExpireAt: credentials.expiresAt,
      cleanUp,
    });
  } catch (error) {
    tree.resolve(undefined);
    await server?.close();
    await cleanUp();
    throw error;
  }
}

/** Whether the function has no program of its own to start; AWS finds that out when it starts it. */
export async function lacksBootstrap(codeFolders: CodeFolders, target: RunnableFunction): Promise<boolean> {
  if (runtimeKind(target.runtime) !== 'provided') return false;
  const folder = await codeFolders.acquire(target.code);
  try {
    await access(join(folder, 'bootstrap'));
    return false;
  } catch {
    return true;
  } finally {
    await codeFolders.release(target.code);
  }
}

/** The folder of the process, or another private one when a socket in there would have too long a path. */
async function socketFolderFor(runFolder: string): Promise<string> {
  const isShort = Buffer.byteLength(join(runFolder, 'api.sock')) <= MAX_SOCKET_PATH_BYTES;
  return isShort ? runFolder : mkdtemp(join(tmpdir(), 'coffer-'));
}

/** Undefined: outside of a sandbox, because that is allowed. */
async function isolationFor({ options, machine }: StarterParts, { code }: RunnableFunction) {
  if (options.isolation === 'none') return undefined;
  const isolation = await machine.isolation();
  if (!('reason' in isolation)) return isolation;
  if (code.kind === 'built-in') return undefined;
  throw new FunctionRefused(
    'InvalidRuntimeException',
    `functions cannot be isolated on this server, so only built-in ones run: ${isolation.reason}`,
  );
}

function withSafeVariables(target: RunnableFunction): RunnableFunction {
  return { ...target, environment: builtInEnvironment(target.environment) };
}

async function pythonFor({ machine }: StarterParts): Promise<Python> {
  const python = await machine.python();
  if (python !== undefined) return python;
  throw new FunctionRefused('InvalidRuntimeException', 'there is no Python interpreter on this server');
}

function outputLog(
  { clock, functionLog, fetched }: FunctionRuntimeOptions,
  target: RunnableFunction,
  stream: string,
  accessKeyId: string,
): OutputLog {
  return new OutputLog({
    clock,
    append: events => functionLog.append(target, stream, events),
    secrets: () => fetched.of(accessKeyId),
  });
}

function launchOf(
  { limits }: StarterParts,
  target: RunnableFunction,
  kind: RuntimeKind,
  { places, interpreter }: Arranged,
  environment: ReadonlyMap<string, string>,
): Launch {
  return {
    command: commandOf(kind, interpreter, places.runtime, target.memorySize),
    environment,
    folder: places.code,
    limits: processLimits(limits, target, kind),
  };
}

function commandOf(kind: RuntimeKind, interpreter: string, runtime: string, memorySize: number): readonly string[] {
  switch (kind) {
    case 'nodejs':
      return [interpreter, `--max-old-space-size=${Math.floor(memorySize * HEAP_SHARE)}`, `${runtime}/index.mjs`];
    case 'python':
      return [interpreter, '-X', 'utf8', '-B', '-s', '-u', `${runtime}/bootstrap.py`];
    case 'provided':
      return [interpreter];
  }
}

function processLimits(
  { scratch, processes }: RuntimeLimits,
  target: RunnableFunction,
  kind: RuntimeKind,
): SandboxLimits {
  return {
    dataBytes: (target.memorySize + RESERVED_MEGABYTES[kind]) * MEGABYTE,
    scratchBytes: Math.min(target.ephemeralStorage, scratch) * MEGABYTE,
    processes,
  };
}

function versionOf(target: RunnableFunction, kind: RuntimeKind, python: Python | undefined): string {
  switch (kind) {
    case 'nodejs':
      return process.version;
    case 'python':
      return python?.version ?? '';
    case 'provided':
      return target.runtime.slice('provided.'.length) || 'custom';
  }
}
