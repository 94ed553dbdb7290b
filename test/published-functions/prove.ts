/** What a published function has to do, each with users of its own. */
import assert from 'node:assert/strict';
import type { RotatedDatabase } from './databases.ts';
import type { Login, Stage } from './stage.ts';
import type { Template } from './templates.ts';

const FIRST = 'the-first-password';

/** Rotates a secret with the function, alternating users twice; rejects when a password is accepted or refused that should not be. */
export async function prove(
  template: Template,
  functionArn: string,
  stage: Stage,
  database: RotatedDatabase,
): Promise<void> {
  const { port, administrator } = database;
  // Without TLS, and without trying it: the published functions look for CAs where Amazon Linux has them.
  const base = { engine: template.engine, host: '127.0.0.1', port, ssl: false };
  const username = await database.makeUser(FIRST);
  const isAlternating = template.strategy === 'alternating';
  const master = isAlternating ? { masterarn: await stage.store({ ...base, ...administrator }) } : {};
  const secretId = await stage.store({ ...base, username, password: FIRST, note: 'kept', ...master });
  const names = isAlternating ? [`${username}_clone`, username] : [username];
  for (const expected of names) {
    const earlier = await stage.read(secretId);

    await stage.rotate(secretId, functionArn);

    const now = await stage.read(secretId);
    assert.equal(now.username, expected, 'the user of the current version');
    assert.notEqual(now.password, earlier.password, 'the password stayed');
    assert.equal(now['note'], 'kept', 'what else the secret holds');
    await accepted(database, now, 'the new password is refused');
    if (isAlternating) await accepted(database, earlier, 'the password before is refused');
    else await assert.rejects(database.use(earlier.username, earlier.password), 'the password before is accepted');
    assert.deepEqual(await stage.read(secretId, 'AWSPREVIOUS'), earlier, 'the version before');
  }
}

async function accepted(database: RotatedDatabase, { username, password }: Login, message: string): Promise<void> {
  try {
    await database.use(username, password);
  } catch (cause) {
    throw new Error(message, { cause });
  }
}
