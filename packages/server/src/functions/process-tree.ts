/** Which processes a function consists of, and what they use: from /proc, so Linux only; elsewhere nothing is known. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** `USER_HZ`, which is 100 on every processor that functions are isolated on. */
const TICKS_PER_SECOND = 100;

/** Where to look for a function's processes. */
export type ProcessTree =
  /** Everything in the process namespace whose first process this is, by the number it has outside. */
  | { readonly kind: 'namespace'; readonly pid: number }
  /** The process and what descends from it. */
  | { readonly kind: 'descendants'; readonly pid: number };

/** The folder under /proc of every process of the tree, as this program sees it. */
export function membersOf(tree: ProcessTree): readonly string[] {
  if (tree.kind === 'descendants') return descendantsOf(tree.pid);
  // The sandbox's own /proc shows its own processes and no others.
  const proc = join('/proc', String(tree.pid), 'root', 'proc');
  // One that shows this program is still the machine's: the sandbox has not been entered yet.
  if (linkOf(`${proc}/self`) !== undefined) return [`/proc/${tree.pid}`];
  return processesIn(proc).map(pid => `${proc}/${pid}`);
}

/** Bytes of memory that the tree holds. What several processes share counts once when `isExact`, which costs more. */
export function memoryOf(tree: ProcessTree, isExact: boolean): number {
  let kilobytes = 0;
  for (const member of membersOf(tree)) {
    const resident = lineNumber(`${member}/status`, 'VmRSS:');
    kilobytes += isExact ? (lineNumber(`${member}/smaps_rollup`, 'Pss:') ?? resident ?? 0) : (resident ?? 0);
  }
  return kilobytes * 1024;
}

/** Seconds of processor time that the living processes of the tree have used. */
export function processorTimeOf(tree: ProcessTree): number {
  const ticks = membersOf(tree).map(member => {
    const stat = textOf(`${member}/stat`);
    // Fields 14 and 15 of proc(5), counted from the state, which is the third.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  });
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND;
}

/** The kernel's numbers of the sockets that the tree has open. */
export function socketsOf(tree: ProcessTree): ReadonlySet<string> {
  const inodes = new Set<string>();
  for (const member of membersOf(tree)) {
    for (const fd of listed(`${member}/fd`)) {
      const target = linkOf(`${member}/fd/${fd}`);
      if (target?.startsWith('socket:[') === true) inodes.add(target.slice(8, -1));
    }
  }
  return inodes;
}

function descendantsOf(root: number): readonly string[] {
  const children = new Map<number, number[]>();
  for (const pid of processesIn('/proc')) {
    const parent = parentOf(pid);
    if (parent === undefined) continue;
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [pid]);
    else known.push(pid);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found.map(pid => `/proc/${pid}`);
}

/** The process that started this one, or took it over; undefined when it has ended. */
export function parentOf(pid: number): number | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name in brackets may hold anything, brackets too; after it come state and parent.
  const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  return parent === undefined ? undefined : Number(parent);
}

function processesIn(proc: string): number[] {
  return listed(proc).map(Number).filter(Number.isInteger);
}

/** The number behind a label at the beginning of a line. */
function lineNumber(path: string, label: string): number | undefined {
  const text = textOf(path);
  const at = text?.indexOf(`\n${label}`) ?? -1;
  return text === undefined || at === -1 ? undefined : Number.parseInt(text.slice(at + 1 + label.length), 10);
}

/** Processes end while they are looked at: what is not there any more has nothing. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

function listed(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
