import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import * as fc from 'fast-check';
import type { Database } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import type { Filter } from './list-filters.ts';
import { compileFilters } from './list-filters.ts';
import { allPages, deleteAll, naively, store, tagsOf } from './list-search.test-support.ts';
import type { SecretRow } from './rows.ts';
import type { ScanLimits } from './scan-limits.ts';
import { termsIn, termsOf } from './search-terms.ts';
import { deleteSecretRow, updateSecret } from './store.ts';

/** More words than the index takes of one secret. */
const MANY_WORDS = Array.from({ length: 300 }, (_, i) => `w${i}`).join(' ');

/** The Kelvin sign is a k in lower case; two regions, because they are searched in another way. */
const pieces = [
  'prod',
  'PROD',
  'pro',
  'Db',
  'team42',
  '7',
  '-',
  '/',
  ' ',
  'ö',
  '\u212a',
  '𝒞',
  '_',
  '%',
  '=',
  "'",
  '"',
  '\\',
  '":"',
];
const text = fc.array(fc.constantFrom(...pieces, 'x'.repeat(40)), { maxLength: 4 }).map(parts => parts.join(''));
const REGIONS = ['us-east-1', 'us-east-2', 'us-west-1'];

const description: fc.Arbitrary<string | null> = fc.option(fc.oneof(text, text, text, text, fc.constant(MANY_WORDS)));

const changeable = {
  description,
  tags: fc.option(fc.array(fc.record({ Key: text, Value: text }), { maxLength: 3 }).map(tags => JSON.stringify(tags))),
  deleted_at: fc.option(fc.constant(5), { freq: 4 }),
  primary_region: fc.option(fc.constantFrom(...REGIONS), { freq: 3 }),
  changed_at: fc.nat({ max: 3 }),
};

const change = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('make' as const),
      name: text,
      created_at: fc.nat({ max: 3 }),
      accessed_at: fc.option(fc.nat({ max: 2 })),
      owning_service: fc.option(fc.constantFrom('events', 'rds'), { freq: 2 }),
      ...changeable,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('change' as const), at: fc.nat(), ...changeable }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), at: fc.nat() }) },
);

const value = fc.tuple(fc.constantFrom('', '', '', '!'), fc.oneof(text, fc.constantFrom('p', 'w29', ...REGIONS)));
const ofText: fc.Arbitrary<Filter> = fc.record({
  Key: fc.constantFrom('name', 'description', 'tag-key', 'tag-value', 'all', 'primary-region'),
  Values: fc.array(
    value.map(parts => parts.join('')),
    { minLength: 1, maxLength: 3 },
  ),
});
const ofOwner: fc.Arbitrary<Filter> = fc.record({
  Key: fc.constant('owning-service'),
  Values: fc.array(fc.constantFrom('events', 'rds', '!rds', 'event', '-', ''), { minLength: 1, maxLength: 2 }),
});
const filter = fc.oneof({ weight: 6, arbitrary: ofText }, { weight: 1, arbitrary: ofOwner });

/** Limits so small that each way to read is taken. */
const limits: fc.Arbitrary<ScanLimits> = fc.record({
  work: fc.constantFrom(1, 3_000, 4_000_000),
  workWhereManyFit: fc.constantFrom(1, 2_000, 4_000_000),
  window: fc.integer({ min: 1, max: 6 }),
  passedByAge: fc.constantFrom(8, 110),
  passed: fc.constant(110),
  comparison: fc.constant(12),
  workPerStatement: fc.constant(100_000),
  asking: fc.constantFrom(0, 500),
  planning: fc.constantFrom(0, 100),
  rows: fc.integer({ min: 1, max: 5 }),
  few: fc.constantFrom(-1, 1, 2_000),
  fewInOtherOrder: fc.constantFrom(0, 2, 100),
  sample: fc.constantFrom(0, 2, 1_000),
  fittingOfSample: fc.constantFrom(1, 3),
  many: fc.constantFrom(-1, 3, 10_000),
});

const search = fc.record({
  filters: fc.array(filter, { maxLength: 3 }),
  by: fc.constantFrom('created-date', 'created-date', 'last-accessed-date', 'last-changed-date', 'name'),
  descending: fc.boolean(),
  includesDeleted: fc.boolean(),
  size: fc.integer({ min: 1, max: 5 }),
  limits,
});

onBothEngines('the index of searches', engine => {
  let server: TestServer;
  let database: Database;
  before(async () => {
    server = await TestServer.open({ engine });
    ({ database } = server.parts);
  });
  after(() => server[Symbol.asyncDispose]());

  it('finds what looking at every secret finds, in order, whatever has happened to the secrets', async () => {
    const cases = fc.asyncProperty(
      fc.array(change, { maxLength: 14 }),
      fc.array(search, { minLength: 1, maxLength: 6 }),
      async (changes, searches) => {
        const secrets = await carryOut(database, changes);
        await assertIndexed(database, secrets);
        for (const each of searches) {
          const listing = {
            order: { by: each.by, descending: each.descending },
            includesDeleted: each.includesDeleted,
            filter: compileFilters(each.filters),
          };
          assert.deepEqual(
            await allPages(database, listing, each.size, each.limits),
            naively(secrets, listing).map(secret => secret.name),
          );
        }
        await deleteAll(database, secrets);
        await assertIndexed(database, []);
      },
    );

    await fc.assert(cases, { numRuns: engine === 'sqlite' ? 80 : 12 });
  });
});

async function carryOut(
  database: Database,
  changes: readonly (typeof change extends fc.Arbitrary<infer T> ? T : never)[],
): Promise<readonly SecretRow[]> {
  const secrets: SecretRow[] = [];
  for (const each of changes) {
    if (each.kind === 'make') {
      const { kind: _, ...given } = each;
      secrets.push(await store(database, { ...given, name: `${given.name}${secrets.length}#` }));
      continue;
    }
    const index = each.at % Math.max(secrets.length, 1);
    const secret = secrets[index];
    if (secret === undefined) continue;
    if (each.kind === 'change') {
      const { kind: _, at: __, ...given } = each;
      const changed = { ...secret, ...given, tags: tagsOf({ ...secret, ...given }) };
      await database.write(writer => updateSecret(writer, changed));
      secrets[index] = changed;
    } else if (index === secrets.length - 1) {
      // The last one, because the others' names have their numbers.
      await database.write(writer => deleteSecretRow(writer, secret));
      secrets.pop();
    }
  }
  return secrets;
}

/** The index holds the terms of these secrets and nothing else. */
async function assertIndexed(database: Database, secrets: readonly SecretRow[]): Promise<void> {
  const expected = secrets.flatMap(secret => termsIn(termsOf(secret)).map(term => `${secret.id} ${term}`));
  const rows = await database.reader.all<{ secret_id: string; place: string; word: string }>(
    sql`select secret_id, place, word from secret_word`,
  );
  assert.deepEqual(
    rows.map(({ secret_id: id, place, word }) => `${id} ${place}${word}`).toSorted(),
    expected.toSorted(),
  );
  const stored = await database.reader.all<{ id: string; search_terms: string }>(
    sql`select id, search_terms from secret`,
  );
  const terms = new Map(stored.map(row => [row.id, termsIn(row.search_terms).toSorted()]));
  assert.deepEqual(terms, new Map(secrets.map(secret => [secret.id, termsIn(termsOf(secret)).toSorted()])));
}
