import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Database } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import { encodeBatches } from './batch-encode.ts';
import type { AuditFact } from './fact.ts';
import { indexAll, indexStep } from './indexer.ts';
import { type FoundFact, lookUp, type Place, type Query } from './lookup.ts';
import { expireStep } from './retention.ts';
import { ACCOUNT, REGION, sampleFact, secretArn } from './sample-facts.test-support.ts';
import { insertBatches, usedBytes } from './store.ts';

const EVERYTHING: Query = { accountId: ACCOUNT, region: REGION, from: 0, to: Number.MAX_SAFE_INTEGER };

/** What the index, lookups and retention promise on every engine; `open` gives a database with the audit schema in it. */
export function describeIndex(open: () => Promise<Database>): void {
  describe('lookUp', () => {
    it('gives the newest first, whatever the order in which they were stored', async () => {
      await using database = await open();
      const times = [50_000, 10_000, 40_000, 70_000, 20_000, 60_000, 30_000];
      for (const at of times) await store(database, [sampleFact(at - 5_000), sampleFact(at)]);
      await indexAll(database);

      const found = await all(database, EVERYTHING, 100);

      const expected = times.flatMap(at => [at - 5_000, at]).toSorted((a, b) => b - a);
      assert.deepEqual(
        found.map(one => one.at),
        expected,
      );
    });

    it('gives the same in pages of any size, while records come in', async () => {
      await using database = await open();
      for (let i = 0; i < 30; i += 1) {
        await store(database, [sampleFact(i * 100), sampleFact(i * 100 + (i % 7) * 50), sampleFact(i * 100)]);
      }
      await indexAll(database);

      for (const size of [1, 7, 50]) {
        const whole = await all(database, EVERYTHING, 1_000);
        const paged: FoundFact[] = [];
        let after: Place | undefined;
        for (;;) {
          const page = await database.read(reader => lookUp(reader, EVERYTHING, after, size));
          paged.push(...page);
          if (page.length < size) break;
          after = page.at(-1);
          await store(database, [sampleFact(1_000_000)]);
          await indexAll(database);
        }
        assert.ok(paged.length >= 90);
        assert.deepEqual(eventIds(paged), eventIds(whole), `pages of ${size}`);
      }
    });

    it('shows an account and region nothing of others', async () => {
      await using database = await open();
      const mine = sampleFact(1);
      await store(database, [
        mine,
        sampleFact(2, { accountId: '210987654321' }),
        sampleFact(3, { region: 'eu-central-1' }),
      ]);
      await indexAll(database);

      assert.deepEqual(eventIds(await all(database, EVERYTHING, 10)), [mine.eventId]);
    });

    it('finds by each attribute what has it', async () => {
      await using database = await open();
      const read = sampleFact(1);
      const write = sampleFact(2, { name: 'DeleteSecret', readOnly: false });
      const decrypt = sampleFact(3, {
        service: 'kms',
        name: 'Decrypt',
        resources: [{ type: 'AWS::KMS::Key', arn: 'arn:key' }],
      });
      const event = sampleFact(4, { type: 'AwsServiceEvent', name: 'X', caller: undefined, resources: [] });
      await store(database, [read, write, decrypt, event]);
      await indexAll(database);

      for (const [kind, value, expected] of [
        ['name', 'DeleteSecret', [write]],
        ['name', 'deletesecret', []],
        ['source', 'kms.amazonaws.com', [decrypt]],
        ['readOnly', 'false', [write]],
        ['user', 'root', [decrypt, write, read]],
        ['key', 'AKIAIOSFODNN7EXAMPLE', [decrypt, write, read]],
        ['type', 'AWS::SecretsManager::Secret', [write, read]],
        ['resource', secretArn('db-AbCdEf'), [write, read]],
        ['resource', 'arn:key', [decrypt]],
        ['eventId', event.eventId, [event]],
        ['eventId', 'no-uuid', []],
      ] as const) {
        const found = await all(database, { ...EVERYTHING, attribute: { kind, value } }, 10);
        assert.deepEqual(
          eventIds(found),
          expected.map(fact => fact.eventId),
          `${kind} ${value}`,
        );
      }
    });

    it('keeps to the times that were asked for, both included', async () => {
      await using database = await open();
      for (const at of [1_000, 2_000, 3_000, 4_000, 80_000]) await store(database, [sampleFact(at)]);
      await store(
        database,
        [1_500, 2_500, 3_500].map(at => sampleFact(at)),
      );
      await indexAll(database);

      const found = await all(database, { ...EVERYTHING, from: 2_000, to: 3_500 }, 10);

      assert.deepEqual(
        found.map(one => one.at),
        [3_500, 3_000, 2_500, 2_000],
      );
      const early = await all(database, { ...EVERYTHING, to: 2_000 }, 10);
      assert.deepEqual(
        early.map(one => one.at),
        [2_000, 1_500, 1_000],
      );
      assert.deepEqual(await all(database, { ...EVERYTHING, from: 5, to: 4 }, 10), []);
    });
  });

  describe('indexAll', () => {
    it('indexes once what several index at the same time', async () => {
      await using database = await open();
      for (let i = 0; i < 20; i += 1) await store(database, [sampleFact(i)]);

      await Promise.all([indexAll(database), indexAll(database), indexStep(database), indexAll(database)]);

      assert.equal((await all(database, EVERYTHING, 100)).length, 20);
      const sum = await database.read(reader =>
        reader.get<{ bytes: number; terms: number }>(
          sql`select (select sum(bytes) from audit_batch) as bytes, (select count(*) from audit_term) as terms`,
        ),
      );
      assert.equal(await database.read(usedBytes), (sum?.bytes ?? 0) + (sum?.terms ?? 0) * 32);
    });

    it('leaves alone what came after the batch that it goes up to', async () => {
      await using database = await open();
      const [first] = await store(database, [sampleFact(1)]);
      await store(database, [sampleFact(2)]);

      await indexAll(database, first);

      assert.equal((await all(database, EVERYTHING, 10)).length, 1);
    });
  });

  describe('expireStep', () => {
    it('deletes what is too old with its part of the index, in steps', async () => {
      await using database = await open();
      for (let i = 0; i < 10; i += 1) await store(database, [sampleFact(i), sampleFact(i, { name: `Op${i}` })]);
      await indexAll(database);

      const steps = [];
      for (let i = 0; i < 4; i += 1) steps.push(await expireStep(database, { before: 7 }, 3));

      assert.deepEqual(
        steps.map(step => step.records),
        [6, 6, 2, 0],
      );
      assert.deepEqual(
        (await all(database, EVERYTHING, 100)).map(one => one.at),
        [9, 9, 8, 8, 7, 7],
      );
      const rest = await database.read(reader =>
        reader.get<{ n: number }>(sql`select count(*) as n from audit_term where last_at < 7`),
      );
      assert.equal(rest?.n, 0);
    });

    it('deletes the oldest until the rest is small enough', async () => {
      await using database = await open();
      for (let i = 0; i < 10; i += 1) await store(database, [sampleFact(i)]);
      await indexAll(database);
      const used = await database.read(usedBytes);

      const step = await expireStep(database, { maxBytes: used * 0.55 });

      assert.equal(step.batches, 5);
      assert.deepEqual(
        (await all(database, EVERYTHING, 100)).map(one => one.at),
        [9, 8, 7, 6, 5],
      );
      assert.equal(await database.read(usedBytes), used - step.bytes);
    });

    it('counts nothing at all once everything is gone', async () => {
      await using database = await open();
      for (let i = 0; i < 5; i += 1) await store(database, [sampleFact(i)]);
      await indexAll(database);

      await expireStep(database, { maxBytes: 0 });

      assert.equal(await database.read(usedBytes), 0);
    });

    it('keeps everything without a bound, and what is not indexed', async () => {
      await using database = await open();
      await store(database, [sampleFact(1)]);

      const unindexed = await expireStep(database, { before: 10 });
      await indexAll(database);
      const unbounded = await expireStep(database, {});

      assert.equal(unindexed.batches + unbounded.batches, 0);
    });
  });
}

function store(database: Database, facts: readonly AuditFact[]): Promise<number[]> {
  return database.write(writer => insertBatches(writer, encodeBatches(facts)));
}

function all(database: Database, query: Query, limit: number): Promise<FoundFact[]> {
  return database.read(reader => lookUp(reader, query, undefined, limit));
}

function eventIds(found: readonly FoundFact[]): string[] {
  return found.map(one => one.fact.eventId);
}
