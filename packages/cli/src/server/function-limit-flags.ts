/** How much of the machine functions may take. */
import type { FunctionLimitOptions } from '@coffer/server';
import { wrongUsage } from '../failure.ts';
import type { FlagValues } from '../flags.ts';
import { count, parsed } from '../flags.ts';
import { readSize } from './sizes.ts';

const MEGABYTE = 1_048_576;
const DEFAULT_PER_FUNCTION = 8;

export const functionLimitFlags = {
  'function-memory': parsed(
    'SIZE',
    "memory of all functions that run at one time, their scratch folders with it; default: half of the machine's",
    readMemory,
    { variable: 'COFFER_FUNCTION_MEMORY' },
  ),
  'function-concurrency': count(
    'N',
    'invocations that run at one time; further ones wait',
    { min: 1, max: 1_000 },
    { variable: 'COFFER_FUNCTION_CONCURRENCY', fallback: '16' },
  ),
  'function-concurrency-each': count(
    'N',
    `the same for one function; default: ${DEFAULT_PER_FUNCTION}, or what all have if that is less`,
    { min: 1, max: 1_000 },
    { variable: 'COFFER_FUNCTION_CONCURRENCY_EACH' },
  ),
  'function-scratch': parsed(
    'SIZE',
    'the largest scratch folder (`/tmp`) of a function, which lies in memory',
    readScratch,
    { variable: 'COFFER_FUNCTION_SCRATCH', fallback: '128MB' },
  ),
} as const;

/** The options of these flags. Throws a `Failure` where they contradict each other. */
export function functionLimits(flags: FlagValues<typeof functionLimitFlags>): FunctionLimitOptions {
  const { 'function-memory': memoryBytes, 'function-concurrency': concurrency } = flags;
  const { 'function-concurrency-each': each, 'function-scratch': scratchBytes } = flags;
  if (each !== undefined && each > concurrency) {
    throw wrongUsage(
      `\`--function-concurrency-each\` ${each} is more than \`--function-concurrency\` ${concurrency} lets run at all`,
    );
  }
  if (memoryBytes !== undefined && scratchBytes >= memoryBytes) {
    throw wrongUsage('`--function-scratch` has to be less than `--function-memory`: scratch folders lie in memory');
  }
  const concurrencyPerFunction = each ?? Math.min(DEFAULT_PER_FUNCTION, concurrency);
  return { memoryBytes, concurrency, concurrencyPerFunction, scratchBytes };
}

/** The smallest function has 128 MB, and a scratch folder. */
function readMemory(word: string): number {
  return atLeast(readSize(word), word, 256);
}

function readScratch(word: string): number {
  return atLeast(readSize(word), word, 1);
}

function atLeast(bytes: number, word: string, megabytes: number): number {
  if (bytes < megabytes * MEGABYTE) throw wrongUsage(`\`${word}\` is less than ${megabytes} MB`);
  return bytes;
}
