import type { ChildProcess, StdioOptions } from 'node:child_process';
import { Duplex, Writable } from 'node:stream';
import { ENVIRONMENT_FD, INFO_FD, SECCOMP_FD } from './sandbox.ts';

/** Nothing to read, two streams to write to, and the descriptors that the command line of a sandbox names. */
export const SANDBOX_STDIO: StdioOptions = ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'];

/** Gives the sandbox its variables (as a shell reads them) and its filter. */
export function feedSandbox(child: ChildProcess, assignments: string, seccomp: Buffer): void {
  write(child, ENVIRONMENT_FD, assignments);
  write(child, SECCOMP_FD, seccomp);
}

/** The number that the first process of the sandbox has outside of it; undefined when the sandbox could not be made. */
export async function sandboxPid(child: ChildProcess): Promise<number | undefined> {
  const stream = child.stdio[INFO_FD];
  if (!(stream instanceof Duplex)) return undefined;
  let info = '';
  try {
    for await (const chunk of stream) {
      info += String(chunk);
      if (info.includes('}')) break;
      if (info.length > MAX_INFO_LENGTH) return undefined;
    }
    const parsed: { 'child-pid'?: unknown } = JSON.parse(info);
    const pid = parsed['child-pid'];
    return typeof pid === 'number' ? pid : undefined;
  } catch {
    // It ended before it said so.
    return undefined;
  }
}

const MAX_INFO_LENGTH = 65_536;

function write(child: ChildProcess, fd: number, content: string | Buffer): void {
  const stream = child.stdio[fd];
  if (!(stream instanceof Writable)) return;
  // A sandbox that ends before it has read this is seen by its end.
  stream.on('error', () => {});
  // Nothing is ever read from it: it would stay open until then.
  stream.end(content, () => stream.destroy());
}
