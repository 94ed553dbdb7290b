/**
 * QR codes (ISO/IEC 18004): bytes, error correction level M, versions 1 to 20. What authenticators scan is short and of
 * one kind, so this is all that is needed of them.
 */
import { errorCorrection } from './reed-solomon.ts';

/** Error correction codewords of a block, and blocks, for versions 1 to 20 at level M. Source: ISO/IEC 18004, table 9. */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26] as const;
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16] as const;

/** A square of modules; true is dark. Rows from the top, without the quiet zone. */
export type QrMatrix = readonly (readonly boolean[])[];

/** The code of these bytes. Throws `RangeError` for more than 666. */
export function qrCode(bytes: Uint8Array): QrMatrix {
  const version = versionFor(bytes.length);
  const plain = layOut(version, interleave(version, dataCodewords(version, bytes)));
  const candidates = MASKS.map((_, mask) => masked(plain, mask));
  return candidates.reduce((best, each) => (penaltyOf(each) < penaltyOf(best) ? each : best));
}

function versionFor(length: number): number {
  const index = BLOCKS.findIndex((_, i) => 4 + countBits(i + 1) + 8 * length <= 8 * dataLength(i + 1));
  if (index < 0) throw new RangeError('too long for a QR code');
  return index + 1;
}

function countBits(version: number): number {
  return version < 10 ? 8 : 16;
}

/** All codewords that a version has room for: its modules without the function patterns. */
function codewords(version: number): number {
  const places = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const patterns = places === 0 ? 0 : (25 * places - 10) * places - 55;
  const modules = (16 * version + 128) * version + 64 - patterns - (version >= 7 ? 36 : 0);
  return Math.floor(modules / 8);
}

function dataLength(version: number): number {
  return codewords(version) - at(CORRECTION, version - 1) * at(BLOCKS, version - 1);
}

/** Mode, length, bytes, terminator and padding. */
function dataCodewords(version: number, bytes: Uint8Array): Uint8Array {
  const bits: number[] = [];
  const push = (value: number, count: number) => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  push(0b0100, 4);
  push(bytes.length, countBits(version));
  for (const byte of bytes) push(byte, 8);
  const room = 8 * dataLength(version);
  push(0, Math.min(4, room - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) push(pad, 8);
  return Uint8Array.from({ length: room / 8 }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((sum, bit) => 2 * sum + bit, 0),
  );
}

/** Splits data into blocks, corrects each, and takes their codewords in turn. */
function interleave(version: number, data: Uint8Array): readonly number[] {
  const blocks = at(BLOCKS, version - 1);
  const correction = at(CORRECTION, version - 1);
  const total = codewords(version);
  const longBlocks = total % blocks;
  const shortLength = Math.floor(total / blocks) - correction;
  let used = 0;
  const parts = Array.from({ length: blocks }, (_, i) => {
    const part = data.subarray(used, (used += shortLength + (i < blocks - longBlocks ? 0 : 1)));
    return { part, corrected: errorCorrection(part, correction) };
  });
  const inTurn: number[] = [];
  for (let i = 0; i <= shortLength; i++) {
    for (const { part } of parts) if (i < part.length) inTurn.push(at(part, i));
  }
  for (let i = 0; i < correction; i++) for (const { corrected } of parts) inTurn.push(at(corrected, i));
  return inTurn;
}

/** A module: dark or light, and whether it is part of a function pattern, which no mask touches. */
interface Module {
  dark: boolean;
  fixed: boolean;
}

interface Layout {
  readonly version: number;
  readonly rows: readonly (readonly Module[])[];
}

function layOut(version: number, stream: readonly number[]): Layout {
  const size = 4 * version + 17;
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => ({ dark: false, fixed: false })));
  const layout = { version, rows };
  drawPatterns(layout, size);
  let bit = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    // The sixth column is the timing pattern's.
    if (right === 6) right = 5;
    const isUpward = ((right + 1) & 2) === 0;
    for (let i = 0; i < size; i++) {
      for (const x of [right, right - 1]) {
        const module = moduleAt(layout, x, isUpward ? size - 1 - i : i);
        if (module.fixed) continue;
        module.dark = (((stream[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
        bit += 1;
      }
    }
  }
  return layout;
}

function drawPatterns(layout: Layout, size: number): void {
  for (let i = 0; i < size; i++) {
    fix(layout, 6, i, i % 2 === 0);
    fix(layout, i, 6, i % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    drawSquare(layout, x, y, 4, [2, 4]);
  const places = alignments(layout.version, size);
  const last = places.length - 1;
  for (const [i, x] of places.entries()) {
    for (const [j, y] of places.entries()) {
      const isFinder = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
      if (!isFinder) drawSquare(layout, x, y, 2, [1]);
    }
  }
  drawFormat(layout, size, 0);
  if (layout.version >= 7) drawVersion(layout, size);
}

/** Rings around a module, by their distance; those of `light` are light. What is outside is left out. */
function drawSquare(layout: Layout, x: number, y: number, radius: number, light: readonly number[]): void {
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      const isInside = layout.rows[y + dy]?.[x + dx] !== undefined;
      if (isInside) fix(layout, x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  }
}

function alignments(version: number, size: number): readonly number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((4 * version + 2 * count + 1) / (2 * count - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, i) => size - 7 - step * (count - 2 - i))];
}

/** Level M is 00; with the mask and a BCH code. */
function drawFormat(layout: Layout, size: number, mask: number): void {
  let rest = mask;
  for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x5_37);
  const bits = ((mask << 10) | rest) ^ 0x54_12;
  const isDark = (i: number) => ((bits >> i) & 1) === 1;
  for (let i = 0; i < 6; i++) fix(layout, 8, i, isDark(i));
  fix(layout, 8, 7, isDark(6));
  fix(layout, 8, 8, isDark(7));
  fix(layout, 7, 8, isDark(8));
  for (let i = 9; i < 15; i++) fix(layout, 14 - i, 8, isDark(i));
  for (let i = 0; i < 8; i++) fix(layout, size - 1 - i, 8, isDark(i));
  for (let i = 8; i < 15; i++) fix(layout, 8, size - 15 + i, isDark(i));
  fix(layout, 8, size - 8, true);
}

function drawVersion(layout: Layout, size: number): void {
  let rest = layout.version;
  for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f_25);
  const bits = (layout.version << 12) | rest;
  for (let i = 0; i < 18; i++) {
    const isDark = ((bits >> i) & 1) === 1;
    const [a, b] = [size - 11 + (i % 3), Math.floor(i / 3)];
    fix(layout, a, b, isDark);
    fix(layout, b, a, isDark);
  }
}

