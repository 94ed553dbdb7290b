import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SecretFilter } from './list-filters.ts';
import { scanSecrets } from './list-scan.ts';
import type { SecretRow } from './rows.ts';

const ORDER = { by: 'created-date', descending: false } as const;

/** As many secrets as are asked for, without end. */
function endless() {
  let count = 0;
  const rows = (limit: number) => Array.from({ length: limit }, () => row((count += 1)));
  const reader = {
    all: async <T extends object>(statement: { values: readonly unknown[] }) =>
      rows(Number(statement.values.at(-1))) as T[],
    // The end of a window, which is out of reach.
    get: async <T extends object>() => ({ key: Infinity, id: '~' }) as T,
    getRemembered: () => assert.fail('a listing remembers nothing'),
  };
  return { scope: { reader, accountId: '123456789012', region: 'us-east-1' }, count: () => count };
}

function row(id: number): SecretRow {
  // Only what a listing looks at.
  return { id: String(id), name: `n${id}`, created_at: id } as SecretRow;
}

/** It fits nothing, and no index knows that. */
function nothingFits(cost: number): SecretFilter {
  return {
    fits: () => false,
    costOf: () => cost,
    bounds: [[{ bound: { kind: 'anything' }, isNegated: false }]],
  };
}

describe('scanSecrets', () => {
  it('ends a request that finds nothing, and says where the next one goes on', async () => {
    const { scope, count } = endless();

    const { found, end } = await scanSecrets(
      scope,
      { order: ORDER, includesDeleted: false, filter: nothingFits(10_000) },
      undefined,
      100,
    );

    assert.deepEqual(found, []);
    assert.deepEqual(end, [98, '98']);
    assert.ok(count() <= 505, `${count()} rows`);
  });

  it('ends a request sooner where one secret in a hundred fits, and not where few do', async () => {
    const { scope } = endless();
    const filter = { ...nothingFits(2_000), fits: ({ id }: SecretRow) => Number(id) % 10 === 0 };

    const { found, end } = await scanSecrets(scope, { order: ORDER, includesDeleted: false, filter }, undefined, 100);

    assert.deepEqual(
      found.map(({ id }) => id),
      Array.from({ length: 10 }, (_secret, i) => String(10 * (i + 1))),
    );
    assert.deepEqual(end, [101, '101']);
    const few = { ...nothingFits(1_000), fits: ({ id }: SecretRow) => id === '150' };
    const later = await scanSecrets(
      endless().scope,
      { order: ORDER, includesDeleted: false, filter: few },
      undefined,
      100,
    );
    assert.deepEqual(
      later.found.map(({ id }) => id),
      ['150'],
    );
    assert.ok(Number(later.end?.[0]) > 900, JSON.stringify(later.end));
  });

  it('lets other work have its turn between', async () => {
    const { scope } = endless();
    let turns = 0;
    const scan = { isRunning: true };
    const others = (async () => {
      while (scan.isRunning) {
        await nextTurn();
        turns += 1;
      }
    })();

    await scanSecrets(scope, { order: ORDER, includesDeleted: false, filter: nothingFits(100_000) }, undefined, 100);
    scan.isRunning = false;
    await others;

    assert.ok(turns >= 6, `${turns} turns`);
  });
});
