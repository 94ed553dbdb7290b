import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type AwsError, validate } from '@coffer/wire';
import { cloudtrail } from '@coffer/wire/services';
import { foundationMigration } from '../../accounts/migrations/0001-foundation.ts';
import { accountStatusMigration } from '../../accounts/migrations/0010-account-status.ts';
import { BatchingTrail } from '../../audit/audit-trail.ts';
import { audit } from '../../audit/migrations/0002-audit.ts';
import { ACCOUNT, REGION, ROOT, sampleFact, secretArn } from '../../audit/sample-facts.test-support.ts';
import { identitiesMigration } from '../../identities/migrations/0012-identities.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { migrate } from '../../storage/migrations.ts';
import { openSqlite } from '../../storage/sqlite.ts';
import { cloudtrailService } from './index.ts';

const folder = await mkdtemp(join(tmpdir(), 'coffer-cloudtrail-'));
after(() => rm(folder, { recursive: true }));
const NOW = Date.parse('2024-07-31T12:36:52.789Z');

/** Readable, but each opens for its own purpose only. */
const tokens: Scope['tokens'] = {
  seal: (purpose, position) => `${purpose}|${position}`,
  open: (purpose, token) => (token.startsWith(`${purpose}|`) ? token.slice(purpose.length + 1) : undefined),
};

describe('LookupEvents', () => {
  it('shows an event as AWS does', async () => {
    await using trail = await openTrail();
    const fact = sampleFact(NOW);
    await trail.append([fact]);

    const { Events } = await trail.lookup({});

    assert.equal(Events?.length, 1);
    const { CloudTrailEvent, ...event } = Events?.[0] ?? {};
    assert.deepEqual(event, {
      EventId: fact.eventId,
      EventName: 'GetSecretValue',
      ReadOnly: 'true',
      AccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      EventTime: Date.parse('2024-07-31T12:36:52Z'),
      EventSource: 'secretsmanager.amazonaws.com',
      Username: 'root',
      Resources: [{ ResourceType: 'AWS::SecretsManager::Secret', ResourceName: secretArn('db-AbCdEf') }],
    });
    assert.equal(JSON.parse(CloudTrailEvent ?? '').eventID, fact.eventId);
  });

  it('gives pages of 50, and no token with the last', async () => {
    await using trail = await openTrail();
    await trail.append(Array.from({ length: 100 }, (_, i) => sampleFact(NOW + i)));

    const first = await trail.lookup({});
    const second = await trail.lookup({ NextToken: first.NextToken });

    assert.equal(first.Events?.length, 50);
    assert.equal(second.Events?.length, 50);
    assert.equal(second.NextToken, undefined);
    assert.equal(new Set([...(first.Events ?? []), ...(second.Events ?? [])].map(event => event.EventId)).size, 100);
  });

  it('finds by attribute', async () => {
    await using trail = await openTrail();
    await trail.append([sampleFact(NOW), sampleFact(NOW, { name: 'DeleteSecret', readOnly: false })]);

    const { Events } = await trail.lookup({
      LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
    });

    assert.deepEqual(
      Events?.map(event => event.EventName),
      ['DeleteSecret'],
    );
  });

  it('compares whole seconds, as it shows them', async () => {
    await using trail = await openTrail();
    await trail.append([sampleFact(10_999), sampleFact(11_000), sampleFact(12_500), sampleFact(13_000)]);

    const { Events } = await trail.lookup({ StartTime: 11_000, EndTime: 12_000 });

    assert.deepEqual(
      Events?.map(event => event.EventTime),
      [12_000, 11_000],
    );
  });

  it('has no Insights events', async () => {
    await using trail = await openTrail();
    await trail.append([sampleFact(NOW)]);

    assert.deepEqual(await trail.lookup({ EventCategory: 'insight' }), { Events: [] });
  });

  it('refuses more than one attribute', async () => {
    await using trail = await openTrail();
    const one = { AttributeKey: 'EventName', AttributeValue: 'X' } as const;

    await assert.rejects(
      trail.lookup({ LookupAttributes: [one, one] }),
      is('InvalidLookupAttributesException', 'You can specify only one lookup attribute.'),
    );
  });

  it('refuses a start after the end, in any second of it', async () => {
    await using trail = await openTrail();

    await assert.rejects(
      trail.lookup({ StartTime: 2_001, EndTime: 2_000 }),
      is('InvalidTimeRangeException', 'The start time occurs after the end time.'),
    );
  });

  it('refuses tokens of nobody and of other questions', async () => {
    await using trail = await openTrail();
    await trail.append([sampleFact(NOW), sampleFact(NOW)]);
    const { NextToken } = await trail.lookup({ MaxResults: 1 });
    const refused = is('InvalidNextTokenException', 'The specified token is not valid.');

    assert.ok(NextToken !== undefined);
    await assert.rejects(trail.lookup({ NextToken: 'forged' }), refused);
    await assert.rejects(trail.lookup({ NextToken, EndTime: NOW }), refused);
    const LookupAttributes = [{ AttributeKey: 'EventName', AttributeValue: 'X' }] as const;
    await assert.rejects(trail.lookup({ NextToken, LookupAttributes }), refused);
    assert.equal((await trail.lookup({ NextToken, MaxResults: 2 })).Events?.length, 1);
  });

  it('asks for cloudtrail:LookupEvents in the account of the caller', async () => {
    await using trail = await openTrail();

    assert.deepEqual(await trail.access(), [
      { action: 'cloudtrail:LookupEvents', resource: undefined, resourceAccountId: ACCOUNT },
    ]);
  });
});

let count = 0;

async function openTrail() {
  count += 1;
  const database = openSqlite(join(folder, `${count}.db`), { synchronous: 'off' });
  await migrate(database, [foundationMigration, audit, accountStatusMigration, identitiesMigration], { now: () => 0 });
  const trail = new BatchingTrail(database, { now: () => NOW });
  const { LookupEvents } = cloudtrailService(database).operations;
  const load = (input: object, changes: Partial<Scope> = {}) =>
    database.read(async () =>
      LookupEvents.load(
        {
          caller: {
            ...ROOT,
            type: 'Root',
            accountId: ACCOUNT,
            arn: ROOT.arn ?? '',
            accessKeyId: ROOT.accessKeyId ?? '',
          },
          accountId: ACCOUNT,
          region: REGION,
          partition: 'aws',
          requestId: 'r',
          now: NOW,
          random: randomBytes,
          reader: database.reader,
          tokens,
          quotas: {},
          allows: () => assert.fail('nothing more is asked'),
          call: () => assert.fail('nothing is called'),
          alongside: () => assert.fail('nothing is written'),
          event: () => assert.fail('nothing happens'),
          ...changes,
        },
        input,
      ),
    );
  type Input = Parameters<Awaited<ReturnType<typeof load>>['prepare']>[0];
  return {
    append: (facts: Parameters<BatchingTrail['append']>[0]) => trail.append(facts),
    access: async () => (await load({})).access,
    async lookup(input: Input, changes: Partial<Scope> = {}) {
      validate(cloudtrail.operations.LookupEvents.input, input);
      const loaded = await load(input, changes);
      const prepared = await loaded.prepare(input);
      assert.ok(prepared.kind === 'read');
      return prepared.handle();
    },
    async [Symbol.asyncDispose]() {
      await trail[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

function is(code: string, message: string) {
  return (error: AwsError) => {
    assert.equal(error.code, code);
    assert.equal(error.message, message);
    return true;
  };
}
