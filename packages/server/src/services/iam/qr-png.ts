import { crc32, deflateSync } from 'node:zlib';
import type { QrMatrix } from './qr-code.ts';

/** Pixels of a module's side, and modules of the light border that scanners need. */
const SCALE = 6;
const QUIET_ZONE = 4;

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A QR code as a PNG image (RFC 2083), black on white, one bit a pixel. */
export function qrPng(matrix: QrMatrix): Buffer {
  const side = (matrix.length + 2 * QUIET_ZONE) * SCALE;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // One bit, greyscale; the rest are the only methods there are.
  header.set([1, 0, 0, 0, 0], 8);
  const lines = Array.from({ length: side }, (_, y) => scanLine(matrix, Math.floor(y / SCALE) - QUIET_ZONE, side));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A line of pixels after the byte that says that it is not filtered; a set bit is white. */
function scanLine(matrix: QrMatrix, row: number, side: number): Buffer {
  const line = Buffer.alloc(1 + Math.ceil(side / 8), 0xff);
  line[0] = 0;
  for (let x = 0; x < side; x++) {
    const isDark = matrix[row]?.[Math.floor(x / SCALE) - QUIET_ZONE] === true;
    const byte = 1 + (x >> 3);
    if (isDark) line[byte] = (line[byte] ?? 0) & ~(0x80 >> (x & 7));
  }
  return line;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
