import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { secretText, TestServer } from '../../testing/test-server.ts';
import { EVENTS_SECRET, through } from './owning-service.test-support.ts';
import { inRegion, openRegions, replicate, settle, SUCCEEDED, statusOf, THERE } from './replication.test-support.ts';
import { assertRefused, makeSecret, recordsNamed, token, valueOf } from './testing.ts';

const NOT_ALLOWED = ['InvalidRequestException', 'Operation is not allowed on secret owned by events'] as const;
const OWNER_TAG = { Key: 'aws:secretsmanager:owningService', Value: 'events' };
const ResourcePolicy = policyOfStatements({
  Principal: { AWS: 'arn:aws:iam::123456789012:root' },
  Action: 'secretsmanager:*',
});

/** What the owner alone may do, with inputs that are good for any other secret. */
const OF_THE_OWNER = [
  ['TagResource', { Tags: [{ Key: 'owned', Value: 'metadata' }] }],
  ['UntagResource', { TagKeys: ['owned'] }],
  ['PutResourcePolicy', { ResourcePolicy, BlockPublicPolicy: true }],
  ['DeleteResourcePolicy', {}],
  ['UpdateSecret', { Description: 'probe', ClientRequestToken: token(7) }],
  ['DeleteSecret', { RecoveryWindowInDays: 7 }],
  ['DeleteSecret', { ForceDeleteWithoutRecovery: true }],
] as const;

async function makeOwned(server: TestServer, Name: string, region?: string): Promise<string> {
  const input = { Name, ClientRequestToken: token(1), SecretString: secretText('v1') };
  const { ARN = '' } = await through(server, 'events', region)('secretsmanager', 'CreateSecret', input);
  return ARN;
}

async function shown(server: TestServer, SecretId: string, region?: string) {
  const { OwningService, Tags } = await server.call('secretsmanager', 'DescribeSecret', { SecretId }, region);
  return [OwningService, Tags?.map(({ Key, Value }) => ({ Key, Value }))];
}

