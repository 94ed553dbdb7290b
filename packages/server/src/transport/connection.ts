/** What is known about one open connection. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

import type { RawRequest } from './raw-message.ts';

export interface Connection {
  readonly remoteAddress: string;
  readonly tls: RawRequest['tls'];
  /** The socket as the kernel knows it: under TLS another object than the one that speaks HTTP. */
  readonly raw: Socket;
  /** Whether nobody has been authenticated on it yet. */
  isStranger: boolean;
  /** Requests whose headers are read and that are not answered yet. */
  unanswered: number;
  /** The last of these while its body is still being collected. */
  arriving: IncomingMessage | undefined;
  /** `socket.bytesWritten` at the last look for stalled readers. */
  bytesWritten: number;
}

/** `socket` is the one that speaks HTTP. */
export function connectionOf(socket: Socket, raw: Socket): Connection {
  return {
    remoteAddress: plainAddress(socket.remoteAddress ?? ''),
    tls: socket instanceof TLSSocket ? tlsOf(socket) : undefined,
    raw,
    isStranger: true,
    unanswered: 0,
    arriving: undefined,
    bytesWritten: 0,
  };
}

/** IPv4 peers of a socket that is bound to `::` come as `::ffff:192.0.2.1`; policies and audit know `192.0.2.1`. */
export function plainAddress(address: string): string {
  return address.startsWith(MAPPED_PREFIX) && address.includes('.') ? address.slice(MAPPED_PREFIX.length) : address;
}

/** How Linux and macOS print an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2). */
const MAPPED_PREFIX = '::ffff:';

function tlsOf(socket: TLSSocket): RawRequest['tls'] {
  return { version: socket.getProtocol() ?? '', cipher: socket.getCipher().standardName };
}
