/** Logs by the clients that people have. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CloudWatchLogs, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { logs } from '@coffer/wire/services';
import { awsClis, pythons, without } from '../support/require.ts';
import { runProgram } from '../support/run-program.ts';
import { ROOT } from '../support/sources.ts';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import { CommandLine } from './command-line.ts';
import { sdkConfig } from './sdk-client.ts';

const SCRIPT = join(import.meta.dirname, 'boto3-logs.py');
const COFFER = join(ROOT, 'packages/cli/bin/coffer.js');

describe('logs', { concurrency: true }, () => {
  let coffer: Coffer;
  before(async () => {
    coffer = await startCoffer();
  });
  after(() => coffer[Symbol.asyncDispose]());

  test('the AWS SDK for JavaScript: every operation', async () => {
    const called = new Set<string>();
    const client = new CloudWatchLogs(sdkConfig(coffer));
    using _ = { [Symbol.dispose]: () => client.destroy() };
    client.middlewareStack.add(
      (next, { commandName }) =>
        args => {
          called.add((commandName ?? '').replace(/Command$/, ''));
          return next(args);
        },
      { step: 'initialize' },
    );
    const logGroupName = '/sdk';
    const place = { logGroupName, logStreamName: 's' };
    const now = Date.now();

    await client.createLogGroup({ logGroupName });
    await client.createLogStream(place);
    const logEvents = Array.from({ length: 5 }, (_unused, at) => ({ timestamp: now + at, message: `ü ${at}` }));
    await client.putLogEvents({ ...place, logEvents });
    const { events = [] } = await client.getLogEvents({ ...place, limit: 2 });
    assert.deepEqual(
      events.map(({ message }) => message),
      ['ü 3', 'ü 4'],
    );
    const found: (string | undefined)[] = [];
    for await (const page of paginateFilterLogEvents({ client, pageSize: 2 }, { logGroupName, filterPattern: '-3' }))
      found.push(...(page.events ?? []).map(({ message }) => message));
    assert.deepEqual(found, ['ü 0', 'ü 1', 'ü 2', 'ü 4']);
    await client.putRetentionPolicy({ logGroupName, retentionInDays: 30 });
    const { logGroups = [] } = await client.describeLogGroups({ logGroupNamePrefix: '/sdk' });
    const { logStreams = [] } = await client.describeLogStreams({ logGroupName });
    assert.deepEqual([logGroups[0]?.retentionInDays, logStreams[0]?.firstEventTimestamp], [30, now]);
    await client.deleteRetentionPolicy({ logGroupName });
    const resourceArn = logGroups[0]?.logGroupArn ?? '';
    await client.tagResource({ resourceArn, tags: { a: 'b', c: 'd' } });
    await client.untagResource({ resourceArn, tagKeys: ['a'] });
    assert.deepEqual((await client.listTagsForResource({ resourceArn })).tags, { c: 'd' });
    await client.deleteLogStream(place);
    await client.deleteLogGroup({ logGroupName });
    await assert.rejects(client.describeLogStreams({ logGroupName }), {
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    assert.deepEqual(new Set(Object.keys(logs.operations)).difference(called), new Set());
  });

  describe('the AWS CLIs', { skip: without('aws') }, () => {
    // Version 1 has no `aws logs tail`.
    const withTail = awsClis().filter(program =>
      spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.startsWith('aws-cli/2'),
    );
    if (withTail.length === 0) test('aws logs tail --follow', { skip: 'there is no AWS CLI of version 2' });
    for (const [at, program] of withTail.entries()) {
      test(`${program}: aws logs tail --follow`, async () => {
        await using aws = await CommandLine.ofAws(program, coffer);
        const group = `/cli${at}`;
        await aws.text('logs', 'create-log-group', '--log-group-name', group);
        const put = (message: string) => putLine(aws, group, message);
        await aws.text('logs', 'create-log-stream', '--log-group-name', group, '--log-stream-name', 's');
        await put('first line');
        const words = [
          '--endpoint-url',
          coffer.ready.https,
          '--ca-bundle',
          coffer.ready.ca,
          'logs',
          'tail',
          group,
          '--follow',
        ];
        await using tail = follow(program, words, coffer.clientEnv);

        await tail.until('first line');
        await put('second line');
        await tail.until('second line');

        assert.equal(tail.text().split('first line').length, 2);
        assert.match(tail.text(), / s first line\n/);
        assert.match(await aws.text('logs', 'tail', group, '--filter-pattern', 'second'), /^\S+ s second line\n$/);
      });
    }
  });

  test('coffer functions logs --follow waits for a log and shows each line once', async () => {
    await using command = await CommandLine.ofCoffer(coffer);
    await using following = follow(
      process.execPath,
      [COFFER, 'functions', 'logs', 'late', '--follow'],
      coffer.clientEnv,
    );
    const group = '/aws/lambda/late';
    await command.text('logs', 'create-log-group', '--log-group-name', group);
    await command.text('logs', 'create-log-stream', '--log-group-name', group, '--log-stream-name', 's');
    await putLine(command, group, 'one');
    await following.until('one');
    await putLine(command, group, 'two');
    await following.until('two');

    assert.deepEqual(
      following
        .text()
        .split('\n')
        .map(line => line.split(' ')[1]),
      ['one', 'two', undefined],
    );
  });

  describe('boto3', { skip: without('boto3') }, () => {
    for (const [at, python] of pythons().entries()) {
      test(python, async () => {
        const { https, ca } = coffer.ready;
        const env = coffer.clientEnv;
        const { code, stdout, stderr } = await runProgram(python, [SCRIPT, https, ca, `/boto${at}`], { env });

        assert.equal(code, 0, stderr);
        const lines = [0, 1, 2, 3, 4].map(each => `line ${each}`);
        assert.deepEqual(JSON.parse(stdout), {
          token: 56,
          read: lines,
          filtered: lines,
          retention: 7,
          streams: [4],
          tags: { b: 'c' },
          exists: ['ResourceAlreadyExistsException', 'The specified log group already exists'],
          missing: ['ResourceNotFoundException', 'The specified log group does not exist.'],
        });
      });
    }
  });
});

async function putLine(client: CommandLine, group: string, message: string): Promise<void> {
  const events = JSON.stringify([{ timestamp: Date.now(), message }]);
  const place = ['--log-group-name', group, '--log-stream-name', 's'];
  await client.text('logs', 'put-log-events', ...place, '--log-events', events);
}

/** A program that prints until it is ended. */
function follow(program: string, words: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(program, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  let text = '';
  let errors = '';
  let isEnded = false;
  void ended.then(() => (isEnded = true));
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  return {
    text: () => text,
    async until(wanted: string): Promise<void> {
      while (!text.includes(wanted)) {
        assert.equal(isEnded, false, errors);
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      child.kill();
      await ended;
    },
  };
}
