/** Messages of TDS, SQL Server's protocol, in packets. Source: MS-TDS, section 2.2.3. */

/** What a message is. */
export const MESSAGE = { batch: 1, rpc: 3, answer: 4, attention: 6, login: 16, prelogin: 18 } as const;

/** A message, whole. */
export interface Message {
  readonly type: number;
  readonly data: Buffer;
}

const HEADER_BYTES = 8;
const PACKET_BYTES = 4_096;
const LAST = 1;
const MAX_MESSAGE = 1_000_000;

/** Cuts a message into packets. */
export function toPackets({ type, data }: Message): Buffer {
  const packets: Buffer[] = [];
  let at = 0;
  do {
    const part = data.subarray(at, at + PACKET_BYTES - HEADER_BYTES);
    at += part.length;
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt8(type, 0);
    header.writeUInt8(at === data.length ? LAST : 0, 1);
    header.writeUInt16BE(HEADER_BYTES + part.length, 2);
    header.writeUInt8((packets.length / 2 + 1) & 0xff, 6);
    packets.push(header, part);
  } while (at < data.length);
  return Buffer.concat(packets);
}

/** Puts messages together from what a connection brings. Throws on what is another protocol. */
export class MessageReader {
  #waiting = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #length = 0;

  /** Whether a part of a message has come. */
  isAmidst(): boolean {
    return this.#waiting.length > 0 || this.#parts.length > 0;
  }

  /** The messages that are whole with this. */
  push(chunk: Buffer): readonly Message[] {
    this.#waiting = Buffer.concat([this.#waiting, chunk]);
    const messages: Message[] = [];
    while (this.#waiting.length >= HEADER_BYTES) {
      const length = this.#waiting.readUInt16BE(2);
      if (length < HEADER_BYTES || this.#length > MAX_MESSAGE) throw new Error('this is no TDS');
      if (this.#waiting.length < length) break;
      const part = this.#waiting.subarray(HEADER_BYTES, length);
      this.#parts.push(part);
      this.#length += part.length;
      if ((this.#waiting.readUInt8(1) & LAST) !== 0) {
        messages.push({ type: this.#waiting.readUInt8(0), data: Buffer.concat(this.#parts) });
        this.#parts = [];
        this.#length = 0;
      }
      this.#waiting = this.#waiting.subarray(length);
    }
    return messages;
  }
}
