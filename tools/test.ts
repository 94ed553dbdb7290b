/** `npm test`: everything that proves the product, in order; stops at the first step that fails. */
import { startPostgres } from '../packages/server/src/testing/postgres.ts';
import { installDebianPackages } from './debian-packages.ts';
import { runTests, UNIT_TESTS, WHOLE_TESTS } from './run-tests.ts';
import { checkStatically } from './static.ts';
import { main, step } from './step.ts';

await main(async () => {
  await checkStatically();
  await step('Debian packages', installDebianPackages);
  // One for all test files: starting it takes as long as many of them.
  await using postgres = await step('PostgreSQL', () => startPostgres());
  await runTests({ whole: WHOLE_TESTS, units: UNIT_TESTS }, { COFFER_TEST_POSTGRES: postgres.url });
});
