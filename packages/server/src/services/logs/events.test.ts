import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { makeGroup, putEvents } from './testing.ts';

const HOUR = 3_600_000;

onBothEngines('log events', engine => {
  let server: TestServer;
  let now: number;
  before(async () => {
    server = await TestServer.open({ engine });
    now = server.clock.now();
  });
  after(() => server[Symbol.asyncDispose]());

  const stream = (logGroupName: string) => ({ logGroupName, logStreamName: 's' });

  it('are read forward and backward with tokens, and the tokens stay the same at both ends', async () => {
    await makeGroup(server, '/read', 's');
    // Out of order and overlapping: 0 2 4, 1 3, 2.
    await putEvents(server, '/read', 's', [now, 'e0'], [now + 2, 'e2'], [now + 4, 'e4']);
    await putEvents(server, '/read', 's', [now + 1, 'e1'], [now + 3, 'e3']);
    await putEvents(server, '/read', 's', [now + 2, 'e2b']);
    const get = async (input: object) => {
      const answer = await server.call('logs', 'GetLogEvents', { ...stream('/read'), ...input });
      return { ...answer, text: (answer.events ?? []).map(({ message }) => message).join(' ') };
    };

    assert.equal((await get({})).text, 'e0 e1 e2 e2b e3 e4');
    assert.equal((await get({ startTime: now + 1, endTime: now + 3 })).text, 'e1 e2 e2b');
    const first = await get({ limit: 2, startFromHead: true });
    const second = await get({ limit: 3, nextToken: first.nextForwardToken });
    const third = await get({ limit: 3, nextToken: second.nextForwardToken });
    const end = await get({ nextToken: third.nextForwardToken });
    assert.deepEqual([first.text, second.text, third.text, end.text], ['e0 e1', 'e2 e2b e3', 'e4', '']);
    assert.equal(end.nextForwardToken, third.nextForwardToken);
    assert.equal((await get({ limit: 2, nextToken: end.nextBackwardToken })).text, 'e3 e4');
    const latest = await get({ limit: 2 });
    const former = await get({ limit: 3, nextToken: latest.nextBackwardToken });
    const earliest = await get({ nextToken: former.nextBackwardToken });
    const start = await get({ nextToken: earliest.nextBackwardToken });
    assert.deepEqual([latest.text, former.text, earliest.text, start.text], ['e3 e4', 'e1 e2 e2b', 'e0', '']);
    assert.equal(start.nextBackwardToken, earliest.nextBackwardToken);
    // What comes later is found with the token of the end.
    await putEvents(server, '/read', 's', [now + 5, 'e5']);
    assert.equal((await get({ nextToken: end.nextForwardToken })).text, 'e5');
    for (const nextToken of ['f/x', 'x', `b/${first.nextForwardToken?.slice(2)}x`]) {
      const refused = await server.refused('logs', 'GetLogEvents', { ...stream('/read'), nextToken });
      assert.equal(refused.message, 'The specified nextToken is invalid.');
    }
  });

  it('are refused as AWS refuses them, and then none is stored', async () => {
    await makeGroup(server, '/refused', 's');
    const event = (timestamp: number, message = 'm') => ({ timestamp, message });
    const refuse = async (...logEvents: readonly object[]) =>
      (await server.refused('logs', 'PutLogEvents', JSON.stringify({ ...stream('/refused'), logEvents }))).message;

    assert.equal(
      await refuse(event(now), event(now - 1)),
      'Log events in a single PutLogEvents request must be in chronological order.',
    );
    assert.equal(
      await refuse(event(now - 24 * HOUR - 1), event(now)),
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
    assert.equal(
      await refuse(event(now, 'ü'.repeat(131_060))),
      'Log event too large: 262146 bytes exceeds limit of 262144',
    );
    const large = event(now, 'x'.repeat(262_118));
    assert.equal(
      await refuse(large, large, large, large, event(now)),
      'Upload too large: 1048603 bytes exceeds limit of 1048576',
    );
    assert.match((await refuse()) ?? '', /^1 validation error detected: Value '\[\]' at 'logEvents' failed/);
    assert.equal((await server.call('logs', 'GetLogEvents', stream('/refused'))).events?.length, 0);
    await putEvents(server, '/refused', 's', ...[1, 2, 3, 4].map(() => [now, large.message] as const));
    const { events = [] } = await server.call('logs', 'GetLogEvents', { ...stream('/refused'), startFromHead: true });
    assert.deepEqual(
      events.map(({ message = '' }) => message.length),
      [262_118, 262_118, 262_118, 262_118],
    );
  });

  it('out of bounds of time are told and left out', async () => {
    await makeGroup(server, '/late', 's');
    await server.call('logs', 'PutRetentionPolicy', { logGroupName: '/late', retentionInDays: 1 });
    const tooNew = await putEvents(
      server,
      '/late',
      's',
      [now, 'ok'],
      [now + 2 * HOUR, 'ok'],
      [now + 2 * HOUR + 1, 'no'],
    );
    const expired = await putEvents(server, '/late', 's', [now - 25 * HOUR, 'no'], [now - 23 * HOUR, 'ok']);
    const tooOld = await putEvents(server, '/late', 's', [now - 15 * 24 * HOUR, 'no']);

    assert.deepEqual(
      [tooNew, expired, tooOld].map(({ rejectedLogEventsInfo: info }) => JSON.stringify(info)),
      [
        '{"tooNewLogEventStartIndex":2}',
        '{"expiredLogEventEndIndex":1}',
        '{"tooOldLogEventEndIndex":1,"expiredLogEventEndIndex":1}',
      ],
    );
    const { events = [] } = await server.call('logs', 'FilterLogEvents', { logGroupName: '/late' });
    assert.deepEqual(
      events.map(({ message }) => message),
      ['ok', 'ok', 'ok'],
    );
    assert.match(tooNew.nextSequenceToken ?? '', /^49\d{54}$/);
  });

  it('are found in all streams of a group, by name of the stream, time and pattern, in pages', async () => {
    await makeGroup(server, '/find', 'a1', 'a2', 'b');
    await putEvents(server, '/find', 'a1', [now, 'ERROR one'], [now + 3, 'INFO four']);
    await putEvents(server, '/find', 'a2', [now + 1, 'ERROR two']);
    await putEvents(server, '/find', 'b', [now + 2, 'ERROR three'], [now + 2, 'ERROR "three"']);
    const find = async (input: object) => {
      const ids = new Set<string | undefined>();
      const texts: string[] = [];
      for (let nextToken: string | undefined; ;) {
        const page = await server.call('logs', 'FilterLogEvents', { logGroupName: '/find', ...input, nextToken });
        for (const { message = '', eventId } of page.events ?? []) {
          ids.add(eventId);
          texts.push(message.split(' ')[1] ?? '');
        }
        nextToken = page.nextToken;
        assert.deepEqual(page.searchedLogStreams, []);
        if (nextToken === undefined) break;
      }
      assert.equal(ids.size, texts.length);
      return texts.join(' ');
    };

    assert.equal(await find({}), 'one two three "three" four');
    assert.equal(await find({ limit: 1, interleaved: true }), 'one two three "three" four');
    assert.equal(await find({ limit: 2, filterPattern: 'ERROR' }), 'one two three "three"');
    assert.equal(await find({ limit: 2, startFromHead: false }), 'four "three" three two one');
    assert.equal(await find({ logStreamNamePrefix: 'a' }), 'one two four');
    assert.equal(await find({ logStreamNames: ['b', 'a2'] }), 'two three "three"');
    assert.equal(await find({ startTime: now + 1, endTime: now + 2 }), 'two three "three"');
    const none = { logGroupName: '/find', logStreamNames: ['b', 'c'] };
    assert.equal(
      (await server.refused('logs', 'FilterLogEvents', none)).message,
      'The specified log stream does not exist.',
    );
  });

  it('neither rest in the clear nor stand in the trail', async () => {
    await makeGroup(server, '/rest', 's');
    await putEvents(server, '/rest', 's', [now, 'message-that-must-not-rest']);
    await server.refused(
      'logs',
      'PutLogEvents',
      JSON.stringify({ ...stream('/rest'), logEvents: [{ timestamp: now, message: 'other-that-must-not-rest' }, {}] }),
    );

    const rows = await server.parts.database.read(reader => reader.all(sql`select data from log_batch`));
    const bytes = rows.map(({ data }) => Buffer.from(data instanceof Uint8Array ? data : []).toString('latin1'));
    assert.ok(bytes.length > 0 && !bytes.some(text => text.includes('must-not-rest')));
    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'PutLogEvents' }],
    });
    const records = Events.map(({ CloudTrailEvent = '' }) => CloudTrailEvent);
    assert.ok(records.length > 1 && !records.some(record => record.includes('must-not-rest')));
    assert.deepEqual(JSON.parse(records[1] ?? '{}').requestParameters, {
      logGroupName: '/rest',
      logStreamName: 's',
    });
  });

  it('open in no other place', async () => {
    await makeGroup(server, '/moved', 's', 't');
    await putEvents(server, '/moved', 's', [now, 'mine']);
    await putEvents(server, '/moved', 't', [now, 'theirs']);
    await server.parts.database.write(async writer => {
      const id = (name: string) => sql`(
        select s.id from log_stream s join log_group g on g.id = s.group_id where g.name = '/moved' and s.name = ${name})`;
      const row = await writer.get<{ data: Uint8Array }>(sql`select data from log_batch where stream_id = ${id('s')}`);
      await writer.run(sql`update log_batch set data = ${row?.data ?? null} where stream_id = ${id('t')}`);
    });

    const refused = await server.refused('logs', 'GetLogEvents', { logGroupName: '/moved', logStreamName: 't' });

    assert.equal(refused.status, 500);
  });
});
