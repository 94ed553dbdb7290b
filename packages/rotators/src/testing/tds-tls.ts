/** TLS as TDS 7 has it: the handshake goes in packets of its own, what follows does not. Source: MS-TDS, section 2.2.6.5. */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { MESSAGE, MessageReader, toPackets } from './tds-packets.ts';

/** What a server certifies itself with. */
export interface TlsOfTds {
  /** In PEM, as the key. */
  readonly certificate: string;
  readonly key: string;
  /** Nobody logs in without. */
  readonly isForced?: boolean;
}

/**
 * Goes on with TLS on this connection.
 *
 * @param receive gets what comes
 * @returns what sends
 */
export function startTls(
  socket: Socket,
  { certificate, key }: TlsOfTds,
  receive: (chunk: Buffer) => void,
): (data: Buffer) => void {
  const reader = new MessageReader();
  let isHandshake = true;
  let waiting: Buffer[] = [];
  const carrier = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, callback) {
      if (!isHandshake) return void socket.write(chunk, callback);
      // The client wants one message for each of its own: what is written at once goes as one.
      if (waiting.push(chunk) === 1) {
        setImmediate(() => {
          socket.write(toPackets({ type: MESSAGE.prelogin, data: Buffer.concat(waiting) }));
          waiting = [];
        });
      }
      callback();
    },
  });
  socket.on('data', (chunk: Buffer) => {
    try {
      if (isHandshake && chunk.readUInt8(0) !== MESSAGE.prelogin && !reader.isAmidst()) isHandshake = false;
      if (isHandshake) for (const { data } of reader.push(chunk)) carrier.push(data);
      else carrier.push(chunk);
    } catch {
      socket.destroy();
    }
  });
  socket.on('close', () => carrier.destroy());
  // What follows the handshake of TLS 1.3 would come in the middle of it; SQL Server has 1.2 here, too.
  const secure = new TLSSocket(carrier, { isServer: true, cert: certificate, key, maxVersion: 'TLSv1.2' });
  secure.on('error', () => socket.destroy());
  secure.on('data', receive);
  return data => void secure.write(data);
}
