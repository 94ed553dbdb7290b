import { readFile } from 'node:fs/promises';

/** One line of /proc/net/tcp or tcp6: the two ends as `HEXADDRESS:HEXPORT`, the state, the socket's number. */
export interface TcpEntry {
  readonly local: string;
  readonly remote: string;
  readonly state: string;
  readonly inode: string;
}

/** Connections of this machine's network namespace, over IPv4 and IPv6; none where there is no /proc. */
export async function tcpTable(): Promise<readonly TcpEntry[]> {
  const texts = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map(path => readFile(path, 'latin1').catch(() => '')),
  );
  return texts.flatMap(text => text.split('\n').slice(1).flatMap(entryOf));
}

/** The socket's number of the other end of a connection on 127.0.0.1 between these ports. */
export async function inodeOfPeer(peerPort: number, ownPort: number): Promise<string | undefined> {
  const local = loopback(peerPort);
  const remote = loopback(ownPort);
  const entry = (await tcpTable()).find(candidate => candidate.local === local && candidate.remote === remote);
  return entry?.inode;
}

function entryOf(line: string): readonly TcpEntry[] {
  const [, local, remote, state, , , , , , inode] = line.trim().split(/ +/);
  return local === undefined || remote === undefined || state === undefined || inode === undefined
    ? []
    : [{ local, remote, state, inode }];
}

/** As the kernel prints it: the address in the machine's byte order, which is little-endian where Coffer isolates. */
function loopback(port: number): string {
  return `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
}
