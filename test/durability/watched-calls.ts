import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** A system call that strace saw end, in the order of their ends. */
export interface SystemCall {
  readonly name: string;
  /** Arguments as strace prints them: descriptors with what they are open on. */
  readonly args: string;
  readonly result: number;
}

/** The calls that write or make durable. */
const TRACED = 'pwrite64,pwritev,write,writev,sendto,sendmsg,fdatasync,fsync';

/**
 * Runs `work` while strace looks at a process, all its threads included, and gives what they called, up to the call that
 * `isLast` knows or all that was seen half a minute later. The other end may have what a call sends before strace has
 * seen the call end.
 */
export async function watchCalls(
  pid: number,
  output: string,
  work: () => Promise<void>,
  isLast: (call: SystemCall) => boolean,
): Promise<readonly SystemCall[]> {
  const args = ['-f', '-yy', '-s', '64', '-e', `trace=${TRACED}`, '-o', output, '-p', String(pid)];
  const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(strace, 'exit');
  let said = '';
  strace.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  for (let waited = 0; !said.includes('attached'); waited += 10) {
    if (strace.exitCode !== null || waited > LIMIT_MS) throw new Error(`strace cannot look at process ${pid}: ${said}`);
    await sleep(10);
  }
  await work();
  for (const deadline = Date.now() + LIMIT_MS; Date.now() < deadline;) {
    if (parseCalls(await readFile(output, 'utf8')).some(isLast)) break;
    await sleep(10);
  }
  strace.kill('SIGINT');
  await ended;
  return parseCalls(await readFile(output, 'utf8'));
}

/** Guards against waiting for ever. */
const LIMIT_MS = 30_000;

/** Reads what `strace -f -o` writes; a call that another thread interrupts is two lines and ends with the second. */
export function parseCalls(text: string): readonly SystemCall[] {
  const begun = new Map<string, string>();
  const calls: SystemCall[] = [];
  for (const line of text.split('\n')) {
    const [, pid = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (rest.endsWith(UNFINISHED)) {
      begun.set(pid, rest.slice(0, -UNFINISHED.length));
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const whole = resumed === null ? rest : `${begun.get(pid) ?? ''}${resumed[1]}`;
    const [, name = '', args = '', result = ''] = /^(\w+)\((.*)\) += (-?\d+)/.exec(whole) ?? [];
    if (name !== '') calls.push({ name, args, result: Number(result) });
  }
  return calls;
}

const UNFINISHED = ' <unfinished ...>';
