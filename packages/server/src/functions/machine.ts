import type { Log } from '../log.ts';
import type { Python } from './interpreters.ts';
import { findPython } from './interpreters.ts';
import type { Isolation, NoIsolation } from './isolation.ts';
import { findIsolation } from './isolation.ts';
import type { FunctionRuntimeOptions } from './runtime-options.ts';

/** What this machine has for functions; looked for once, when it is asked for first. */
export interface Machine {
  isolation(): Promise<Isolation | NoIsolation>;
  /** Undefined: there is none. */
  python(): Promise<Python | undefined>;
}

/** Looks as the options say. */
export function thisMachine(options: Pick<FunctionRuntimeOptions, 'bubblewrap' | 'python' | 'log'>): Machine {
  let isolation: Promise<Isolation | NoIsolation> | undefined;
  let python: Promise<Python | undefined> | undefined;
  return {
    isolation: () => (isolation ??= findIsolation(options.bubblewrap).then(found => told(found, options.log))),
    python: () => (python ??= findPython(options.python)),
  };
}

/** Administrators have to know that it is so before somebody's function is refused. */
function told(found: Isolation | NoIsolation, log: Log): Isolation | NoIsolation {
  if ('reason' in found) log.warn({ reason: found.reason }, 'functions cannot be isolated: only built-in ones run');
  return found;
}
