import type { ProcessTree } from './process-tree.ts';
import { socketsOf } from './process-tree.ts';
import { tcpTable } from './tcp-table.ts';

/** TCP_SYN_SENT of the kernel: asked, and not answered. */
const SYN_SENT = '02';

/** `HOST:PORT` of every connection that processes of the tree wait for, in whatever language they asked. */
export async function connectingTo(tree: ProcessTree): Promise<readonly string[]> {
  const waiting = (await tcpTable()).filter(({ state }) => state === SYN_SENT);
  if (waiting.length === 0) return [];
  const own = socketsOf(tree);
  return [...new Set(waiting.filter(({ inode }) => own.has(inode)).map(({ remote }) => placeOf(remote)))];
}

/** The kernel prints addresses as words in the machine's byte order, which is little-endian. */
function placeOf(remote: string): string {
  const [address = '', port = ''] = remote.split(':');
  const bytes = Buffer.from(address, 'hex');
  for (let at = 0; at < bytes.length; at += 4) bytes.subarray(at, at + 4).reverse();
  const host = bytes.length === 4 ? bytes.join('.') : `[${ipv6(bytes)}]`;
  return `${host}:${Number.parseInt(port, 16)}`;
}

function ipv6(bytes: Buffer): string {
  const groups = Array.from({ length: bytes.length / 2 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
