/** What the suites on isolation walk over: every operation of the contract, and how it names a secret. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { secretsmanager } from '@coffer/wire/services';
import type { Services } from '@coffer/wire/services';
import { signRequest } from '@coffer/wire/sigv4';
import type { AccessKey } from '../../accounts/access-keys.ts';
import type { Line } from '../../pipeline/line.ts';
import { serve } from '../../pipeline/serve.ts';
import { createAccount } from '../../start/accounts.ts';
import type { ErrorAnswer, TestServer } from '../../testing/test-server.ts';
import { textOf } from '../../testing/test-server.ts';
import { testOptions } from '../../testing/test-options.ts';
import { token } from './testing.ts';

/** Any policy will do: it is never stored. */
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
    },
  ],
});

/** The rest of a valid input of each operation that names a secret; `none`: it names none and has tests of its own. */
const OPERATIONS: ReadonlyMap<string, object | 'none'> = new Map<string, object | 'none'>([
  ['BatchGetSecretValue', 'none'],
  ['CancelRotateSecret', {}],
  ['CreateSecret', 'none'],
  ['DeleteResourcePolicy', {}],
  ['DeleteSecret', {}],
  ['DescribeSecret', {}],
  ['GetRandomPassword', 'none'],
  ['GetResourcePolicy', {}],
  ['GetSecretValue', {}],
  ['ListSecretVersionIds', { IncludeDeprecated: true }],
  ['ListSecrets', 'none'],
  ['PutResourcePolicy', { ResourcePolicy: POLICY }],
  ['PutSecretValue', { ClientRequestToken: token(1), SecretString: 'another' }],
  ['RemoveRegionsFromReplication', { RemoveReplicaRegions: ['ap-south-1'] }],
  ['ReplicateSecretToRegions', { AddReplicaRegions: [{ Region: 'ap-south-1' }] }],
  ['RestoreSecret', {}],
  ['RotateSecret', { ClientRequestToken: token(1) }],
  ['StopReplicationToReplica', {}],
  ['TagResource', { Tags: [{ Key: 'k', Value: 'v' }] }],
  ['UntagResource', { TagKeys: ['k'] }],
  ['UpdateSecret', { ClientRequestToken: token(1), Description: 'd', SecretString: 'another' }],
  ['UpdateSecretVersionStage', { VersionStage: 'AWSCURRENT', RemoveFromVersionId: token(1) }],
  ['ValidateResourcePolicy', { ResourcePolicy: POLICY }],
]);

/** The operations of the contract that name a secret, each with an input for one. Fails where the table lacks one. */
export function operationsOnSecrets(): readonly (readonly [name: string, input: (SecretId: string) => object])[] {
  const names = Object.keys(secretsmanager.operations);
  const missing = names.filter(name => !OPERATIONS.has(name));
  assert.deepEqual(missing, [], 'isolation.test-support.ts does not know these operations');
  return names.flatMap(name => {
    const more = OPERATIONS.get(name);
    return more === undefined || more === 'none'
      ? []
      : [[name, (SecretId: string) => ({ SecretId, ...more })] as const];
  });
}

/** Another account on the same server, with its root user. */
export interface TestAccount {
  readonly accountId: string;
  /** Sends a signed request; gives the body of its answer, with the request's own line if one is given. */
  send(service: keyof Services, operation: string, input: object, region?: string, line?: Line): Promise<string>;
  /** The error that an operation answers; throws when it succeeds. */
  refused(service: keyof Services, operation: string, input: object, region?: string): Promise<ErrorAnswer>;
}

/** Makes an account as an operator does. */
export async function otherAccount(server: TestServer, accountId: string): Promise<TestAccount> {
  const { database, keyring, line } = server.parts;
  const parts = { database, keyring, audit: line.audit, clock: server.clock, random: randomBytes };
  const options = testOptions(server.dataDir, { regions: [...line.regions] });
  const { accessKeyId } = await createAccount(parts, options, { accountId });
  const key = await line.accessKeys.find(accessKeyId);
  if (key === undefined) throw new Error('the new account has no key');
  return signingWith(server, key);
}

/** Signs with this key. */
export function signingWith(server: TestServer, key: AccessKey): TestAccount {
  async function answer(
    service: keyof Services,
    operation: string,
    input: object,
    region = 'us-east-1',
    line: Line = server.parts.line,
  ) {
    const { contract } = line.services.get(service) ?? {};
    const request = {
      method: 'POST',
      target: '/',
      rawHeaders: [
        'Host',
        `${service}.${region}.amazonaws.com`,
        'Content-Type',
        'application/x-amz-json-1.1',
        'X-Amz-Target',
        `${contract?.targetPrefixes[0] ?? ''}.${operation}`,
      ],
      body: Buffer.from(JSON.stringify(input)),
    };
    const rawHeaders = signRequest(request, {
      credentials: { accessKeyId: key.caller.accessKeyId, secretAccessKey: key.secretAccessKey },
      region,
      service,
      now: server.clock.now(),
    });
    return serve(line, {
      ...request,
      rawHeaders,
      remoteAddress: '203.0.113.11',
      tls: { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' },
      signal: new AbortController().signal,
      listener: 'test',
    });
  }
  return {
    accountId: key.caller.accountId,
    send: async (...request) => textOf(await answer(...request)),
    async refused(...request) {
      const response = await answer(...request);
      if (response.status === 200) throw new Error(`was not refused: ${textOf(response)}`);
      const error = JSON.parse(textOf(response)) as { __type: string; Message?: string; message?: string }; // an error's body
      return { status: response.status, code: error.__type, message: error.Message ?? error.message };
    },
  };
}

/** The line with a reader that notes what is read: in full, `remembered` where memory could answer. */
export function noting(line: Line): { readonly line: Line; readonly reads: string[] } {
  const reads: string[] = [];
  const { reader } = line;
  return {
    reads,
    line: {
      ...line,
      reader: {
        all(statement) {
          reads.push(statement.strings.join('?'));
          return reader.all(statement);
        },
        get(statement) {
          reads.push(statement.strings.join('?'));
          return reader.get(statement);
        },
        getRemembered(name, statement) {
          reads.push(`remembered ${statement.strings.join('?')}`);
          return reader.getRemembered(name, statement);
        },
      },
    },
  };
}
