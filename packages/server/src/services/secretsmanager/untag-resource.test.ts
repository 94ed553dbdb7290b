import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import { assertRefused, DELETED, INVALID_NAME, makeSecret, NOT_FOUND, recordsNamed } from './testing.ts';

onBothEngines('UntagResource', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function makeTagged(Name: string): Promise<string> {
    const arn = await makeSecret(server, Name);
    const Tags = ['a', 'b', 'c'].map(Key => ({ Key, Value: `value of ${Key}` }));
    await server.call('secretsmanager', 'TagResource', { SecretId: Name, Tags });
    return arn;
  }

  async function described(SecretId: string): Promise<{ keys: unknown; changed: number | undefined }> {
    const { Tags, LastChangedDate } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    return { keys: Tags?.map(({ Key }) => Key), changed: LastChangedDate };
  }

  it('answers nothing at all, and removes the tags of these keys', async () => {
    const arn = await makeTagged('less');
    server.clock.advance(1_000);

    const body = JSON.stringify({ SecretId: arn, TagKeys: ['b', 'none', 'B'] });
    const response = await server.send('secretsmanager', 'UntagResource', body);

    assert.equal(response.status, 200);
    assert.equal(textOf(response), '');
    assert.deepEqual(await described('less'), { keys: ['a', 'c'], changed: server.clock.now() });
  });

  it('leaves an empty list when the last tag is gone', async () => {
    await makeTagged('emptied');

    await server.call('secretsmanager', 'UntagResource', { SecretId: 'emptied', TagKeys: ['a', 'b', 'c', 'a'] });

    assert.deepEqual((await described('emptied')).keys, []);
    const { SecretList } = await server.call('secretsmanager', 'ListSecrets', {
      Filters: [{ Key: 'name', Values: ['emptied'] }],
    });
    assert.deepEqual(SecretList?.[0]?.Tags, []);
  });

  it('changes nothing when the secret has none of the tags', async () => {
    await makeTagged('same');
    await makeSecret(server, 'never');
    const untouched = [await described('same'), await described('never')];
    server.clock.advance(1_000);

    for (const SecretId of ['same', 'never']) {
      await server.call('secretsmanager', 'UntagResource', { SecretId, TagKeys: ['none'] });
      await server.call('secretsmanager', 'UntagResource', { SecretId, TagKeys: [] });
    }

    assert.deepEqual([await described('same'), await described('never')], untouched);
    assert.equal(untouched[1]?.keys, undefined);
  });

  it('refuses names that are none, reserved keys, and secrets that are not there or deleted', async () => {
    await makeTagged('deleted');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'deleted' });
    const reserved = ['InvalidParameterException', 'Tag keys that begin with aws: are reserved.'] as const;

    await assertRefused(server, 'UntagResource', { SecretId: 'bad name', TagKeys: ['aws:k'] }, [
      'ValidationException',
      INVALID_NAME,
      'message',
    ]);
    await assertRefused(server, 'UntagResource', { SecretId: 'nowhere', TagKeys: ['k', 'Aws:k'] }, reserved);
    await assertRefused(server, 'UntagResource', { SecretId: 'nowhere', TagKeys: ['k'] }, [
      'ResourceNotFoundException',
      NOT_FOUND,
    ]);
    await assertRefused(server, 'UntagResource', { SecretId: 'deleted', TagKeys: ['a'] }, [
      'InvalidRequestException',
      DELETED,
    ]);
    await assertRefused(server, 'UntagResource', { SecretId: 'deleted' }, [
      'ValidationException',
      "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must not be null",
      'message',
    ]);
  });

  it('is recorded with its keys and the ARN of the secret', async () => {
    const arn = await makeTagged('recorded');
    await server.call('secretsmanager', 'UntagResource', { SecretId: 'recorded', TagKeys: ['a'] });

    const record = (await recordsNamed(server, 'UntagResource')).at(-1) ?? {};

    assert.deepEqual(record['requestParameters'], { secretId: 'recorded', tagKeys: ['a'] });
    assert.deepEqual(record['responseElements'], { arn });
  });
});
