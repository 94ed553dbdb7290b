/** `npm run check`: what a change should pass before anything else is tried. */
import { runTests, UNIT_TESTS } from './run-tests.ts';
import { checkStatically } from './static.ts';
import { main } from './step.ts';

await main(async () => {
  await checkStatically();
  await runTests({ units: UNIT_TESTS });
});
