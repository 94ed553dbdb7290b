/** For tests: users with policies, made in the store, and the server as they see it. */
import { randomBytes } from 'node:crypto';
import { Redacted } from '@coffer/wire';
import { accessKeyContext } from '../identities/access-key-context.ts';
import { insertUserKey } from '../identities/access-key-store.ts';
import { attach } from '../identities/attachment-store.ts';
import { findAwsManagedPolicy } from '../identities/aws-managed-policies.ts';
import { beginIdentityChange } from '../identities/epoch-store.ts';
import { putInlinePolicy } from '../identities/inline-policy-store.ts';
import { insertPolicy } from '../identities/policy-store.ts';
import { newAccessKeyId, newUniqueId } from '../identities/unique-id.ts';
import { insertUser } from '../identities/user-store.ts';
import type { TestServer } from '../testing/test-server.ts';

export interface TestUser {
  readonly accountId: string;
  readonly id: string;
  readonly arn: string;
  readonly accessKeyId: string;
  /** The server as this user calls it. */
  readonly server: TestServer;
}

export interface TestStatement {
  readonly Effect?: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: object;
  readonly Sid?: string;
}

/** A policy document; statements allow everything on everything unless they say otherwise. */
export function policyOfStatements(...statements: readonly TestStatement[]): string {
  const defaults: TestStatement = { Effect: 'Allow', Resource: '*' };
  const Statement = statements.map(statement => Object.assign({}, defaults, statement));
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** Makes a user with an access key, inline policies, a boundary and tags. */
export async function makeUser(
  server: TestServer,
  name: string,
  options: {
    readonly accountId?: string;
    /** Documents of inline policies. */
    readonly policies?: readonly string[];
    /** Names of managed policies of AWS, with path `/`. */
    readonly managed?: readonly string[];
    readonly boundary?: string;
    readonly tags?: Readonly<Record<string, string>>;
  } = {},
): Promise<TestUser> {
  const { accountId = '123456789012', policies = [], managed = [], boundary, tags = {} } = options;
  const { database, keyring } = server.parts;
  const now = server.clock.now();
  const id = newUniqueId('user', randomBytes);
  const accessKeyId = newAccessKeyId('accessKey', randomBytes);
  const secret = randomBytes(30).toString('base64');
  const sealed = keyring.sealInternal(accessKeyContext(accessKeyId), Buffer.from(secret));
  const boundaryId = boundary === undefined ? null : newUniqueId('policy', randomBytes);
  await database.write(async writer => {
    await beginIdentityChange(writer, accountId);
    const row = { account_id: accountId, path: '/', created_at: now, tags: JSON.stringify([]) };
    if (boundary !== undefined && boundaryId !== null) {
      const policy = { ...row, id: boundaryId, name: `${name}-boundary`, description: null, updated_at: now };
      await insertPolicy(writer, { ...policy, default_version: 1, last_version: 1 }, boundary);
    }
    const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await insertUser(writer, { ...row, id, name, tags: JSON.stringify(list), boundary_policy_id: boundaryId });
    const key = { access_key_id: accessKeyId, account_id: accountId, user_id: id, created_at: now };
    await insertUserKey(writer, { ...key, status: 'Active' }, sealed);
    for (const [i, document] of policies.entries()) {
      await putInlinePolicy(writer, { owner_id: id, name: `policy-${i}`, document });
    }
    for (const managedName of managed) {
      const policyId = findAwsManagedPolicy('/', managedName)?.id;
      if (policyId === undefined) throw new Error(`AWS has no policy ${managedName}`);
      await attach(writer, { ownerId: id, policyId, accountId }, now);
    }
  });
  const arn = `arn:aws:iam::${accountId}:user/${name}`;
  return { accountId, id, arn, accessKeyId, server: server.as({ accessKeyId, secretAccessKey: new Redacted(secret) }) };
}

/** Puts an inline policy, in place of the one of the same name. */
export async function putPolicy(server: TestServer, user: TestUser, name: string, document: string): Promise<void> {
  await server.parts.database.write(async writer => {
    await beginIdentityChange(writer, user.accountId);
    await putInlinePolicy(writer, { owner_id: user.id, name, document });
  });
}
