/** `npm run fuzz [-- CASES] [--seed SEED]`: sends CASES random requests (100,000) down the line and through a socket. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { fuzzLine } from './check.ts';
import { fuzzSocket } from './socket.ts';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' } } });
const cases = Number(positionals[0] ?? 100_000);
const seed = Number(values.seed ?? randomInt(2 ** 31));
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(seed)) {
  console.error('usage: npm run fuzz [-- CASES] [--seed SEED]');
  process.exit(2);
}

console.log(`${cases} cases, --seed ${seed}`);
// A tenth of them through a socket: each needs a connection of its own.
const overSocket = Math.ceil(cases / 10);
await fuzzSocket(overSocket, seed);
console.log(`${overSocket} through a socket: ok`);
await fuzzLine(cases - overSocket, seed);
console.log(`${cases - overSocket} down the line: ok`);
