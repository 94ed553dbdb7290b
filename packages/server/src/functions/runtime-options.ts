import type { Clock, Random } from '../clock.ts';
import type { Log } from '../log.ts';
import type { FetchedValues, FunctionLog } from './function-runtime.ts';

/** What the runtime is told by the server that it is part of. */
export interface FunctionRuntimeOptions {
  /** A folder for unpacked code and sockets that belongs to this runtime alone. Emptied at the start and on closing. */
  readonly folder: string;
  /** `https://HOST:PORT` of this Coffer: functions find it as `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** Path of the CA certificate (PEM) that the endpoint's certificate is signed by. */
  readonly ca: string;
  /**
   * `bubblewrap`: code that somebody uploaded runs isolated or not at all. `none`: it runs as the server's own user and
   * can read what the server can read; an administrator has to say so.
   */
  readonly isolation: 'bubblewrap' | 'none';
  readonly functionLog: FunctionLog;
  readonly fetched: FetchedValues;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits?: Partial<RuntimeLimits> | undefined;
  /** Path of bubblewrap's program; default: found in `/usr/bin` and where `PATH` says. */
  readonly bubblewrap?: string | undefined;
  /** Path of the Python interpreter; default: `/usr/bin/python3`, else what `PATH` says. */
  readonly python?: string | undefined;
  /** A folder `node_modules` that Node.js functions may import from without bringing it, as AWS offers its SDK. */
  readonly nodeModules?: string | undefined;
}

export interface RuntimeLimits {
  /** Invocations that run at one time; further ones wait. */
  readonly concurrency: number;
  /** The same for one function. */
  readonly concurrencyPerFunction: number;
  /** Megabytes of `MemorySize` and scratch folder that all running functions have together. */
  readonly memory: number;
  /** Milliseconds that a process may wait for its next invocation. */
  readonly idleMs: number;
  /** Invocations after which a process is replaced. */
  readonly invocationsPerProcess: number;
  /** Milliseconds until a process has to ask for its first invocation. AWS: 10 seconds. */
  readonly initMs: number;
  /** Milliseconds that a process may take after an answer until it asks for more. */
  readonly nextMs: number;
  /** Megabytes of scratch folder, whatever a function asks for: the folder lies in memory. */
  readonly scratch: number;
  /** Processes and threads of one function process together. AWS: 1,024. */
  readonly processes: number;
}

/** What holds where nothing else is said; half of the memory is the functions' at most. */
export function withDefaults(limits: Partial<RuntimeLimits> | undefined, memoryBytes: number): RuntimeLimits {
  return {
    concurrency: 16,
    concurrencyPerFunction: 8,
    memory: Math.floor(memoryBytes / 2 / 1_048_576),
    idleMs: 300_000,
    invocationsPerProcess: 1_000,
    initMs: 10_000,
    nextMs: 1_000,
    scratch: 128,
    processes: 256,
    ...limits,
  };
}

/**
 * Bytes of memory that this process and its children may have.
 *
 * @param machine all of the machine's
 * @param constrained what a container or a unit of systemd leaves of it; 0: unknown
 */
export function memoryHere(machine: number, constrained: number): number {
  return constrained > 0 ? Math.min(machine, constrained) : machine;
}
