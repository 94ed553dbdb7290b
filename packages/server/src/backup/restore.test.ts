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
  restoredContent,
  restoreTo,
  rootKeyOf,
} from './backup.test-support.ts';
import { everything } from './everything.test-support.ts';

const ENGINES: readonly Engine[] = ['sqlite', 'postgres'];

/** Tables of which the drill has no row: what only a whole server writes, or another region, or an identity provider. */
const NOT_IN_IT = ['audit_mirror', 'backup_run', 'secret_replica', 'sts_saml_assertion', 'tls_material'];

for (const from of ENGINES) {
  describe(`a restore drill from ${from}`, () => {
    const stack = new AsyncDisposableStack();
    let server: TestServer;
    let file: string;
    before(async () => {
      server = await everything(stack, from);
      file = join(await folderIn(stack), 'drill.backup');
      await backUp(server, file);
    });
    after(() => stack.disposeAsync());

    for (const to of ENGINES) {
      it(`to ${to} gives back every row of every table by value`, async () => {
        const backup = await openAs(file, rootKeyOf(server));
        const expected = await contentOf(server.parts.database);

        const restored = await restoreTo(stack, backup, to, rootKeyOf(server).provider);

        assertSameContent(await restoredContent(restored), expected);
        const empty = [...expected].filter(([, rows]) => rows.length === 0).map(([name]) => name);
        assert.deepEqual(empty.toSorted(), NOT_IN_IT);
      });
    }
  });
}
