/** Recorded of AWS: whose rights a replication has (`test/conformance/behaviour-rows.ts` names it). */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '@coffer/server/testing';
import type { TestServer } from '@coffer/server/testing';
import { makeUser, policyOfStatements } from '../../packages/server/src/access/testing.ts';
import {
  inRegion,
  openRegions,
  read,
  replicate,
  settle,
  statusOf,
  SUCCEEDED,
  THERE,
} from '../../packages/server/src/services/secretsmanager/replication.test-support.ts';
import { makeSecret, putVersion } from '../../packages/server/src/services/secretsmanager/testing.ts';
import { asSession, assume, makeRole } from '../../packages/server/src/services/sts/testing.ts';

const HERE = 'us-east-1';
const IN_PROGRESS = { Region: THERE, KmsKeyId: 'alias/aws/secretsmanager', Status: 'InProgress' };

onBothEngines('Recorded of AWS, a replication', engine => {
  let server: TestServer;
  before(async () => {
    server = await openRegions(engine, [HERE, THERE]);
  });
  after(() => server[Symbol.asyncDispose]());

  /** Sessions of somebody who may do everything, but for what their own policy denies. */
  async function sessions() {
    const everything = [policyOfStatements({ Action: '*' })];
    const without = (region: string, ...Action: readonly string[]) => {
      const Condition = { StringEquals: { 'aws:RequestedRegion': region } };
      return policyOfStatements({ Action: '*' }, { Effect: 'Deny', Action, Condition });
    };
    const user = await makeUser(server, 'user', { policies: everything });
    const role = await makeRole(server, 'role', { policies: everything });
    const guest = { Name: 'guest', Policy: without(HERE, 'kms:Decrypt') };
    return {
      cannotOpenHere: asSession(server, await user.server.call('sts', 'GetFederationToken', guest)),
      cannotSealThere: await assume(user.server, role, {
        RoleSessionName: 'probe',
        Policy: without(THERE, 'kms:GenerateDataKey', 'kms:Encrypt'),
      }),
    };
  }

  /** What the status tells of a denial at KMS, up to the id of KMS's request. */
  async function failureOf(who: string, action: string, region: string): Promise<string> {
    const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId: 'alias/aws/secretsmanager' }, region);
    return (
      `Replication failed: User: arn:aws:sts::123456789012:${who} is not authorized to perform: ${action} ` +
      `on resource: ${KeyMetadata?.Arn} with an explicit deny in a session policy ` +
      '(Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: UUID; Proxy: null)'
    );
  }

  /** What DescribeSecret tells of the replicas, without the ids of KMS's requests. */
  async function shownStatus(SecretId: string): Promise<unknown> {
    const shown = JSON.stringify(await statusOf(server, SecretId));
    return JSON.parse(shown.replaceAll(/(Request ID: )[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, '$1UUID'));
  }

  it('fails in the words of KMS where the session policy of its caller denies the key of either region', async () => {
    const { cannotOpenHere, cannotSealThere } = await sessions();
    const arn = await makeSecret(server, 'authority');
    const failed = { ...IN_PROGRESS, Status: 'Failed' };

    assert.deepEqual(await replicate(cannotOpenHere, arn), [IN_PROGRESS]);
    await settle(server);
    const StatusMessage = await failureOf('federated-user/guest', 'kms:Decrypt', HERE);
    assert.deepEqual(await shownStatus(arn), [{ ...failed, StatusMessage }]);

    assert.deepEqual(await replicate(cannotSealThere, arn, { ForceOverwriteReplicaSecret: true }), [IN_PROGRESS]);
    await settle(server);
    const sealing = await failureOf('assumed-role/role/probe', 'kms:GenerateDataKey', THERE);
    assert.deepEqual(await shownStatus(arn), [{ ...failed, StatusMessage: sealing }]);
    assert.equal(await read(server, inRegion(arn), THERE), 'ResourceNotFoundException');

    // Once there is a replica, their puts succeed: it stays old, and the status InProgress.
    await replicate(server, arn, { ForceOverwriteReplicaSecret: true });
    await settle(server);
    assert.deepEqual(await shownStatus(arn), [SUCCEEDED]);
    for (const [session, number] of [
      [cannotOpenHere, 2],
      [cannotSealThere, 3],
    ] as const) {
      assert.deepEqual(await putVersion(session, arn, number), ['AWSCURRENT']);
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
