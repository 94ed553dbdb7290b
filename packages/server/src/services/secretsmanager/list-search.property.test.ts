import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import * as fc from 'fast-check';
import type { Database } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import type { Filter } from './list-filters.ts';
import { compileFilters } from './list-filters.ts';
import type { ListOrder, Position } from './list-order.ts';
import { positionIn } from './list-order.ts';
import type { Listing, ScanLimits } from './list-scan.ts';
import { scanSecrets } from './list-scan.ts';
import { withOwnerTag } from './owning-service.ts';
import { NEVER_ROTATED } from './rotation-row.ts';
import type { SecretRow } from './rows.ts';
import { tagsIn } from './rows.ts';
import { termsIn, termsOf } from './search-terms.ts';
import { deleteSecretRow, insertSecret, updateSecret } from './store.ts';

const HOME = { accountId: '123456789012', region: 'us-east-1' };

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
  rows: fc.integer({ min: 1, max: 5 }),
  few: fc.constantFrom(-1, 1, 2_000),
  fewInOtherOrder: fc.constantFrom(0, 2, 100),
  patience: fc.constantFrom(0, 3, 12_000),
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
        for (const secret of secrets) await database.write(writer => deleteSecretRow(writer, secret));
        await assertIndexed(database, []);
      },
    );

    await fc.assert(cases, { numRuns: engine === 'sqlite' ? 80 : 12 });
  });

  it('finds the one secret of many candidates, wherever it stands', async () => {
    const place = Array.from({ length: 9 }, (_, i) => i);
    const made = place.map(i => ({ kind: 'make' as const, ...UNSET, name: `prod${i}`, created_at: i }));
    const secrets = await carryOut(database, made);
    for (const i of place) {
      for (const by of ['created-date', 'name'] as const) {
        const listing = {
          order: { by, descending: i % 2 === 0 },
          includesDeleted: false,
          filter: compileFilters([{ Key: 'all', Values: [`prod ${i}`] }]),
        };
        assert.deepEqual(await allPages(database, listing, 1, TWO_ROWS), [secrets[i]?.name]);
      }
    }
    for (const secret of secrets) await database.write(writer => deleteSecretRow(writer, secret));
  });

  it('sorts what it finds along another order', async () => {
    const made = Array.from([4, 0, 3, 1, 2, 8, 6, 7, 5], (at, i) => ({
      kind: 'make' as const,
      ...UNSET,
      name: `${at}-`,
      description: at % 3 === 0 ? 'prod' : 'test',
      changed_at: (at * 4) % 5,
      created_at: i,
    }));
    const secrets = await carryOut(database, made);
    const notProd = compileFilters([{ Key: 'description', Values: ['!prod'] }]);
    for (const by of ['name', 'last-changed-date', 'last-accessed-date'] as const) {
      for (const descending of [false, true]) {
        const listing = { order: { by, descending }, includesDeleted: false, filter: notProd };
        const expected = naively(secrets, listing).map(secret => secret.name);
        assert.equal(expected.length, 6);
        for (const size of [1, 4]) assert.deepEqual(await allPages(database, listing, size, TWO_ROWS), expected);
      }
    }
    for (const secret of secrets) await database.write(writer => deleteSecretRow(writer, secret));
  });

  it('passes over a tag that begins so, and nothing that only looks like one', async () => {
    const kinds = [
      [{ Key: 'Team', Value: 'x' }],
      [{ Key: 'x', Value: 'Teams' }],
      [{ Key: 'team', Value: 'team' }],
      [{ Key: 'x', Value: '"Key":"Team' }],
      [{ Key: '"Value":"Team', Value: 'x Team' }],
      null,
    ];
    const made = Array.from(kinds, (each, i) => ({
      kind: 'make' as const,
      ...UNSET,
      name: '',
      tags: each && JSON.stringify(each),
      created_at: i,
    }));
    const secrets = await carryOut(database, made);
    for (const [Key, hit] of [
      ['tag-key', 0],
      ['tag-value', 1],
    ] as const) {
      const listing = { order: BY_AGE, includesDeleted: false, filter: compileFilters([{ Key, Values: ['!Team'] }]) };
      const expected = secrets.filter((_, i) => i !== hit).map(secret => secret.name);
      assert.deepEqual(await allPages(database, listing, 2, TWO_ROWS), expected);
    }
    for (const secret of secrets) await database.write(writer => deleteSecretRow(writer, secret));
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
      const made = { ...EMPTY, ...given, id: randomUUID(), name: `${given.name}${secrets.length}#` };
      const secret = { ...made, tags: tagsOf(made) };
      await database.write(writer => insertSecret(writer, secret));
      secrets.push(secret);
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

/** With the tag that every secret with an owner has. */
function tagsOf(secret: SecretRow): string | null {
  const tags = withOwnerTag(tagsIn(secret), secret.owning_service);
  return tags === undefined ? null : JSON.stringify(tags);
}

const EMPTY: SecretRow = {
  id: '',
  account_id: HOME.accountId,
  region: HOME.region,
  name: '',
  suffix: 'AAAAAA',
  revision: 1,
  description: null,
  kms_key_id: null,
  type: null,
  tags: null,
  stages: '[]',
  current_version_id: null,
  created_at: 0,
  changed_at: 0,
  accessed_at: null,
  deleted_at: null,
  delete_after: null,
  primary_region: null,
  owning_service: null,
  ...NEVER_ROTATED,
};

const TWO_ROWS = {
  work: 4_000_000,
  workWhereManyFit: 4_000_000,
  window: 2_000,
  patience: 0,
  rows: 2,
  few: 100,
  fewInOtherOrder: 100,
  many: 100,
};

const BY_AGE = { by: 'created-date', descending: false } as const;

const UNSET = {
  description: null,
  tags: null,
  deleted_at: null,
  primary_region: null,
  owning_service: null,
  changed_at: 0,
  accessed_at: null,
};

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

async function allPages(
  { reader }: Database,
  listing: Listing,
  size: number,
  allowed: ScanLimits,
): Promise<readonly string[]> {
  const names: string[] = [];
  let from: Position | undefined;
  do {
    const { found, end } = await scanSecrets({ reader, ...HOME }, listing, from, size, allowed);
    assert.ok(found.length <= size);
    names.push(...found.map(secret => secret.name));
    from = end;
  } while (from !== undefined);
  return names;
}

function naively(secrets: readonly SecretRow[], { order, includesDeleted, filter: wanted }: Listing) {
  const shown = secrets.filter(
    secret => (includesDeleted || secret.deleted_at === null) && (wanted?.fits(secret) ?? true),
  );
  const sorted = shown.toSorted((a, b) => compare(order, a, b));
  return order.descending ? sorted.toReversed() : sorted;
}

function compare(order: ListOrder, a: SecretRow, b: SecretRow): number {
  const [[keyA, idA], [keyB, idB]] = [positionIn(order, a), positionIn(order, b)];
  if (typeof keyA === 'number') return keyA - Number(keyB) || (idA < idB ? -1 : 1);
  // As both engines compare texts.
  return Buffer.compare(Buffer.from(keyA), Buffer.from(String(keyB)));
}
