import { wrongUsage } from '../failure.ts';

/** Bytes of `1048576`, `64KB`, `10GB`; a unit is a power of 1,024, as disks of databases are counted. */
export function readSize(text: string): number {
  const match = /^(\d{1,12})\s?([KMGT]?)i?B?$/i.exec(text);
  const factor = FACTORS.get((match?.[2] ?? '').toUpperCase());
  const bytes = Number(match?.[1]) * (factor ?? Number.NaN);
  if (!Number.isSafeInteger(bytes) || bytes < 1) {
    throw wrongUsage(`\`${text}\` is no size; sizes look like \`1048576\`, \`64KB\` or \`10GB\``);
  }
  return bytes;
}

const FACTORS = new Map([
  ['', 1],
  ['K', 1024],
  ['M', 1024 ** 2],
  ['G', 1024 ** 3],
  ['T', 1024 ** 4],
]);
