/**
 * `npm run test:published-functions -- DIR`: AWS's published rotation functions, unmodified, in Coffer's runtime against real
 * databases. DIR is a copy of https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas, which is not part of this
 * repository: without it nothing is run.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Outcome } from './run-published.ts';

const [folder, ...more] = process.argv.slice(2);
if (more.length > 0 || (folder !== undefined && statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)) {
  console.error('usage: npm run test:published-functions -- DIR');
  console.error('DIR holds one folder for each function, as aws-samples/aws-secrets-manager-rotation-lambdas does');
  process.exitCode = 2;
} else if (folder === undefined) {
  console.log("skipped: name the folder that holds AWS's published functions, npm run test:published-functions -- DIR");
} else {
  const { runPublished } = await import('./run-published.ts');
  const outcomes = await runPublished(resolve(folder), tell);
  const count = (kind: Outcome['kind']) => outcomes.filter(outcome => outcome.kind === kind).length;
  console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('not run')} not run`);
  // Where nothing may be skipped, a driver that is missing is a failure.
  const mayLeaveOut = process.env['CI'] !== 'true';
  process.exitCode = count('failed') === 0 && count('passed') > 0 && (mayLeaveOut || count('not run') === 0) ? 0 : 1;
}

function tell(outcome: Outcome): void {
  if (outcome.kind === 'passed') console.log(`✔ ${outcome.name}`);
  else if (outcome.kind === 'not run') console.log(`- ${outcome.name}: not run, ${outcome.why}`);
  else console.log(`✖ ${outcome.name}\n${outcome.why}`);
}
