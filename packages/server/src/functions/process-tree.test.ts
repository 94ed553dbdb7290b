import assert from 'node:assert/strict';
import { test } from 'node:test';
import { membersOf } from './process-tree.ts';

const skip = process.platform === 'linux' ? false : 'there is no /proc here';

test('a process on its way into its sandbox is not taken for all that run on the machine', { skip }, () => {
  // This one sees the machine's processes, as bubblewrap does until it has changed its root.
  const { pid } = process;

  const members = membersOf({ kind: 'namespace', pid });

  assert.deepEqual(members, [`/proc/${pid}`]);
});