onBothEngines('A secret that a service owns', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  it('recorded: shows OwningService and the tag aws:secretsmanager:owningService; its policy and value can be read', async () => {
    const SecretId = await makeOwned(server, EVENTS_SECRET);

    assert.deepEqual(await shown(server, SecretId), ['events', [OWNER_TAG]]);
    const { SecretList } = await server.call('secretsmanager', 'ListSecrets', {});
    assert.deepEqual(
      SecretList?.map(({ Name, OwningService }) => [Name, OwningService]),
      [[EVENTS_SECRET, 'events']],
    );
    const { ResourcePolicy: none, ...named } = await server.call('secretsmanager', 'GetResourcePolicy', { SecretId });
    assert.deepEqual([none, named.ARN, named.Name], [undefined, SecretId, EVENTS_SECRET]);
    assert.equal(await valueOf(server, SecretId), 'v1');
    const [record] = await recordsNamed(server, 'CreateSecret');
    assert.deepEqual(
      [record?.['sourceIPAddress'], record?.['userAgent']],
      ['events.amazonaws.com', 'events.amazonaws.com'],
    );
  });

  it('recorded: is not tagged, untagged, given a policy or relieved of it, updated or deleted', async () => {
    const SecretId = await makeOwned(server, 'events!refused');
    const unchanged = await server.call('secretsmanager', 'DescribeSecret', { SecretId });

    for (const [operation, input] of OF_THE_OWNER)
      await assertRefused(server, operation, { SecretId, ...input }, NOT_ALLOWED);

    assert.deepEqual(await server.call('secretsmanager', 'DescribeSecret', { SecretId }), unchanged);
  });

  it('is refused after authorization, after the bounds of the model and after what the request alone tells', async () => {
    const SecretId = await makeOwned(server, 'events!ordered');
    const stranger = (await makeUser(server, 'stranger')).server;

    for (const [operation, input] of OF_THE_OWNER) {
      const { code } = await stranger.refused('secretsmanager', operation, { SecretId, ...input });
      assert.equal(code, 'AccessDeniedException', operation);
    }
    for (const [operation, input, expected] of [
      ['UpdateSecret', { ClientRequestToken: 'short' }, 'ValidationException'],
      ['TagResource', { Tags: [OWNER_TAG] }, 'InvalidParameterException'],
      ['UntagResource', { TagKeys: [OWNER_TAG.Key] }, 'InvalidParameterException'],
      ['PutResourcePolicy', { ResourcePolicy: '{' }, 'MalformedPolicyDocumentException'],
      ['DeleteSecret', { RecoveryWindowInDays: 1 }, 'InvalidParameterException'],
    ] as const) {
      const { code } = await server.refused('secretsmanager', operation, { SecretId, ...input });
      assert.equal(code, expected, operation);
    }
  });

  it('is changed and deleted through its service, and through no other', async () => {
    const SecretId = await makeOwned(server, 'events!changed');
    const owner = through(server, 'events');

    for (const [operation, input] of OF_THE_OWNER) {
      const other = through(server, 'rds')('secretsmanager', operation, { SecretId, ...input });
      await assert.rejects(other, { code: NOT_ALLOWED[0], message: NOT_ALLOWED[1] });
    }
    await owner('secretsmanager', 'TagResource', { SecretId, Tags: [{ Key: 'owned', Value: 'metadata' }] });
    assert.deepEqual((await shown(server, SecretId))[1], [OWNER_TAG, { Key: 'owned', Value: 'metadata' }]);
    await owner('secretsmanager', 'UntagResource', { SecretId, TagKeys: ['owned'] });
    await owner('secretsmanager', 'PutResourcePolicy', { SecretId, ResourcePolicy });
    await owner('secretsmanager', 'DeleteResourcePolicy', { SecretId });
    const value = { ClientRequestToken: token(2), SecretString: secretText('v2') };
    await owner('secretsmanager', 'UpdateSecret', { SecretId, ...value });
    assert.equal(await valueOf(server, SecretId), 'v2');
    assert.deepEqual(await shown(server, SecretId), ['events', [OWNER_TAG]]);

    await owner('secretsmanager', 'DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true });

    await assertRefused(server, 'DescribeSecret', { SecretId }, [
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret.",
    ]);
  });

  it('is made by a service that owns secrets, under a name with its prefix; a name alone makes no owner', async () => {
    const make = (Name: string) => ({ Name, ClientRequestToken: token(1), Tags: [{ Key: 'k', Value: 'v' }] });
    const none = [undefined, [{ Key: 'k', Value: 'v' }]];

    await through(server, 'events')('secretsmanager', 'CreateSecret', make('events!tagged'));
    assert.deepEqual(await shown(server, 'events!tagged'), ['events', [{ Key: 'k', Value: 'v' }, OWNER_TAG]]);
    await server.call('secretsmanager', 'CreateSecret', make('events!by-a-user'));
    await through(server, 'events')('secretsmanager', 'CreateSecret', make('eventsplain'));
    await through(server, 'rds')('secretsmanager', 'CreateSecret', make('events!by-rds'));
    await through(server, 'cloudformation')('secretsmanager', 'CreateSecret', make('cloudformation!stack'));
    for (const name of ['events!by-a-user', 'eventsplain', 'events!by-rds', 'cloudformation!stack']) {
      assert.deepEqual(await shown(server, name), none, name);
      await server.call('secretsmanager', 'DeleteSecret', { SecretId: name, ForceDeleteWithoutRecovery: true });
    }
  });

  it('is given values, labels and rotation, and restored, by whoever has the right to', async () => {
    const SecretId = await makeOwned(server, 'events!open');
    const value = { ClientRequestToken: token(2), SecretString: secretText('v2') };

    await server.call('secretsmanager', 'PutSecretValue', { SecretId, ...value });
    const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: token(1), RemoveFromVersionId: token(2) };
    await server.call('secretsmanager', 'UpdateSecretVersionStage', { SecretId, ...move });
    assert.equal(await valueOf(server, SecretId), 'v1');
    await server.call('secretsmanager', 'CancelRotateSecret', { SecretId });
    await assertRefused(server, 'RotateSecret', { SecretId, ClientRequestToken: token(3) }, [
      'InvalidRequestException',
      'No Lambda rotation function ARN is associated with this secret.',
    ]);
    await through(server, 'events')('secretsmanager', 'DeleteSecret', { SecretId });
    await server.call('secretsmanager', 'RestoreSecret', { SecretId });
    assert.equal(await valueOf(server, SecretId), 'v1');
  });

  it('is found by the filter owning-service, and known to policies by its tag', async () => {
    const SecretId = await makeOwned(server, 'events!found');
    await makeSecret(server, 'unfound');
    const Condition = { StringEquals: { [`secretsmanager:ResourceTag/${OWNER_TAG.Key}`]: 'events' } };
    const policies = [policyOfStatements({ Action: 'secretsmanager:DescribeSecret', Condition })];
    const user = (await makeUser(server, 'of-events', { policies })).server;
    const found = async (...Values: readonly string[]) => {
      const Filters = [
        { Key: 'owning-service', Values },
        { Key: 'name', Values: ['events!found', 'unfound'] },
      ] as const;
      const { SecretList = [] } = await server.call('secretsmanager', 'ListSecrets', { Filters });
      const { SecretValues = [] } = await server.call('secretsmanager', 'BatchGetSecretValue', { Filters });
      const names = SecretList.map(({ Name }) => Name);
      assert.deepEqual(
        SecretValues.map(({ Name }) => Name),
        names,
      );
      return names;
    };

    assert.deepEqual(await found('events'), ['events!found']);
    assert.deepEqual(await found('event'), []);
    assert.deepEqual(await found('EVENTS', 'rds'), []);
    assert.deepEqual(await found('!events'), ['unfound']);
    assert.equal((await user.call('secretsmanager', 'DescribeSecret', { SecretId })).Name, 'events!found');
    await assert.rejects(user.call('secretsmanager', 'DescribeSecret', { SecretId: 'unfound' }), /AccessDenied/u);
  });
});

onBothEngines('The replica of a secret that a service owns', engine => {
  let server: TestServer;
  before(async () => {
    server = await openRegions(engine);
  });
  after(() => server[Symbol.asyncDispose]());

  it('has the same owner, also when it stands alone', async () => {
    const arn = await makeOwned(server, 'events!copied');

    await replicate(server, arn);
    await settle(server);

    assert.deepEqual(await statusOf(server, arn), [SUCCEEDED]);
    assert.deepEqual(await shown(server, inRegion(arn), THERE), ['events', [OWNER_TAG]]);
    await server.call('secretsmanager', 'StopReplicationToReplica', { SecretId: inRegion(arn) }, THERE);
    const input = { SecretId: inRegion(arn), ForceDeleteWithoutRecovery: true };
    const { message } = await server.refused('secretsmanager', 'DeleteSecret', input, THERE);
    assert.equal(message, NOT_ALLOWED[1]);
  });

  it('is not made in the place of an owned secret, not by force either', async () => {
    const owned = await makeOwned(server, 'events!there', THERE);
    const arn = await makeSecret(server, 'events!there');

    await replicate(server, arn, { ForceOverwriteReplicaSecret: true });
    await settle(server);

    assert.deepEqual(
      (await statusOf(server, arn)).map(({ Status }) => Status),
      ['Failed'],
    );
    assert.deepEqual(await shown(server, owned, THERE), ['events', [OWNER_TAG]]);
  });
});
