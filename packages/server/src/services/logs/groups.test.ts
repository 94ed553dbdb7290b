import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { expireLogs } from './expire.ts';
import { GROUP, makeGroup, putEvents } from './testing.ts';

onBothEngines('log groups and streams', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  it('are made, shown and deleted in the words of AWS', async () => {
    await server.call('logs', 'CreateLogGroup', { logGroupName: '/made/a', tags: { team: 'x' } });
    await server.call('logs', 'CreateLogStream', { logGroupName: '/made/a', logStreamName: 's/[$LATEST]1' });

    const { logGroups = [] } = await server.call('logs', 'DescribeLogGroups', { logGroupNamePrefix: '/made' });
    const { logStreams = [] } = await server.call('logs', 'DescribeLogStreams', { logGroupName: '/made/a' });
    assert.deepEqual(plain(logGroups), [
      {
        logGroupName: '/made/a',
        creationTime: server.clock.now(),
        metricFilterCount: 0,
        arn: `${GROUP}:/made/a:*`,
        storedBytes: 0,
        logGroupClass: 'STANDARD',
        logGroupArn: `${GROUP}:/made/a`,
        deletionProtectionEnabled: false,
        bearerTokenAuthenticationEnabled: false,
      },
    ]);
    assert.deepEqual(plain(logStreams), [
      {
        logStreamName: 's/[$LATEST]1',
        creationTime: server.clock.now(),
        uploadSequenceToken: '49'.padEnd(56, '0'),
        arn: `${GROUP}:/made/a:log-stream:s/[$LATEST]1`,
        storedBytes: 0,
      },
    ]);
    assert.deepEqual(await server.refused('logs', 'CreateLogGroup', { logGroupName: '/made/a' }), {
      status: 400,
      code: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
    });
    const again = { logGroupName: '/made/a', logStreamName: 's/[$LATEST]1' };
    assert.equal(
      (await server.refused('logs', 'CreateLogStream', again)).message,
      'The specified log stream already exists',
    );
    await server.call('logs', 'DeleteLogStream', again);
    assert.deepEqual(await server.refused('logs', 'DeleteLogStream', again), {
      status: 400,
      code: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
    await server.call('logs', 'DeleteLogGroup', { logGroupName: '/made/a' });
    assert.deepEqual(await server.refused('logs', 'CreateLogStream', again), {
      status: 400,
      code: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
  });

  it('refuse what breaks the model with the code of this service', async () => {
    assert.deepEqual(await server.refused('logs', 'CreateLogGroup', { logGroupName: 'a b' }), {
      status: 400,
      code: 'InvalidParameterException',
      message:
        "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+',
    });
    const kms = { logGroupName: '/kms', kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/x' };
    assert.match((await server.refused('logs', 'CreateLogGroup', kms)).message ?? '', /not supported/);
  });

  it('are listed in pages, by prefix, part of a name and identifier', async () => {
    for (const name of ['/page/a', '/page/B', '/page/c', '/pages', '/pag']) await makeGroup(server, name);
    const list = async (input: object) => {
      const { logGroups = [], nextToken } = await server.call('logs', 'DescribeLogGroups', input);
      return { names: logGroups.map(({ logGroupName }) => logGroupName), nextToken };
    };

    const first = await list({ logGroupNamePrefix: '/page/', limit: 2 });
    const second = await list({ logGroupNamePrefix: '/page/', limit: 2, nextToken: first.nextToken });

    assert.deepEqual([first.names, second.names], [['/page/B', '/page/a'], ['/page/c']]);
    assert.equal(second.nextToken, undefined);
    assert.deepEqual((await list({ logGroupNamePattern: 'GE/b' })).names, ['/page/B']);
    assert.deepEqual((await list({ logGroupIdentifiers: [`${GROUP}:/pages`, '/pag'] })).names, ['/pag', '/pages']);
    assert.deepEqual((await list({ accountIdentifiers: ['999999999999'] })).names, []);
    const other = { logGroupNamePrefix: '/pag', nextToken: first.nextToken };
    assert.deepEqual(await server.refused('logs', 'DescribeLogGroups', other), {
      status: 400,
      code: 'InvalidParameterException',
      message: 'The specified nextToken is invalid.',
    });
  });

  it('lists streams by name and by their last event, in pages', async () => {
    await makeGroup(server, '/order', 'c', 'a', 'b', 'empty');
    const now = server.clock.now();
    await putEvents(server, '/order', 'a', [now - 10, 'x']);
    await putEvents(server, '/order', 'c', [now - 20, 'x']);
    await putEvents(server, '/order', 'b', [now - 10, 'x']);
    const list = async (input: object) => {
      const names: string[] = [];
      for (let nextToken: string | undefined; ;) {
        const page = await server.call('logs', 'DescribeLogStreams', { limit: 1, ...input, nextToken });
        names.push(...(page.logStreams ?? []).map(({ logStreamName = '' }) => logStreamName));
        nextToken = page.nextToken;
        if (nextToken === undefined) return names.join(' ');
      }
    };

    assert.equal(await list({ logGroupName: '/order' }), 'a b c empty');
    assert.equal(await list({ logGroupIdentifier: `${GROUP}:/order`, descending: true }), 'empty c b a');
    assert.equal(await list({ logGroupName: '/order', orderBy: 'LastEventTime' }), 'empty c a b');
    assert.equal(await list({ logGroupName: '/order', orderBy: 'LastEventTime', descending: true }), 'b a c empty');
    assert.equal(await list({ logGroupName: '/order', logStreamNamePrefix: 'e' }), 'empty');
    const mixed = { logGroupName: '/order', orderBy: 'LastEventTime', logStreamNamePrefix: 'e' };
    assert.equal(
      (await server.refused('logs', 'DescribeLogStreams', mixed)).message,
      'Cannot order by LastEventTime with a logStreamNamePrefix.',
    );
  });

  it('have tags', async () => {
    await makeGroup(server, '/tagged');
    const resourceArn = `${GROUP}:/tagged`;
    await server.call('logs', 'TagResource', { resourceArn, tags: { a: '1', b: '2' } });
    await server.call('logs', 'TagResource', { resourceArn, tags: { a: '3' } });
    await server.call('logs', 'UntagResource', { resourceArn, tagKeys: ['b'] });

    const { tags } = await server.call('logs', 'ListTagsForResource', { resourceArn: `${resourceArn}:*` });
    assert.deepEqual({ ...tags }, { a: '3' });
    const reserved = await server.refused('logs', 'TagResource', { resourceArn, tags: { 'AWS:x': '' } });
    assert.equal(reserved.code, 'InvalidParameterException');
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, '']));
    assert.equal((await server.refused('logs', 'TagResource', { resourceArn, tags: many })).code, reserved.code);
  });

  it('keep events as long as their retention says', async () => {
    await makeGroup(server, '/kept', 's');
    const day = 86_400_000;
    const now = server.clock.now();
    await putEvents(server, '/kept', 's', [now - 5 * day, 'old']);
    await putEvents(server, '/kept', 's', [now - day, 'new']);
    const read = async () => {
      const { events = [] } = await server.call('logs', 'GetLogEvents', { logGroupName: '/kept', logStreamName: 's' });
      return events.map(({ message }) => message);
    };
    const invalid = await server.refused('logs', 'PutRetentionPolicy', { logGroupName: '/kept', retentionInDays: 2 });
    await server.call('logs', 'PutRetentionPolicy', { logGroupName: '/kept', retentionInDays: 3 });

    assert.match(
      invalid.message ?? '',
      /^1 validation error detected: Value '2' at 'retentionInDays' failed .* \[1, 3,/,
    );
    // Hidden before it is deleted.
    assert.deepEqual(await read(), ['new']);
    await expireLogs(server.parts.database, now);
    await server.call('logs', 'DeleteRetentionPolicy', { logGroupName: '/kept' });
    assert.deepEqual(await read(), ['new']);
    const { logGroups = [] } = await server.call('logs', 'DescribeLogGroups', { logGroupNamePrefix: '/kept' });
    assert.deepEqual(
      logGroups.map(({ storedBytes, retentionInDays }) => [storedBytes, retentionInDays]),
      [[3 + 26, undefined]],
    );
  });

  it('leave nothing behind when they are gone', async () => {
    await makeGroup(server, '/gone', 'a', 'b');
    for (const stream of ['a', 'b']) await putEvents(server, '/gone', stream, [server.clock.now(), 'x']);
    const left = async () =>
      (await server.parts.database.read(reader => reader.all(sql`select stream_id from log_batch`))).length;
    const all = await left();
    await server.call('logs', 'DeleteLogStream', { logGroupName: '/gone', logStreamName: 'a' });
    const { events = [] } = await server.call('logs', 'FilterLogEvents', { logGroupName: '/gone' });
    await server.call('logs', 'DeleteLogGroup', { logGroupName: '/gone' });
    await makeGroup(server, '/gone', 'a');

    assert.deepEqual(
      events.map(({ logStreamName }) => logStreamName),
      ['b'],
    );
    assert.deepEqual((await server.call('logs', 'FilterLogEvents', { logGroupName: '/gone' })).events, []);
    await expireLogs(server.parts.database, server.clock.now());
    assert.equal(await left(), all - 2);
    assert.deepEqual(await server.parts.database.read(reader => reader.all(sql`select id from log_garbage`)), []);
  });

  it('are protected from deletion when they are made so', async () => {
    await server.call('logs', 'CreateLogGroup', { logGroupName: '/safe', deletionProtectionEnabled: true });

    assert.equal(
      (await server.refused('logs', 'DeleteLogGroup', { logGroupName: '/safe' })).code,
      'ValidationException',
    );
  });
});

/** Without prototypes and members that are undefined. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
