/** CreateSecret against SQLite alone, storing the same rows as durably. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Scenario } from '../bench.ts';
import { CONNECTIONS } from '../bench.ts';
import { end, messageOf, pidOf } from '../children.ts';
import { rateRow } from '../row.ts';
import { alternate, askedSide } from '../rounds.ts';
import { createdName, creation } from '../secrets.ts';
import { send } from '../send.ts';
import { startSubject } from '../subject.ts';

export const createScenario: Scenario = {
  name: 'create',
  async run({ plan, children, dataDirs }) {
    const [dataDir, bareDir] = [await dataDirs.empty(), await dataDirs.empty()];
    await using subject = await startSubject(children, dataDir);
    // Its rows are those that the reference stores again and again.
    await send(subject, 'CreateSecret', JSON.parse(creation(createdName(0), randomUUID())));
    const load = children.fork('load-writes.ts', [subject.http, String(CONNECTIONS), 'create']);
    const bare = children.fork('bare-sqlite.ts', [join(dataDir, 'coffer.db'), join(bareDir, 'bare.db'), 'create']);
    try {
      await messageOf(bare);
      const pairs = await alternate(askedSide(subject.pid, load), askedSide(pidOf(bare), bare), plan);
      return [rateRow('CreateSecret against inserts of SQLite', pairs, { atLeast: 0.3 })];
    } finally {
      await Promise.all([end(load, 'SIGKILL'), end(bare, 'SIGKILL')]);
    }
  },
};
