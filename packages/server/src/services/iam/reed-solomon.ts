/** Reed-Solomon codes over GF(256) as QR codes use them (ISO/IEC 18004, annex A): x^8 + x^4 + x^3 + x^2 + 1. */
const POLYNOMIAL = 0x1_1d;

/** The error correction codewords of a block of data. */
export function errorCorrection(data: Uint8Array, count: number): Uint8Array {
  const divisor = generator(count);
  const rest = new Uint8Array(count);
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0);
    rest.copyWithin(0, 1);
    rest[count - 1] = 0;
    for (const [i, coefficient] of divisor.entries()) rest[i] = (rest[i] ?? 0) ^ multiply(coefficient, factor);
  }
  return rest;
}

/** The product of (x - 2^i) for i below `degree`, without its leading 1, the highest power first. */
function generator(degree: number): Uint8Array {
  const product = new Uint8Array(degree);
  product[degree - 1] = 1;
  let root = 1;
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) product[j] = multiply(product[j] ?? 0, root) ^ (product[j + 1] ?? 0);
    root = multiply(root, 2);
  }
  return product;
}

/** The product of two elements of the field. */
export function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * POLYNOMIAL);
    product ^= ((b >> bit) & 1) * a;
  }
  return product;
}
