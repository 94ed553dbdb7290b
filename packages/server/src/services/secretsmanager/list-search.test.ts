/** What searches find, and in what order, where they are read in other ways than from the beginning of the list. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { CommittedReader, Database } from '../../storage/database.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { compileFilters } from './list-filters.ts';
import type { Position } from './list-order.ts';
import { scanSecrets } from './list-scan.ts';
import { allPages, deleteAll, HOME, naively, store, storeAll, TWO_ROWS } from './list-search.test-support.ts';
import type { SecretRow } from './rows.ts';
import type { ScanLimits } from './scan-limits.ts';

const BY_AGE = { by: 'created-date', descending: false } as const;

/** Nothing but the list itself is read. */
const FROM_THE_BEGINNING: ScanLimits = {
  ...TWO_ROWS,
  workWhereManyFit: 3_000,
  window: 4,
  sample: 1_000,
  fittingOfSample: 3,
  few: -1,
  fewInOtherOrder: -1,
  many: -1,
};

onBothEngines('a search', engine => {
  let server: TestServer;
  let database: Database;
  before(async () => {
    server = await TestServer.open({ engine });
    ({ database } = server.parts);
  });
  after(() => server[Symbol.asyncDispose]());

  it('finds the one secret of many candidates, wherever it stands', async () => {
    const place = Array.from({ length: 9 }, (_, i) => i);
    const made = place.map(i => ({ name: `prod${i}`, created_at: i }));
    const secrets = await storeAll(database, made);
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
    await deleteAll(database, secrets);
  });

  it('sorts what it finds along another order', async () => {
    const made = Array.from([4, 0, 3, 1, 2, 8, 6, 7, 5], (at, i) => ({
      name: `${at}-`,
      description: at % 3 === 0 ? 'prod' : 'test',
      changed_at: (at * 4) % 5,
      created_at: i,
    }));
    const secrets = await storeAll(database, made);
    const notProd = compileFilters([{ Key: 'description', Values: ['!prod'] }]);
    for (const by of ['name', 'last-changed-date', 'last-accessed-date'] as const) {
      for (const descending of [false, true]) {
        const listing = { order: { by, descending }, includesDeleted: false, filter: notProd };
        const expected = naively(secrets, listing).map(secret => secret.name);
        assert.equal(expected.length, 6);
        for (const size of [1, 4]) assert.deepEqual(await allPages(database, listing, size, TWO_ROWS), expected);
      }
    }
    await deleteAll(database, secrets);
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
      name: `n${i}`,
      tags: each && JSON.stringify(each),
      created_at: i,
    }));
    const secrets = await storeAll(database, made);
    for (const [Key, hit] of [
      ['tag-key', 0],
      ['tag-value', 1],
    ] as const) {
      const listing = { order: BY_AGE, includesDeleted: false, filter: compileFilters([{ Key, Values: ['!Team'] }]) };
      const expected = secrets.filter((_, i) => i !== hit).map(secret => secret.name);
      assert.deepEqual(await allPages(database, listing, 2, TWO_ROWS), expected);
    }
    await deleteAll(database, secrets);
  });

  it('ends a first page soon where many fit that stand far behind, and finds them with the next one', async () => {
    const secrets = await storeAll(
      database,
      Array.from({ length: 120 }, (_, i) => ({
        name: `n${i}`,
        description: i < 100 ? 'early' : i < 110 ? 'late' : 'late rare',
        changed_at: i,
      })),
    );
    const order = { by: 'last-changed-date', descending: false } as const;
    const pageOf = async (word: string, limits: ScanLimits, from?: Position) => {
      const listing = {
        order,
        includesDeleted: false,
        filter: compileFilters([{ Key: 'description', Values: [word] }]),
      };
      const { found, end } = await scanSecrets({ reader: database.reader, ...HOME }, listing, from, 3, limits);
      const names = await allPages(database, listing, 3, limits);
      assert.deepEqual(
        names,
        naively(secrets, listing).map(secret => secret.name),
      );
      return { first: found[0]?.name, end };
    };

    const { first, end } = await pageOf('late', FROM_THE_BEGINNING);
    assert.equal(first, undefined);
    assert.ok(end !== undefined && Number(end[0]) < 100, JSON.stringify(end));
    assert.equal((await pageOf('late', FROM_THE_BEGINNING, end)).first, 'n100');
    // Where a sample does not tell that many fit, the first page goes on.
    assert.equal((await pageOf('rare', { ...FROM_THE_BEGINNING, fittingOfSample: 11 })).first, 'n110');
    assert.equal((await pageOf('late', { ...FROM_THE_BEGINNING, sample: 2 })).first, 'n100');
    await deleteAll(database, secrets);
  });

  const ways = {
    windows: {
      limits: { ...FROM_THE_BEGINNING, workWhereManyFit: 4_000_000 },
      size: 20,
      statements: 14,
      words: 'prod',
    },
    candidates: { limits: TWO_ROWS, size: 3, statements: 12, words: 'prod x' },
  };
  for (const [way, { limits, size, statements, words }] of Object.entries(ways)) {
    it(`loses nothing that stays, whichever statements others come between: ${way}`, async () => {
      for (const by of ['created-date', 'name'] as const) {
        for (let statement = 1; statement <= statements; statement++) {
          const secrets = await storeAll(
            database,
            Array.from({ length: 16 }, (_, i) => numbered(i)),
          );
          const added: SecretRow[] = [];
          const reader = interrupted(database.reader, statement, async () => {
            await deleteAll(database, secrets.slice(5, 6));
            for (const i of [1, 2, 3]) added.push(await store(database, { ...numbered(4), name: `m04-${i}` }));
          });
          const filter = compileFilters([{ Key: 'description', Values: [words] }]);
          const listing = { order: { by, descending: false }, includesDeleted: false, filter };

          const names = await allPages({ reader }, listing, size, limits);

          const stayed = naively(
            secrets.filter((_, i) => i !== 5),
            listing,
          ).map(({ name }) => name);
          assert.deepEqual(
            names.filter(name => stayed.includes(name)),
            stayed,
            `by ${by}, after statement ${statement}`,
          );
          await deleteAll(database, [...secrets.filter((_, i) => i !== 5 || added.length === 0), ...added]);
        }
      }
    });
  }
});

function numbered(i: number) {
  return {
    name: `m${String(i).padStart(2, '0')}`,
    description: i % 4 === 3 ? 'test' : i % 3 === 0 ? 'prod x' : 'prod',
    created_at: i,
    changed_at: i,
  };
}

/** A reader between whose statements something happens once. */
function interrupted(reader: CommittedReader, statement: number, change: () => Promise<void>): CommittedReader {
  let count = 0;
  const counted = async <T>(result: Promise<T>): Promise<T> => {
    const value = await result;
    if ((count += 1) === statement) await change();
    return value;
  };
  return {
    ...reader,
    all: text => counted(reader.all(text)),
    get: text => counted(reader.get(text)),
  };
}
