/**
 * Makes who asks, in a data directory of its own account: `node principals.ts DATA-DIR OTHERS`. A role with five policies
 * of ten statements each, of which the last one lets it read, and so many users and as many roles beside it, each with a
 * policy of its own. Sends credentials of a session of the role, which last for an hour.
 */
import { randomBytes } from 'node:crypto';
import { beginIdentityChange } from '../packages/server/src/identities/epoch-store.ts';
import { putInlinePolicy } from '../packages/server/src/identities/inline-policy-store.ts';
import { insertRole } from '../packages/server/src/identities/role-store.ts';
import { newUniqueId } from '../packages/server/src/identities/unique-id.ts';
import { insertUser } from '../packages/server/src/identities/user-store.ts';
import type { Parts } from '../packages/server/src/start/parts.ts';
import { openParts } from '../packages/server/src/start/parts.ts';
import { testOptions } from '../packages/server/src/testing/test-options.ts';
import type { Writer } from '../packages/server/src/storage/database.ts';
import { ACCOUNT, policiesFor, TRUST } from './policies.ts';
import { ROOT_KEY } from './secrets.ts';

/** What is sent. */
export interface SentCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const POLICIES = 5;
const HOUR_MS = 3_600_000;

const [dataDir = '', others = '0'] = process.argv.slice(2);
process.once('disconnect', () => process.exit());
await using stack = new AsyncDisposableStack();
const parts = await openParts(stack, testOptions(dataDir, { rootCredentials: ROOT_KEY }));
process.send?.(await makePrincipals(parts, Number(others)));
process.disconnect?.();

async function makePrincipals({ database, line }: Parts, count: number): Promise<SentCredentials> {
  const now = Date.now();
  const roleId = await database.write(async writer => {
    await beginIdentityChange(writer, ACCOUNT);
    for (let i = 0; i < count; i++) {
      const base = { account_id: ACCOUNT, name: `other-${i}`, path: '/', created_at: now };
      const id = newUniqueId('user', randomBytes);
      await insertUser(writer, { ...base, id, tags: '[]', boundary_policy_id: null });
      await putInlinePolicy(writer, { owner_id: id, name: 'own', document: policiesFor(1)[0] ?? '' });
      await makeRole(writer, base, policiesFor(1));
    }
    const reader = { account_id: ACCOUNT, name: 'reader', path: '/', created_at: now };
    return makeRole(writer, reader, policiesFor(POLICIES));
  });
  const subject = { type: 'role', accountId: ACCOUNT, roleId, sessionName: 'bench' } as const;
  const issued = line.sessions.issue({ subject, session: { issuedAt: now, expiresAt: now + HOUR_MS } });
  return {
    accessKeyId: issued.accessKeyId,
    secretAccessKey: issued.secretAccessKey.unwrap(),
    sessionToken: issued.sessionToken.unwrap(),
  };
}

async function makeRole(
  writer: Writer,
  base: { readonly account_id: string; readonly name: string; readonly path: string; readonly created_at: number },
  documents: readonly string[],
): Promise<string> {
  const id = newUniqueId('role', randomBytes);
  await insertRole(writer, {
    ...base,
    id,
    description: null,
    max_session_seconds: HOUR_MS / 1_000,
    trust_policy: TRUST,
    trust_policy_ids: null,
    tags: '[]',
    boundary_policy_id: null,
  });
  for (const [i, document] of documents.entries()) {
    await putInlinePolicy(writer, { owner_id: id, name: `policy-${i}`, document });
  }
  return id;
}
