import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TestServer } from '../testing/test-server.ts';
import type { Engine } from './backup.test-support.ts';
import {
  assertSameContent,
  backUp,
  contentOf,
  folderIn,
  openAs,
  populated,
  restoredContent,
  restoreTo,
  rootKeyOf,
} from './backup.test-support.ts';

const WAYS: readonly (readonly [from: Engine, to: Engine])[] = [
  ['sqlite', 'sqlite'],
  ['sqlite', 'postgres'],
  ['postgres', 'sqlite'],
  ['postgres', 'postgres'],
];

for (const [from, to] of WAYS) {
  describe(`a restore drill from ${from} to ${to}`, () => {
    const stack = new AsyncDisposableStack();
    let server: TestServer;
    let file: string;
    before(async () => {
      server = await populated(stack, from);
      file = join(await folderIn(stack), 'drill.backup');
      await backUp(server, file);
    });
    after(() => stack.disposeAsync());

    it('gives back every row of every table by value', async () => {
      const backup = await openAs(file, rootKeyOf(server));
      const expected = await contentOf(server.parts.database);

      const restored = await restoreTo(stack, backup, to, rootKeyOf(server).provider);

      assertSameContent(await restoredContent(restored), expected);
      assert.ok((expected.get('audit_batch') ?? []).length > 0 && (expected.get('secret_version') ?? []).length > 3);
    });
  });
}
