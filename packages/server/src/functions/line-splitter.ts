import { StringDecoder } from 'node:string_decoder';

/** What AWS keeps of one line: 256 KB. */
export const MAX_LINE_LENGTH = 262_144;
/**
 * What is held of a line beyond that, so that a value which the cut would go through is masked first: the longest secret,
 * with every character escaped as `\u00xx`.
 */
const MARGIN = 393_216;

/** Cuts what a process writes, in whatever pieces, into lines of bounded length. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  #line = '';

  /** The lines that are complete now, without their ends. What is beyond the bound of a line is dropped. */
  push(chunk: Uint8Array): string[] {
    const pieces = this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)).split('\n');
    const lines: string[] = [];
    for (const [at, piece] of pieces.entries()) {
      const room = MAX_LINE_LENGTH + MARGIN - this.#line.length;
      this.#line += piece.length > room ? piece.slice(0, room) : piece;
      if (at < pieces.length - 1) lines.push(this.#take());
    }
    return lines;
  }

  /** The line that was begun and has no end yet; empty when there is none. */
  rest(): string {
    return this.#take();
  }

  #take(): string {
    const line = this.#line.endsWith('\r') ? this.#line.slice(0, -1) : this.#line;
    this.#line = '';
    return line;
  }
}
