/** For tests of STS: roles made in the store, and the server as their sessions see it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Redacted } from '@coffer/wire';
import type { OutputOf } from '@coffer/wire';
import { sts } from '@coffer/wire/services';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import { deleteInlinePolicyRow, putInlinePolicy } from '../../identities/inline-policy-store.ts';
import { deleteRoleRow, insertRole } from '../../identities/role-store.ts';
import { newUniqueId } from '../../identities/unique-id.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { textOf } from '../../testing/test-server.ts';
import { decodeAnswer, decodeError, encodeRequest } from '../../testing/wire-format.ts';

export const ACCOUNT = '123456789012';

export interface TestRole {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
}

/** A trust policy with one statement that lets this principal assume the role, tag its session and name its source. */
export function trust(principal: unknown, more: object = {}): string {
  const Action = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
  const statement = { Effect: 'Allow', Principal: principal, Action, ...more };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

/** The whole account: what its own policies say counts. */
export const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };

export async function makeRole(
  server: TestServer,
  name: string,
  options: {
    readonly accountId?: string;
    readonly trust?: string;
    /** Documents of inline policies. */
    readonly policies?: readonly string[];
    readonly maxSeconds?: number;
    readonly path?: string;
    readonly tags?: Readonly<Record<string, string>>;
  } = {},
): Promise<TestRole> {
  const { accountId = ACCOUNT, policies = [], maxSeconds = 3_600, path = '/', tags = {} } = options;
  const id = newUniqueId('role', randomBytes);
  await server.parts.database.write(async writer => {
    await beginIdentityChange(writer, accountId);
    await insertRole(writer, {
      id,
      account_id: accountId,
      name,
      path,
      created_at: server.clock.now(),
      description: null,
      max_session_seconds: maxSeconds,
      trust_policy: options.trust ?? trust(ROOT),
      trust_policy_ids: null,
      tags: JSON.stringify(Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))),
      boundary_policy_id: null,
    });
    for (const [i, document] of policies.entries()) {
      await putInlinePolicy(writer, { owner_id: id, name: `policy-${i}`, document });
    }
  });
  return { id, name, arn: `arn:aws:iam::${accountId}:role${path}${name}` };
}

/** Deletes a role that has at most one inline policy. */
export async function dropRole(server: TestServer, role: TestRole, accountId = ACCOUNT): Promise<void> {
  await server.parts.database.write(async writer => {
    await beginIdentityChange(writer, accountId);
    await deleteInlinePolicyRow(writer, role.id, 'policy-0');
    await deleteRoleRow(writer, role.id);
  });
}

/** Makes a secret as the root user. */
export async function makeSecret(server: TestServer, name: string, value = 'value'): Promise<void> {
  const SecretString = new Redacted(value);
  await server.call('secretsmanager', 'CreateSecret', { Name: name, SecretString, ClientRequestToken: randomUUID() });
}

/** What an answer with credentials has. */
interface Answer {
  readonly Credentials?:
    | {
        readonly AccessKeyId: string;
        readonly SecretAccessKey: Redacted<string>;
        readonly SessionToken: string;
      }
    | undefined;
}

/** The server as the holder of these credentials calls it. */
export function asSession(server: TestServer, { Credentials: credentials }: Answer): TestServer {
  if (credentials === undefined) throw new Error('the answer has no credentials');
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: token } = credentials;
  return server.as({ accessKeyId, secretAccessKey, sessionToken: new Redacted(token) });
}

/** The operations that take an identity provider's word. */
type Unsigned = 'AssumeRoleWithWebIdentity' | 'AssumeRoleWithSAML';

/** What came of an unsigned request: the answer, or status, code and message of the error. */
export interface UnsignedOutcome<O extends Unsigned> {
  readonly answer?: OutputOf<(typeof sts)['operations'][O]>;
  readonly error?: readonly [status: number, code: string, message: string | undefined];
}

/** Sends a request without a signature. */
export async function askUnsigned<O extends Unsigned>(
  server: TestServer,
  operation: O,
  input: object,
): Promise<UnsignedOutcome<O>> {
  const { headers, body } = encodeRequest(sts, operation, input);
  const rawHeaders = Object.entries({ Host: 'sts.us-east-1.amazonaws.com', ...headers }).flat();
  const response = await server.deliver({ method: 'POST', target: '/', rawHeaders, body: Buffer.from(body) });
  const text = textOf(response);
  if (response.status !== 200) {
    const { code, message } = decodeError(sts, text);
    return { error: [response.status, code, message] };
  }
  // `as`: the contract has decoded it.
  return { answer: decodeAnswer(sts, operation, text) as OutputOf<(typeof sts)['operations'][O]> };
}

/** Assumes a role, and gives the server as its session calls it. */
export async function assume(
  server: TestServer,
  role: TestRole,
  more: Omit<Parameters<typeof server.call<'sts', 'AssumeRole'>>[2], 'RoleArn'> = {},
): Promise<TestServer> {
  const answer = await server.call('sts', 'AssumeRole', { RoleArn: role.arn, RoleSessionName: 'test', ...more });
  return asSession(server, answer);
}
