import assert from 'node:assert/strict';
import { after, before, beforeEach, describe } from 'node:test';
import { describeErrors } from './contract-errors.test-suite.ts';
import { describeIsolation } from './contract-isolation.test-suite.ts';
import { Things, THINGS } from './contract-things.test-suite.ts';
import { describeTransactions } from './contract-transactions.test-suite.ts';
import { describeValues } from './contract-values.test-suite.ts';
import type { Database } from './database.ts';
import { migrate } from './migrations.ts';

/**
 * Describes what every engine promises behind the storage seam. `open` gives a new, empty database, which the suite
 * disposes of.
 */
export function describeStorage(name: string, open: () => Promise<Database>): void {
  describe(`storage on ${name}`, () => {
    let database: Database | undefined;
    const things = new Things(() => {
      assert.ok(database);
      return database;
    });

    before(async () => {
      database = await open();
      await migrate(database, [THINGS], { now: () => 0 });
    });
    after(() => database?.[Symbol.asyncDispose]());
    beforeEach(() => things.clear());

    describeTransactions(things);
    describeIsolation(things);
    describeErrors(things);
    describeValues(things);
  });
}
