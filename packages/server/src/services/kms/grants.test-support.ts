/** What the tests of grants have in common. */
import assert from 'node:assert/strict';
import { Redacted } from '@coffer/wire';
import { makeUser, policyOfStatements, type TestStatement, type TestUser } from '../../access/testing.ts';
import type { TestServer } from '../../testing/test-server.ts';

export const OWNER = '123456789012';
export const STRANGER = '222222222222';
export const ROOT = `arn:aws:iam::${OWNER}:root`;
export const TEXT = 'attack at dawn';

type Pairs = Readonly<Record<string, string>>;

/** Makes a key as the root user; gives its ARN. */
export async function createKey(server: TestServer): Promise<string> {
  return (await server.call('kms', 'CreateKey', {})).KeyMetadata?.Arn ?? '';
}

/** Encrypts `TEXT` as the root user. */
export async function seal(server: TestServer, KeyId: string, EncryptionContext: Pairs = {}): Promise<Uint8Array> {
  const Plaintext = new Redacted<Uint8Array>(Buffer.from(TEXT));
  const { CiphertextBlob } = await server.call('kms', 'Encrypt', { KeyId, Plaintext, EncryptionContext });
  return CiphertextBlob ?? new Uint8Array();
}

export async function open(as: TestServer, blob: Uint8Array, EncryptionContext: Pairs = {}): Promise<string> {
  const { Plaintext } = await as.call('kms', 'Decrypt', { CiphertextBlob: blob, EncryptionContext });
  return Buffer.from(Plaintext?.unwrap() ?? []).toString();
}

/** Whether a call ends in AccessDeniedException; any other error fails the test. */
export async function isDenied(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return false;
  } catch (error) {
    assert.match(String(error), /AccessDeniedException/);
    return true;
  }
}

/** A grant by the root user, for Decrypt unless `more` says otherwise. */
export async function grantTo(server: TestServer, KeyId: string, GranteePrincipal: string, more: object = {}) {
  const Operations = ['Decrypt' as const];
  const input = { KeyId, GranteePrincipal, Operations, ...more };
  const { GrantId = '', GrantToken = '' } = await server.call('kms', 'CreateGrant', input);
  return { GrantId, GrantToken };
}

/** Makes users, each with a name of its own and a policy of each of these statements. */
export function granteeMaker(server: () => TestServer): (...statements: TestStatement[]) => Promise<TestUser> {
  let users = 0;
  return (...statements) =>
    makeUser(server(), `grantee-${++users}`, { policies: statements.map(statement => policyOfStatements(statement)) });
}
