import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { InputOf } from '@coffer/wire';
import type { secretsmanager } from '@coffer/wire/services';
import * as fc from 'fast-check';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { token as requestToken } from './testing.ts';

type Input = Partial<InputOf<(typeof secretsmanager)['operations']['ListSecrets']>>;

interface Known {
  readonly name: string;
  readonly description: string;
  readonly createdAt: number;
  isDeleted: boolean;
}

const WORDS = ['alpha', 'Beta', 'gamma/1', 'x'];

/** What happens between two pages: a secret comes or one goes. */
const changes = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('make' as const), word: fc.constantFrom(...WORDS) }),
    fc.record({ kind: fc.constant('delete' as const), at: fc.nat({ max: 30 }) }),
    fc.record({ kind: fc.constant('force' as const), at: fc.nat({ max: 30 }) }),
  ),
  { maxLength: 3 },
);

const listing = fc.record({
  size: fc.integer({ min: 1, max: 7 }),
  by: fc.constantFrom('created-date' as const, 'name' as const),
  order: fc.constantFrom('asc' as const, 'desc' as const),
  deleted: fc.boolean(),
  word: fc.option(fc.constantFrom('alpha', 'beta', '!alpha'), { nil: undefined }),
  between: fc.array(changes, { maxLength: 8 }),
});

onBothEngines('ListSecrets while secrets come and go', engine => {
  let server: TestServer;
  const secrets: Known[] = [];
  let count = 0;

  async function make(word: string): Promise<void> {
    // Names whose order is not that of their creation.
    const name = `${(count * 7) % 10}-${word}-${count++}`;
    server.clock.advance(count % 3);
    const description = word;
    await server.call('secretsmanager', 'CreateSecret', {
      Name: name,
      Description: description,
      ClientRequestToken: requestToken(1),
    });
    secrets.push({ name, description, createdAt: server.clock.now(), isDeleted: false });
  }

  async function remove(at: number, force: boolean): Promise<void> {
    const index = at % Math.max(secrets.length, 1);
    const secret = secrets[index];
    if (secret === undefined || (secret.isDeleted && !force)) return;
    const SecretId = secret.name;
    await server.call('secretsmanager', 'DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: force });
    if (force) secrets.splice(index, 1);
    secret.isDeleted = true;
  }

  before(async () => {
    server = await TestServer.open({ engine });
    for (let i = 0; i < 12; i++) await make(WORDS[i % WORDS.length] ?? '');
  });
  after(() => server[Symbol.asyncDispose]());

  it('shows each secret that is there all the while once, in order, and none that is not', async () => {
    const property = fc.asyncProperty(listing, async ({ size, by, order, deleted, word, between }) => {
      const shows = (secret: Known) =>
        (deleted || !secret.isDeleted) &&
        (word === undefined ||
          (word === '!alpha' ? secret.description !== 'alpha' : secret.description.toLowerCase() === word));
      const atStart = new Set(secrets.filter(shows).map(secret => secret.name));
      const everThere = new Map(secrets.map(secret => [secret.name, secret]));
      const seen: string[] = [];
      const input: Input = {
        MaxResults: size,
        SortBy: by,
        SortOrder: order,
        IncludePlannedDeletion: deleted,
        ...(word === undefined ? {} : { Filters: [{ Key: 'description', Values: [word] }] }),
      };
      let token: Input = {};
      for (let page = 0, more = true; more; page++) {
        const { SecretList = [], NextToken } = await server.call('secretsmanager', 'ListSecrets', {
          ...input,
          ...token,
        });
        assert.ok(SecretList.length <= size);
        assert.ok(SecretList.length === size || NextToken === undefined, 'a page before the last is full');
        seen.push(...SecretList.map(secret => secret.Name ?? ''));
        for (const change of between[page] ?? []) {
          if (change.kind === 'make') await make(change.word);
          else await remove(change.at, change.kind === 'force');
        }
        for (const secret of secrets) everThere.set(secret.name, secret);
        more = NextToken !== undefined;
        if (NextToken !== undefined) token = { NextToken };
      }

      assert.equal(new Set(seen).size, seen.length, 'none twice');
      const stayed = secrets.filter(secret => atStart.has(secret.name) && shows(secret)).map(secret => secret.name);
      assert.deepEqual(
        stayed.filter(name => !seen.includes(name)),
        [],
        'none left out',
      );
      const keys = seen.map(name => (by === 'name' ? name : (everThere.get(name)?.createdAt ?? -1)));
      const sorted = keys.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
      assert.deepEqual(keys, order === 'asc' ? sorted : sorted.toReversed());
    });
    await fc.assert(property, { numRuns: engine === 'sqlite' ? 40 : 15 });
  });
});
