import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import { assertRefused, DELETED, INVALID_NAME, makeSecret, NOT_FOUND, recordsNamed } from './testing.ts';

onBothEngines('TagResource', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  function tag(SecretId: string, ...Tags: readonly { readonly Key: string; readonly Value?: string }[]) {
    return server.call('secretsmanager', 'TagResource', { SecretId, Tags });
  }

  async function described(SecretId: string): Promise<{ tags: unknown; changed: number | undefined }> {
    const { Tags, LastChangedDate } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    return { tags: Tags?.map(({ Key, Value }) => [Key, Value]), changed: LastChangedDate };
  }

  it('answers nothing at all', async () => {
    const arn = await makeSecret(server, 'answered');

    const body = JSON.stringify({ SecretId: arn, Tags: [{ Key: 'k', Value: 'v' }] });
    const response = await server.send('secretsmanager', 'TagResource', body);

    assert.equal(response.status, 200);
    assert.equal(textOf(response), '');
  });

  it('replaces the value of a key in its place, and puts new keys behind', async () => {
    await makeSecret(server, 'placed');
    assert.equal((await described('placed')).tags, undefined);
    await tag('placed', { Key: 'a', Value: '1' }, { Key: 'b', Value: '2' });

    await tag('placed', { Key: 'c', Value: '3' }, { Key: 'a', Value: 'new' }, { Key: 'A' });

    assert.deepEqual((await described('placed')).tags, [
      ['a', 'new'],
      ['b', '2'],
      ['c', '3'],
      ['A', undefined],
    ]);
    const { SecretList } = await server.call('secretsmanager', 'ListSecrets', {
      Filters: [{ Key: 'tag-value', Values: ['new'] }],
    });
    assert.deepEqual(
      SecretList?.map(({ Name }) => Name),
      ['placed'],
    );
  });

  it('changes LastChangedDate, also when no tag changes (recorded), and not without tags', async () => {
    await makeSecret(server, 'dated');
    server.clock.advance(1_000);
    await tag('dated', { Key: 'k', Value: 'v' });
    const { changed } = await described('dated');
    assert.equal(changed, server.clock.now());
    server.clock.advance(1_000);

    await tag('dated', { Key: 'k', Value: 'v' });
    const again = await described('dated');
    server.clock.advance(1_000);
    await tag('dated');

    assert.equal(again.changed, server.clock.now() - 1_000);
    assert.deepEqual(await described('dated'), again);
  });

  it('leaves a secret that never had tags without any when the list is empty', async () => {
    await makeSecret(server, 'untouched');

    await tag('untouched');

    assert.equal((await described('untouched')).tags, undefined);
  });

  it('lets a secret have 50 tags, and no more', async () => {
    await makeSecret(server, 'full');
    const tags = (count: number, Value: string) => Array.from({ length: count }, (_, at) => ({ Key: `k${at}`, Value }));
    await tag('full', ...tags(50, 'v'));
    await tag('full', ...tags(50, 'w'));
    const refusal = ['InvalidParameterException', 'A secret can have at most 50 tags.'] as const;

    await assertRefused(server, 'TagResource', { SecretId: 'full', Tags: [{ Key: 'one', Value: 'v' }] }, refusal);
    await assertRefused(server, 'TagResource', { SecretId: 'full', Tags: tags(51, 'v') }, refusal);

    assert.deepEqual(
      (await described('full')).tags,
      tags(50, 'w').map(({ Key, Value }) => [Key, Value]),
    );
  });

  it('refuses keys that are reserved, missing or twice there', async () => {
    await makeSecret(server, 'refused');
    const cases: readonly (readonly [tags: readonly object[], message: string])[] = [
      [[{ Key: 'AWS:x', Value: 'v' }], 'Tag keys that begin with aws: are reserved.'],
      [[{ Value: 'v' }], 'Every tag must have a key.'],
      [[{ Key: 'k' }, { Key: 'k' }], 'The tag key k appears more than once.'],
    ];

    for (const [Tags, message] of cases) {
      await assertRefused(server, 'TagResource', { SecretId: 'refused', Tags }, ['InvalidParameterException', message]);
    }
    assert.equal((await described('refused')).tags, undefined);
  });

  it('refuses a name that is none, then tags, then a secret that is not there or deleted', async () => {
    await makeSecret(server, 'deleted');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'deleted' });
    const good = [{ Key: 'k', Value: 'v' }];
    const bad = [{ Key: 'aws:k', Value: 'v' }];
    const reserved = ['InvalidParameterException', 'Tag keys that begin with aws: are reserved.'] as const;

    await assertRefused(server, 'TagResource', { SecretId: 'bad name', Tags: bad }, [
      'ValidationException',
      INVALID_NAME,
      'message',
    ]);
    for (const SecretId of ['nowhere', 'deleted']) {
      await assertRefused(server, 'TagResource', { SecretId, Tags: bad }, reserved);
    }
    await assertRefused(server, 'TagResource', { SecretId: 'nowhere', Tags: good }, [
      'ResourceNotFoundException',
      NOT_FOUND,
    ]);
    await assertRefused(server, 'TagResource', { SecretId: 'deleted', Tags: good }, [
      'InvalidRequestException',
      DELETED,
    ]);
    await assertRefused(server, 'TagResource', { SecretId: 'deleted' }, [
      'ValidationException',
      "1 validation error detected: Value null at 'tags' failed to satisfy constraint: Member must not be null",
      'message',
    ]);
  });

  it('loses no tag when many come at once', async () => {
    await makeSecret(server, 'crowded');

    await Promise.all(Array.from({ length: 10 }, (_, at) => tag('crowded', { Key: `k${at}`, Value: String(at) })));

    const { Tags = [] } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'crowded' });
    assert.deepEqual(
      Tags.map(({ Key }) => Key).toSorted(),
      Array.from({ length: 10 }, (_, at) => `k${at}`),
    );
  });

  it('is recorded with its tags and the ARN of the secret', async () => {
    const arn = await makeSecret(server, 'recorded');
    await tag('recorded', { Key: 'k', Value: 'v' });

    const record = (await recordsNamed(server, 'TagResource')).at(-1) ?? {};

    assert.deepEqual(record['requestParameters'], { secretId: 'recorded', tags: [{ key: 'k', value: 'v' }] });
    assert.deepEqual(record['responseElements'], { arn });
    assert.equal(record['readOnly'], false);
  });
});
