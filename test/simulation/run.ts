/** `npm run simulate [-- SECRETS] [--years YEARS] [--seed SEED]`: rotations of SECRETS (1,000) for YEARS (10). */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { simulateMany } from './simulate-many.ts';

const options = { seed: { type: 'string' }, years: { type: 'string' } } as const;
const { positionals, values } = parseArgs({ allowPositionals: true, options });
const secrets = Number(positionals[0] ?? 1_000);
const years = Number(values.years ?? 10);
const seed = Number(values.seed ?? randomInt(2 ** 31));
if (![secrets, years, seed].every(Number.isSafeInteger) || secrets < 1 || years < 1) {
  console.error('usage: npm run simulate [-- SECRETS] [--years YEARS] [--seed SEED]');
  process.exit(2);
}

console.log(`${secrets} secrets, ${years} years, --seed ${seed}`);
const { rotations, longestWaitMs } = await simulateMany(seed, secrets, { years, threads: availableParallelism() });
const minutes = (longestWaitMs / 60_000).toFixed(1);
console.log(`${rotations} rotations: ok; the secret of a single user that was wrong waited ${minutes} minutes at most`);
