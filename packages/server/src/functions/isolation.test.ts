import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { findIsolation, sandboxUser, UIDS } from './isolation.ts';

/** Whether bubblewrap as such works here: then a sandbox that does not is a defect, and no reason to skip tests. */
const plain = spawnSync('/usr/bin/bwrap', ['--ro-bind', '/', '/', '--unshare-pid', '--proc', '/proc', '/bin/true']);

test(
  'where bubblewrap works, functions are isolated',
  { skip: plain.status !== 0 && 'no bubblewrap here' },
  async () => {
    const found = await findIsolation(undefined);

    assert.ok(!('reason' in found), 'reason' in found ? found.reason : '');
    assert.equal(found.firstUid === undefined, process.getuid?.() !== 0);
  },
);

test('what is no bubblewrap, or does not work, is no isolation, and the reason is told', async () => {
  const reasons = [];
  for (const program of ['/usr/bin/false', '/nowhere/bwrap']) {
    const found = await findIsolation(program);
    reasons.push('reason' in found ? found.reason : 'isolated');
  }

  assert.deepEqual(reasons, [
    'bubblewrap does not work here: it ended with 1',
    'bubblewrap does not work here: spawn /nowhere/bwrap ENOENT',
  ]);
});

test('processes that live at the same time are different users', () => {
  const isolation = { bubblewrap: '', seccomp: Buffer.alloc(0), firstUid: 1_000_000 };

  assert.deepEqual(sandboxUser(isolation, 0), { kind: 'dropped', uid: 1_000_000 });
  assert.deepEqual(sandboxUser(isolation, UIDS - 1), { kind: 'dropped', uid: 1_000_000 + UIDS - 1 });
  assert.deepEqual(sandboxUser({ ...isolation, firstUid: undefined }, 7), { kind: 'namespace' });
});
