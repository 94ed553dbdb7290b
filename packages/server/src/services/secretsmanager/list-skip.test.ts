import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { compileFilters } from './list-filters.ts';
import type { ListOrder, Position } from './list-order.ts';
import { HOME, storeAll } from './list-search.test-support.ts';
import { skipperFor } from './list-skip.ts';
import { planSearch } from './search-plan.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzäöü';

onBothEngines('skipping in a list', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await storeAll(
      server.parts.database,
      Array.from({ length: 40 }, (_, i) => ({
        name: `${i < 30 ? 'a' : 'b'}/${i}`,
        // The last ten have a word each that begins with y, and more of them with x; z is in two that are deleted.
        description: `${i < 20 ? 'early' : 'late'} ${i % 7 === 0 ? 'rare' : ''} x${LETTERS[i % 26]}${i < 26 ? 'a' : 'b'} ${i < 30 ? '' : `y${LETTERS[i - 30]}`} ${i > 37 ? 'z' : ''}`,
        created_at: 10 * i,
        deleted_at: i > 37 ? 1 : null,
      })),
    );
  });
  after(() => server[Symbol.asyncDispose]());

  async function skip(
    order: Partial<ListOrder>,
    filters: readonly { readonly Key: string; readonly Values: readonly string[] }[],
    from?: Position,
    includesDeleted = false,
  ): Promise<Position | 'end' | undefined> {
    const list = { ...HOME, order: { ...BY_AGE, ...order }, includesDeleted };
    const plan = planSearch(compileFilters(filters)?.bounds ?? [], includesDeleted);
    const { isEnd, after: ahead } = await skipperFor(server.parts.database.reader, list, plan).skip(from);
    return isEnd ? 'end' : ahead;
  }

  describe('by creation', () => {
    it('goes to the next secret that has the word', async () => {
      assert.deepEqual(await skip({}, described('late')), [200, '']);
      assert.deepEqual(await skip(DESCENDING, described('early')), [190, '~']);
      assert.deepEqual(await skip({}, described('late'), [100, 'x']), [200, '']);
      assert.deepEqual(await skip({}, described('late'), [200, 'x']), [200, 'x']);
      assert.deepEqual(await skip({}, described('late'), [205, 'x']), [210, '']);
      assert.deepEqual(await skip(DESCENDING, described('early'), [195, 'x']), [190, '~']);
    });

    it('goes to where all words can be', async () => {
      assert.deepEqual(await skip({}, described('late rare')), [210, '']);
      assert.deepEqual(await skip({}, [...described('late'), ...described('rare')]), [210, '']);
      assert.deepEqual(await skip(DESCENDING, described('early rare')), [140, '~']);
    });

    it('goes to the first of several values, and of several words that begin so', async () => {
      assert.deepEqual(await skip({}, [{ Key: 'description', Values: ['yc', 'yb'] }]), [310, '']);
      assert.deepEqual(await skip({}, described('y')), [300, '']);
      assert.deepEqual(await skip(DESCENDING, described('y')), [370, '~']);
      assert.deepEqual(await skip(DESCENDING, [{ Key: 'all', Values: ['y'] }]), [370, '~']);
    });

    it('ends where nothing follows that fits', async () => {
      assert.equal(await skip({}, described('early'), [191, '']), 'end');
      assert.equal(await skip(DESCENDING, described('late'), [199, '']), 'end');
      assert.equal(await skip({}, described('nowhere')), 'end');
      assert.equal(await skip({}, described('-')), 'end');
    });

    it('passes over deleted secrets unless they are asked for', async () => {
      assert.equal(await skip({}, described('z')), 'end');
      assert.deepEqual(await skip({}, described('z'), undefined, true), [380, '']);
    });

    it('stays where it is when there are too many words, or no index of what is asked for', async () => {
      assert.equal(await skip({}, described('x')), undefined);
      assert.deepEqual(await skip({}, described('x'), [50, 'i']), [50, 'i']);
      assert.equal(await skip({}, described('!early')), undefined);
      assert.equal(await skip({}, [{ Key: 'name', Values: ['b'] }]), undefined);
    });

    it('still goes by the other words when one has too many', async () => {
      assert.deepEqual(await skip({}, [...described('x'), ...described('late')]), [200, '']);
    });
  });

  it('goes to the next names that fit, in the order of names', async () => {
    const names = (...Values: readonly string[]) => [{ Key: 'name', Values }];
    const byName = { by: 'name' } as const;
    const backwards = { ...byName, ...DESCENDING };

    assert.deepEqual(await skip(byName, names('b/')), ['b/', '']);
    assert.deepEqual(await skip(byName, names('b/'), ['b/3', 'x']), ['b/3', 'x']);
    assert.equal(await skip(byName, names('b/'), ['b0', '']), 'end');
    assert.deepEqual(await skip(backwards, names('a/')), ['a0', '']);
    assert.deepEqual(await skip(backwards, names('a/'), ['a/3', 'x']), ['a/3', 'x']);
    assert.deepEqual(await skip(backwards, names('b/'), ['b/', 'x']), ['b/', 'x']);
    assert.equal(await skip(backwards, names('b/'), ['b', 'x']), 'end');
    assert.deepEqual(await skip(byName, names('!a/'), ['a/1', 'x']), ['a0', '']);
    assert.deepEqual(await skip(backwards, names('!b/'), ['b/1', 'x']), ['b/', '']);
    assert.deepEqual(await skip(byName, [...names('a/1', 'b/3'), ...names('!a')]), ['b/3', '']);
    assert.equal(await skip(byName, [...names('a'), ...names('!a')]), 'end');
    assert.equal(await skip(byName, described('late')), undefined);
    assert.equal(await skip({ by: 'last-changed-date' }, names('b/')), undefined);
  });
});

function described(value: string) {
  return [{ Key: 'description', Values: [value] }];
}

const BY_AGE = { by: 'created-date', descending: false } as const;
const DESCENDING = { descending: true } as const;
