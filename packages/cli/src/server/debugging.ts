import { execFileSync } from 'node:child_process';
import { url as inspectorUrl } from 'node:inspector';
import { wrongUsage } from '../failure.ts';

/** Flags of Node.js and V8 that open the memory of a process, or write it to a file when somebody asks or it ends. */
const DOORS = [
  '--inspect',
  '--heapsnapshot-signal',
  '--heapsnapshot-near-heap-limit',
  '--heap-prof',
  '--abort-on-uncaught-exception',
  '--report-on-signal',
  '--report-on-fatalerror',
  '--report-uncaught-exception',
  '--experimental-report',
  '--debug-port',
] as const;

/**
 * Refuses to run a server whose memory could be read by a debugger, a heap snapshot or a report on demand: all its keys
 * and secrets are in it. `execArgv` are the flags of this process, `env` holds NODE_OPTIONS. Throws a `Failure` of exit
 * code 2 that names the flag.
 */
export function refuseDebugging(execArgv: readonly string[], env: NodeJS.ProcessEnv, inspector = inspectorUrl): void {
  const words = [...execArgv, ...(env['NODE_OPTIONS'] ?? '').split(/[\s"]+/)];
  // V8 and Node.js take `_` for `-`.
  const found = words.find(word => DOORS.some(door => word.replaceAll('_', '-').startsWith(door)));
  if (found === undefined && inspector() === undefined) return;
  throw wrongUsage(
    `\`${found ?? 'the debugger'}\` would open the memory of the server, with all its keys and secrets: leave it out`,
  );
}

/**
 * What the launcher does with a flag and a limit, for a process that it could not replace because that holds a descriptor:
 * SIGUSR1 opens no debugger any more, and nothing is left in a core file. Gives what could not be done, for the operator.
 */
export function closeMemoryHere(execArgv: readonly string[]): string | undefined {
  // A listener takes the place of the debugger's own.
  if (!execArgv.includes('--disable-sigusr1')) process.on('SIGUSR1', () => {});
  if (process.platform === 'win32') return undefined;
  try {
    execFileSync('/usr/bin/prlimit', ['--pid', String(process.pid), '--core=0:0'], {
      env: {},
      stdio: 'ignore',
      timeout: 5_000,
    });
    return undefined;
  } catch {
    return 'core dumps could not be switched off here: start the server under `ulimit -c 0`, or with LimitCORE=0 of systemd';
  }
}
