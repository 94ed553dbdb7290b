import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import type { TestServer } from '../../testing/index.ts';
import { secretText } from '../../testing/index.ts';
import {
  describe,
  inRegion,
  makeReplicated,
  makeStranger,
  openRegions,
  read,
  settle,
  THERE,
} from './replication.test-support.ts';
import { token } from './testing.ts';

onBothEngines('CreateSecret with AddReplicaRegions', engine => {
  let server: TestServer;
  before(async () => {
    server = await openRegions(engine);
  });
  after(() => server[Symbol.asyncDispose]());

  it('answers with ReplicationStatus and replicates, also when the same request comes again', async () => {
    const input = {
      Name: 'born',
      ClientRequestToken: token(1),
      SecretString: secretText('v1'),
      AddReplicaRegions: [{ Region: THERE }],
    };
    const first = await server.call('secretsmanager', 'CreateSecret', input);
    await settle(server);
    const second = await server.call('secretsmanager', 'CreateSecret', input);

    assert.equal(first.ReplicationStatus?.[0]?.Status, 'InProgress');
    assert.equal(second.ReplicationStatus?.[0]?.Status, 'InSync');
    assert.equal(await read(server, inRegion(first.ARN ?? ''), THERE), 'v1');
    assert.equal((await describe(server, 'born')).PrimaryRegion, 'us-east-1');
  });

  it('overwrites where it says so', async () => {
    await makeStranger(server, 'over');
    const input = { Name: 'over', SecretString: secretText('v1'), AddReplicaRegions: [{ Region: THERE }] };
    await server.call('secretsmanager', 'CreateSecret', {
      ...input,
      ClientRequestToken: token(1),
      ForceOverwriteReplicaSecret: true,
    });
    await settle(server);

    assert.equal(await read(server, 'over', THERE), 'v1');
  });

  it('does not take a replica for what an earlier request has made', async () => {
    await makeReplicated(server, 'copied');
    const input = { Name: 'copied', ClientRequestToken: token(1), SecretString: secretText('v1') };

    const { code } = await server.refused('secretsmanager', 'CreateSecret', input, THERE);

    assert.equal(code, 'ResourceExistsException');
  });
});
