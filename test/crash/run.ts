/** `npm run crash [-- ROUNDS] [--seed SEED]`: kills the server ROUNDS times (100) under load and looks what is left. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { killRounds } from './rounds.ts';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' } } });
const rounds = Number(positionals[0] ?? 100);
const seed = Number(values.seed ?? randomInt(2 ** 31));
if (!Number.isSafeInteger(rounds) || rounds < 1 || !Number.isSafeInteger(seed)) {
  console.error('usage: npm run crash [-- ROUNDS] [--seed SEED]');
  process.exit(2);
}

console.log(`${rounds} rounds, --seed ${seed}`);
const { problems, acknowledged, open } = await killRounds({
  rounds,
  seed,
  onRound: (round, found) => console.log(`round ${round}: ${found.length === 0 ? 'ok' : 'WRONG'}`),
});
console.log(`${acknowledged} answers before the kills, ${open} requests cut off`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
