import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import type { QrMatrix } from './qr-code.ts';
import { qrCode } from './qr-code.ts';
import { qrPng } from './qr-png.ts';
import { multiply } from './reed-solomon.ts';

describe('QR codes', () => {
  it('hold what was put into them, with error correction that fits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
        assert.deepEqual(Buffer.from(decode(qrCode(bytes))), Buffer.from(bytes));
      }),
      { numRuns: 15 },
    );
    assert.equal(decode(qrCode(new Uint8Array(666))).length, 666);
    assert.throws(() => qrCode(new Uint8Array(667)), RangeError);
  });

  it('have the pattern of their size: finders, timing, and the dark module', () => {
    const matrix = qrCode(Buffer.from('otpauth://totp/mfa'));
    const finder = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111'];
    const text = (rows: QrMatrix, from: number, to: number) =>
      rows.map(row => row.slice(from, to).map(Number).join(''));

    assert.equal(matrix.length, 25);
    assert.deepEqual(text(matrix.slice(0, 7), 0, 7), finder);
    assert.deepEqual(text(matrix.slice(0, 7), 18, 25), finder);
    assert.deepEqual(text(matrix.slice(18), 0, 7), finder);
    assert.equal(matrix[17]?.[8], true);
    assert.equal(text([matrix[6] ?? []], 8, 17)[0], '101010101');
  });

  it('are PNG images of black and white', () => {
    const matrix = qrCode(Buffer.from('x'));
    const png = qrPng(matrix);

    assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
    const side = png.readUInt32BE(16);
    assert.equal(side, (21 + 8) * 6);
    const dataAt = png.indexOf('IDAT');
    const lines = inflateSync(png.subarray(dataAt + 4, dataAt + 4 + png.readUInt32BE(dataAt - 4)));
    const width = 1 + Math.ceil(side / 8);
    for (const [y, row] of matrix.entries()) {
      const line = lines.subarray((y + 4) * 6 * width + 1);
      const seen = row.map((_, x) => ((line[((x + 4) * 6) >> 3] ?? 0) & (0x80 >> (((x + 4) * 6) & 7))) === 0);
      assert.deepEqual(seen, row);
    }
  });
});

/** Reads a code as a scanner does that sees it perfectly; throws when its error correction does not fit. */
function decode(matrix: QrMatrix): Uint8Array {
  const size = matrix.length;
  const version = (size - 17) / 4;
  const dark = (x: number, y: number) => matrix[y]?.[x] === true;
  let format = 0;
  for (let i = 0; i < 8; i++) format |= Number(dark(size - 1 - i, 8)) << i;
  for (let i = 8; i < 15; i++) format |= Number(dark(8, size - 15 + i)) << i;
  const unmasked = format ^ 0x54_12;
  assert.equal(unmasked >> 13, 0, 'level M');
  const mask = (unmasked >> 10) & 7;
  const isFixed = functionPatterns(version, size);
  const bits: number[] = [];
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right -= 1;
    const pair = Math.floor((right < 6 ? right : right - 1) / 2);
    const isUp = (size - 1 - right + (right < 6 ? -1 : 0)) % 4 === 0;
    assert.ok(pair >= 0);
    for (let i = 0; i < size; i++) {
      const y = isUp ? size - 1 - i : i;
      for (const x of [right, right - 1]) if (!isFixed(x, y)) bits.push(Number(dark(x, y) !== isInverted(mask, x, y)));
    }
  }
  const words = Array.from({ length: Math.floor(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(8 * i, 8 * i + 8).join(''), 2),
  );
  return textOf(version, correctedData(version, words));
}

function isInverted(mask: number, x: number, y: number): boolean {
  const product = x * y;
  const rules = [
    (x + y) & 1,
    y & 1,
    x % 3,
    (x + y) % 3,
    (Math.floor(y / 2) + Math.floor(x / 3)) & 1,
    (product & 1) + (product % 3),
    ((product & 1) + (product % 3)) & 1,
    (((x + y) & 1) + (product % 3)) & 1,
  ];
  return rules[mask] === 0;
}

/** Centres of alignment patterns. Source: ISO/IEC 18004, annex E. */
const ALIGNMENTS: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
  [6, 30, 54],
  [6, 32, 58],
  [6, 34, 62],
  [6, 26, 46, 66],
  [6, 26, 48, 70],
  [6, 26, 50, 74],
  [6, 30, 54, 78],
  [6, 30, 56, 82],
  [6, 30, 58, 86],
  [6, 34, 62, 90],
];

function functionPatterns(version: number, size: number): (x: number, y: number) => boolean {
  const centres = ALIGNMENTS[version - 1] ?? [];
  const corner = (x: number, y: number) => (x < 9 && y < 9) || (x >= size - 8 && y < 9) || (x < 9 && y >= size - 8);
  return (x, y) =>
    corner(x, y) ||
    x === 6 ||
    y === 6 ||
    (version >= 7 && ((x >= size - 11 && y < 6) || (y >= size - 11 && x < 6))) ||
    centres.some(a => centres.some(b => !corner(a, b) && Math.abs(x - a) <= 2 && Math.abs(y - b) <= 2));
}

/** Blocks and data codewords of the shorter ones. Source: ISO/IEC 18004, table 9, level M. */
const SHORT: readonly (readonly [blocks: number, data: number])[] = [
  [1, 16],
  [1, 28],
  [1, 44],
  [2, 32],
  [2, 43],
  [4, 27],
  [4, 31],
  [4, 38],
  [5, 36],
  [5, 43],
  [5, 50],
  [8, 36],
  [9, 37],
  [9, 40],
  [10, 41],
  [10, 45],
  [11, 46],
  [13, 43],
  [14, 44],
  [16, 41],
];

function correctedData(version: number, words: readonly number[]): readonly number[] {
  const [blocks, short] = SHORT[version - 1] ?? [0, 0];
  const long = words.length % blocks;
  const correction = Math.floor(words.length / blocks) - short;
  const parts: number[][] = Array.from({ length: blocks }, () => []);
  let next = 0;
  for (let i = 0; i <= short; i++) {
    for (const [b, part] of parts.entries()) if (i < short || b >= blocks - long) part.push(words[next++] ?? 0);
  }
  const data = parts.flat();
  for (let i = 0; i < correction; i++) for (const part of parts) part.push(words[next++] ?? 0);
  for (const part of parts) {
    let root = 1;
    for (let i = 0; i < correction; i++) {
      assert.equal(
        part.reduce((sum, word) => multiply(sum, root) ^ word, 0),
        0,
        'error correction',
      );
      root = multiply(root, 2);
    }
  }
  return data;
}

function textOf(version: number, data: readonly number[]): Uint8Array {
  const bits = data.map(word => word.toString(2).padStart(8, '0')).join('');
  assert.equal(bits.slice(0, 4), '0100');
  const start = version < 10 ? 12 : 20;
  const length = Number.parseInt(bits.slice(4, start), 2);
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(bits.slice(start + 8 * i, start + 8 * i + 8), 2));
}
