/** Recorded of AWS: with whose rights a secret is replicated (`test/conformance/behaviour-rows.ts` names it). */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import { onBothEngines } from '../../testing/engines.ts';
import type { TestServer } from '../../testing/test-server.ts';
import {
  IN_PROGRESS,
  inRegion,
  openRegions,
  read,
  replicate,
  settle,
  statusOf,
  SUCCEEDED,
  THERE,
} from './replication.test-support.ts';
import { makeSecret, putVersion } from './testing.ts';

const HERE = 'us-east-1';

onBothEngines('The rights of a replication', engine => {
  let server: TestServer;
  before(async () => {
    server = await openRegions(engine, [HERE, THERE]);
  });
  after(() => server[Symbol.asyncDispose]());

  /** A session of somebody who may do everything, but for what its own policy denies in one region. */
  async function session(Name: string, region: string, ...Action: readonly string[]): Promise<TestServer> {
    const everything = { Action: '*' };
    const user = await makeUser(server, `maker-of-${Name}`, { policies: [policyOfStatements(everything)] });
    const Condition = { StringEquals: { 'aws:RequestedRegion': region } };
    const Policy = policyOfStatements(everything, { Effect: 'Deny', Action, Condition });
    const { Credentials } = await user.server.call('sts', 'GetFederationToken', { Name, Policy });
    assert.ok(Credentials !== undefined);
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken } = Credentials;
    return server.as({ accessKeyId, secretAccessKey, sessionToken: new Redacted(SessionToken) });
  }

  /** What the status tells of a denial at KMS, up to the id of KMS's request. */
  async function failureOf(guest: string, action: string, region: string): Promise<string> {
    const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId: 'alias/aws/secretsmanager' }, region);
    return (
      `Replication failed: User: arn:aws:sts::123456789012:federated-user/${guest} is not authorized to perform: ${action} ` +
      `on resource: ${KeyMetadata?.Arn} with an explicit deny in a session policy ` +
      '(Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: UUID; Proxy: null)'
    );
  }

  /** What DescribeSecret tells of the replicas, without the ids of KMS's requests. */
  async function shownStatus(SecretId: string): Promise<unknown> {
    const shown = JSON.stringify(await statusOf(server, SecretId));
    return JSON.parse(shown.replaceAll(/(Request ID: )[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, '$1UUID'));
  }

  it('recorded: fails in the words of KMS where the session policy of its caller denies the key of either region', async () => {
    const cannotOpenHere = await session('opens-not', HERE, 'kms:Decrypt');
    const cannotSealThere = await session('seals-not', THERE, 'kms:GenerateDataKey', 'kms:Encrypt');
    const arn = await makeSecret(server, 'authority');
    const failed = { ...IN_PROGRESS, Status: 'Failed' };

    assert.deepEqual(await replicate(cannotOpenHere, arn), [IN_PROGRESS]);
    await settle(server);
    const StatusMessage = await failureOf('opens-not', 'kms:Decrypt', HERE);
    assert.deepEqual(await shownStatus(arn), [{ ...failed, StatusMessage }]);

    assert.deepEqual(await replicate(cannotSealThere, arn, { ForceOverwriteReplicaSecret: true }), [IN_PROGRESS]);
    await settle(server);
    const sealing = await failureOf('seals-not', 'kms:GenerateDataKey', THERE);
    assert.deepEqual(await shownStatus(arn), [{ ...failed, StatusMessage: sealing }]);
    assert.equal(await read(server, inRegion(arn), THERE), 'ResourceNotFoundException');

    // Once there is a replica, their puts succeed: it stays old, and the status InProgress.
    await replicate(server, arn, { ForceOverwriteReplicaSecret: true });
    await settle(server);
    assert.deepEqual(await shownStatus(arn), [SUCCEEDED]);
    for (const [as, number] of [
      [cannotOpenHere, 2],
      [cannotSealThere, 3],
    ] as const) {
      assert.deepEqual(await putVersion(as, arn, number), ['AWSCURRENT']);
      await settle(server);
      server.clock.advance(5_000);
      await settle(server);
      assert.equal(await read(server, arn, HERE), `v${number}`);
      assert.equal(await read(server, inRegion(arn), THERE), 'v1');
      assert.deepEqual(await shownStatus(arn), [IN_PROGRESS]);
    }

    // Whoever may takes all of it there.
    await putVersion(server, arn, 4);
    await settle(server);
    assert.equal(await read(server, inRegion(arn), THERE), 'v4');
    assert.deepEqual(await shownStatus(arn), [SUCCEEDED]);
  });
});