const MASKS: readonly ((x: number, y: number) => number)[] = [
  (x, y) => (x + y) % 2,
  (_x, y) => y % 2,
  x => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

function masked({ version, rows }: Layout, mask: number): QrMatrix {
  const isFlipped = at(MASKS, mask);
  const copy = rows.map((row, y) =>
    row.map(({ dark, fixed }, x) => ({ dark: fixed ? dark : dark !== (isFlipped(x, y) === 0), fixed })),
  );
  drawFormat({ version, rows: copy }, rows.length, mask);
  return copy.map(row => row.map(({ dark }) => dark));
}

/** How hard a code is to read: long runs, large blocks, what looks like a finder, too much of one colour. */
function penaltyOf(matrix: QrMatrix): number {
  const columns = matrix.map((_, x) => matrix.map(row => row[x] === true));
  let penalty = 0;
  for (const line of [...matrix, ...columns]) {
    const text = line.map(dark => (dark ? '1' : '0')).join('');
    for (const run of text.match(/1+|0+/g) ?? []) if (run.length >= 5) penalty += run.length - 2;
    for (const finder of ['10111010000', '00001011101']) penalty += 40 * (text.split(finder).length - 1);
  }
  for (let y = 1; y < matrix.length; y++) {
    for (let x = 1; x < matrix.length; x++) {
      const dark = matrix[y]?.[x];
      if (dark === matrix[y - 1]?.[x] && dark === matrix[y]?.[x - 1] && dark === matrix[y - 1]?.[x - 1]) penalty += 3;
    }
  }
  const share = matrix.flat().filter(Boolean).length / matrix.length ** 2;
  return penalty + 10 * Math.floor(Math.abs(share - 0.5) * 20);
}

function fix(layout: Layout, x: number, y: number, dark: boolean): void {
  const module = moduleAt(layout, x, y);
  module.dark = dark;
  module.fixed = true;
}

function moduleAt({ rows }: Layout, x: number, y: number): Module {
  return at(at(rows, y), x);
}

/** What is known to be there. */
function at<T>(list: { readonly [index: number]: T }, index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError('outside of a QR code');
  return found;
}
