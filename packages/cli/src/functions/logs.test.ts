import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ServerFolder } from '../testing.ts';
import { runCli, serverFolder } from '../testing.ts';

describe('coffer functions logs', () => {
  let at: ServerFolder;
  before(async () => {
    at = await serverFolder();
  });
  after(() => at[Symbol.asyncDispose]());

  const coffer = (...argv: readonly string[]) => runCli(argv, { cwd: at.folder });

  it('shows the lines of the last minutes, oldest first, one each', async () => {
    const place = ['--log-group-name', '/aws/lambda/rotate'];
    const stream = [...place, '--log-stream-name', 's'];
    const now = Date.now();
    const event = (timestamp: number, message: string) => ({ timestamp, message });
    const events = [event(now - 700_000, 'old'), event(now - 2_000, 'START'), event(now - 1_000, 'ERROR \u001b[2J')];
    const made = await coffer('logs', 'create-log-group', ...place);
    await coffer('logs', 'create-log-stream', ...stream);
    const put = await coffer('logs', 'put-log-events', ...stream, '--log-events', JSON.stringify(events));
    assert.deepEqual([made.code, put.code], [0, 0], put.stderr);

    const all = await coffer('functions', 'logs', 'rotate', '--since', '1h');
    const recent = await coffer('functions', 'logs', 'rotate');
    const found = await coffer(
      'functions',
      'logs',
      'arn:aws:lambda:us-east-1:123456789012:function:rotate',
      '--filter',
      'ERROR',
    );

    assert.deepEqual([all.code, all.stderr], [0, '']);
    assert.deepEqual(
      all.stdout.split('\n').map(line => line.slice(25)),
      ['old', 'START', 'ERROR \u001b[2J', ''],
    );
    assert.equal(all.stdout.slice(0, 24), new Date(now - 700_000).toISOString());
    assert.equal(recent.stdout.split('\n').length, 3);
    assert.match(found.stdout, /^\S+ ERROR .*\n$/);
  });

  it('says what is wrong', async () => {
    const none = await coffer('functions', 'logs', 'none');
    const age = await coffer('functions', 'logs', 'none', '--since', 'yesterday');

    assert.deepEqual([none.code, none.stdout], [1, '']);
    assert.match(none.stderr, /ResourceNotFoundException: The specified log group does not exist\./);
    assert.match(age.stderr, /`yesterday` is no time such as `10m`/);
  });
});
