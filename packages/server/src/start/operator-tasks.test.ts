import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { OperatorError } from '../transport/operator-error.ts';
import { operatorTasks } from './operator-tasks.ts';

describe('the tasks of operators', () => {
  it('tell how far they are, what they gave, and then are forgotten', async () => {
    await using tasks = operatorTasks(() => undefined);
    const { promise, resolve } = Promise.withResolvers<object>();
    const { task } = tasks.start(progress => {
      progress({ phase: 'backup', done: 1, total: 2 });
      return promise;
    });

    assert.deepEqual(await tasks.command({ task }), {
      state: 'running',
      progress: { phase: 'backup', done: 1, total: 2 },
    });
    assert.throws(() => tasks.start(async () => ({})), /another backup or check is running/);
    resolve({ rows: 3 });
    await turn();
    assert.deepEqual(await tasks.command({ task }), { state: 'done', result: { rows: 3 } });
    await assert.rejects(tasks.command({ task }), /there is no such task/);
  });

  it('say what an operator can mend, and log what is a failure of the server', async () => {
    const failures: unknown[] = [];
    await using tasks = operatorTasks(error => failures.push(error));
    const told = tasks.start(() => Promise.reject(new OperatorError('the disk is full')));
    await turn();
    assert.deepEqual(await tasks.command(told), { state: 'failed', message: 'the disk is full' });
    const bug = new TypeError('x is not a function');
    const failed = tasks.start(() => Promise.reject(bug));
    await turn();

    assert.deepEqual(await tasks.command(failed), { state: 'failed', message: 'it failed: x is not a function' });
    assert.deepEqual(failures, [bug]);
  });

  it('end early when the operator cancels them, which is no failure of the server', async () => {
    const failures: unknown[] = [];
    await using tasks = operatorTasks(error => failures.push(error));
    const { promise, resolve } = Promise.withResolvers<void>();
    const told = tasks.start(async progress => {
      await promise;
      progress({ phase: 'backup', done: 1, total: 2 });
      return {};
    });
    const bySignal = async (_: unknown, signal: AbortSignal) => {
      await once(signal, 'abort');
      throw new Error('The operation was aborted');
    };

    assert.deepEqual(await tasks.command({ ...told, cancel: true }), { state: 'running', progress: null });
    resolve();
    await turn();
    const cancelled = { state: 'failed', message: 'it was cancelled; nothing was written' };
    assert.deepEqual(await tasks.command(told), cancelled);
    const second = tasks.start(bySignal);
    await tasks.command({ ...second, cancel: true });
    await turn();
    assert.deepEqual(await tasks.command(second), cancelled);
    assert.deepEqual(failures, []);
  });

  it('that have given their result before are not cancelled any more', async () => {
    await using tasks = operatorTasks(() => undefined);
    const told = tasks.start(() => Promise.resolve({ rows: 3 }));
    await turn();

    assert.deepEqual(await tasks.command({ ...told, cancel: true }), { state: 'done', result: { rows: 3 } });
  });

  it('end with the server, which waits for them', async () => {
    let hasEnded = false;
    {
      await using tasks = operatorTasks(() => undefined);
      tasks.start(async (_, signal) => {
        await new Promise<void>(resolve => {
          signal.addEventListener('abort', () => resolve());
        });
        hasEnded = true;
        return {};
      });
    }

    assert.ok(hasEnded);
  });
});
