/** Reads one line from a terminal in raw mode, where nothing is echoed and every key arrives as it is. */
export interface LineEditor {
  /** What the keys have come to: `more`, the whole line, or that the user gave up; `rest` came after the line. */
  take(chunk: Buffer): 'more' | 'interrupted' | { readonly line: Buffer; readonly rest: Buffer };
}

const CTRL_C = 0x03;
const CTRL_D = 0x04;
const BACKSPACE = 0x08;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const CTRL_U = 0x15;
const DELETE = 0x7f;

/** Bytes beyond `maxBytes` are taken as the start of a pasted file: the line counts as interrupted. */
export function lineEditor(maxBytes: number): LineEditor {
  let bytes: number[] = [];
  return {
    take(chunk) {
      for (const [i, byte] of chunk.entries()) {
        if (byte === CTRL_C || byte === CTRL_D) return 'interrupted';
        if (byte === LINE_FEED || byte === CARRIAGE_RETURN)
          return { line: Buffer.from(bytes), rest: chunk.subarray(i + 1) };
        if (byte === BACKSPACE || byte === DELETE) bytes = withoutLastCharacter(bytes);
        else if (byte === CTRL_U) bytes = [];
        else if (bytes.length >= maxBytes) return 'interrupted';
        else bytes.push(byte);
      }
      return 'more';
    },
  };
}

/** A character of UTF-8 is a first byte and up to three that begin with the bits 10. */
function withoutLastCharacter(bytes: readonly number[]): number[] {
  let length = bytes.length - 1;
  while (length > 0 && ((bytes[length] ?? 0) & 0xc0) === 0x80) length -= 1;
  return bytes.slice(0, Math.max(0, length));
}
