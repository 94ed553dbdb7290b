import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { AwsError } from '@coffer/wire';
import { LeaseLost } from '../../jobs/runner.ts';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import type { TestServer } from '../../testing/index.ts';
import { Crash, run } from './replication-run.test-support.ts';
import { MAX_ATTEMPTS } from './replication.ts';
import {
  IN_PROGRESS,
  inRegion,
  makeReplicated,
  makeStranger,
  openRegions,
  read,
  recordsIn,
  replicate,
  settle,
  statusOf,
  SUCCEEDED,
  THERE,
} from './replication.test-support.ts';
import { makeSecret, putVersion } from './testing.ts';

onBothEngines('The job of replication', engine => {
  let server: TestServer;
  before(async () => {
    server = await openRegions(engine);
  });
  after(() => server[Symbol.asyncDispose]());

  it('survives a crash at every step of a first replication: nothing is half there, and the next run completes it', async () => {
    const steps = await crashAtEachStep(async number => {
      const arn = await makeSecret(server, `first-${number}`);
      await replicate(server, arn);
      return { arn, before: 'ResourceNotFoundException', after: 'v1' };
    });
    assert.ok(steps > 15, `only ${steps} steps`);
  });

  it('survives a crash at every step of a later change', async () => {
    const steps = await crashAtEachStep(async number => {
      const arn = await makeReplicated(server, `later-${number}`);
      await putVersion(server, arn, 3);
      return { arn, before: 'v2', after: 'v3' };
    });
    assert.ok(steps > 15, `only ${steps} steps`);
  });

  /** Lets the job die at its first, second ... access to the storage, and once right after its commit. */
  async function crashAtEachStep(
    prepare: (step: number) => Promise<{ readonly arn: string; readonly before: string; readonly after: string }>,
  ): Promise<number> {
    // The steps are the same on both engines; the slower one takes some of them.
    for (let step = 1; ; step += engine === 'postgres' ? 4 : 1) {
      const expected = await prepare(step);
      let left = step;
      const crashes = await run(server, {
        onAccess() {
          left -= 1;
          if (left === 0) throw new Crash();
        },
      }).then(
        () => false,
        (error: unknown) => {
          // What stops a call to KMS comes as the failure of KMS.
          const stop = error instanceof AwsError ? error.cause : error;
          if (!(stop instanceof Crash)) throw error;
          return true;
        },
      );
      const now = await read(server, inRegion(expected.arn), THERE);
      const [status] = await statusOf(server, expected.arn);
      assert.equal(now, status?.Status === 'InSync' ? expected.after : expected.before, `step ${step}`);
      server.clock.advance(61_000);
      await settle(server);
      assert.equal(await read(server, inRegion(expected.arn), THERE), expected.after, `step ${step}`);
      assert.deepEqual(await statusOf(server, expected.arn), [SUCCEEDED]);
      assert.deepEqual(
        await server.parts.database.read(reader =>
          reader.all(sql`select id from job where kind like 'secretsmanager.%'`),
        ),
        [],
      );
      if (!crashes) return step;
    }
  }

  it('stores nothing when another node has taken it over, but keeps the records of what it opened', async () => {
    const arn = await makeReplicated(server, 'fenced');
    await putVersion(server, arn, 3);
    const opened = async () => (await recordsIn(server, 'us-east-1', 'Decrypt')).filter(record => isAbout(record, arn));
    const openedBefore = (await opened()).length;
    const slow = run(server, {
      async beforeCommit() {
        server.clock.advance(61_000);
        await server.parts.jobs.runDue();
        await putVersion(server, arn, 4);
        await settle(server);
      },
    });

    await assert.rejects(slow, LeaseLost);
    assert.equal(await read(server, inRegion(arn), THERE), 'v4');
    // This one, the node that took it over, and the one after that.
    assert.equal((await opened()).length, openedBefore + 3);
  });

  it('stores a state that the primary was in, and goes on, when the primary changes meanwhile', async () => {
    const arn = await makeReplicated(server, 'moving');
    await putVersion(server, arn, 3);
    await run(server, { beforeCommit: async () => void (await putVersion(server, arn, 4)) });

    assert.equal(await read(server, inRegion(arn), THERE), 'v3');
    assert.deepEqual(await statusOf(server, arn), [IN_PROGRESS]);
    await settle(server);
    assert.equal(await read(server, inRegion(arn), THERE), 'v4');
    assert.deepEqual(await statusOf(server, arn), [SUCCEEDED]);
  });

  it('looks again when somebody takes the name meanwhile', async () => {
    const arn = await makeSecret(server, 'raced');
    await replicate(server, arn);
    let stranger = '';
    await run(server, {
      async beforeCommit() {
        stranger = await makeStranger(server, 'raced');
      },
    });

    assert.deepEqual(await statusOf(server, arn), [IN_PROGRESS]);
    await settle(server);
    assert.equal((await statusOf(server, arn))[0]?.Status, 'Failed');
    assert.equal(await read(server, stranger, THERE), 'stranger');
  });

  for (const [what, interrupt] of [
    [
      'removed',
      (arn: string) =>
        server.call('secretsmanager', 'RemoveRegionsFromReplication', { SecretId: arn, RemoveReplicaRegions: [THERE] }),
    ],
    [
      'promoted',
      (arn: string) => server.call('secretsmanager', 'StopReplicationToReplica', { SecretId: inRegion(arn) }, THERE),
    ],
    ['asked for anew', (arn: string) => replicate(server, arn)],
  ] as const) {
    it(`stores nothing when the replica is ${what} meanwhile`, async () => {
      const arn = await makeReplicated(server, what.replaceAll(' ', '-'));
      await putVersion(server, arn, 3);
      const job = run(server, { beforeCommit: async () => void (await interrupt(arn)) });

      await assert.rejects(job, LeaseLost);
      assert.equal(await read(server, inRegion(arn), THERE), what === 'removed' ? 'ResourceNotFoundException' : 'v2');
      await settle(server);
    });
  }

  it('asks KMS as the caller of the request, on record in each region with the encryption context of its place', async () => {
    const arn = await makeSecret(server, 'recorded');
    await replicate(server, arn);
    await settle(server);

    for (const [region, name] of [
      ['us-east-1', 'Decrypt'],
      [THERE, 'GenerateDataKey'],
    ] as const) {
      const record = (await recordsIn(server, region, name)).findLast(each => isAbout(each, inRegion(arn, region)));
      assert.ok(record, name);
      assert.equal((record['userIdentity'] as { arn?: string }).arn, 'arn:aws:iam::123456789012:root'); // as rendered
      assert.equal((record['userIdentity'] as { invokedBy?: string }).invokedBy, 'secretsmanager.amazonaws.com');
      assert.equal(record['awsRegion'], region);
    }
    assert.ok(!JSON.stringify(await recordsIn(server, THERE, 'GenerateDataKey')).includes('v1"'));
  });

  it('has the rights of the caller whom the request left, and no others', async () => {
    const arn = await makeSecret(server, 'whose');
    await replicate(server, arn);
    await server.parts.database.write(writer =>
      writer.run(sql`update secret_replica set caller = replace(caller, '123456789012', '999999999999')`),
    );
    await settle(server);

    const [status] = await statusOf(server, arn);
    assert.equal(status?.Status, 'Failed');
    assert.equal(
      status.StatusMessage,
      "Replication failed: You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
    );
    assert.equal(await read(server, inRegion(arn), THERE), 'ResourceNotFoundException');
    // The next change is somebody else's.
    await putVersion(server, arn, 2);
    await settle(server);
    assert.equal(await read(server, inRegion(arn), THERE), 'v2');
  });

  it('tries again what KMS refuses while there is a replica, gives up in the end, and begins anew when it is asked', async () => {
    const arn = await makeReplicated(server, 'retried');
    await replicate(server, arn, { AddReplicaRegions: [{ Region: THERE, KmsKeyId: 'alias/none' }] });
    let attempts = 0;
    while ((await statusOf(server, arn))[0]?.Status === 'InProgress') {
      await server.parts.jobs.runDue();
      server.clock.advance(1_000 * 2 ** attempts);
      attempts += 1;
    }

    assert.equal(attempts, MAX_ATTEMPTS);
    const [status] = await statusOf(server, arn);
    assert.match(
      status?.StatusMessage ?? '',
      /^Replication failed: Alias .+alias\/none is not found\. \(Service: AWSKMS;/,
    );
    assert.equal(await read(server, inRegion(arn), THERE), 'v2');
    await replicate(server, arn);
    await settle(server);
    assert.deepEqual(await statusOf(server, arn), [SUCCEEDED]);
  });

  it('fails for a value that cannot be read, and shows nothing of it', async () => {
    const arn = await makeSecret(server, 'broken');
    await server.parts.database.write(async writer => {
      writer.forget('secret 123456789012 us-east-1 broken');
      await writer.run(sql`
        update secret_version
        set value = data_key
        where secret_id = (select id from secret where name = 'broken')`);
    });
    await replicate(server, arn);
    await settle(server);

    const [status] = await statusOf(server, arn);
    assert.match(status?.StatusMessage ?? '', /^Replication failed: Secrets Manager can't decrypt the secret value: /);
    const [event] = (await recordsIn(server, 'us-east-1', 'ReplicationFailed')).slice(-1);
    assert.deepEqual(event?.['additionalEventData'], { SecretId: arn, ReplicaRegion: THERE });
  });

  it('copies nothing of an account that was closed meanwhile', async () => {
    const arn = await makeReplicated(server, 'closed');
    await putVersion(server, arn, 3);
    const setStatus = (status: string) =>
      server.parts.database.write(writer => writer.run(sql`update account set status = ${status}`));

    await setStatus('CLOSED');
    await run(server, {});
    await setStatus('ACTIVE');

    assert.equal(await read(server, inRegion(arn), THERE), 'v2');
  });

  it('refuses a full region', async () => {
    await using full = await openRegions(engine);
    const arn = await makeSecret(full, 'one-too-many');
    await makeStranger(full, 'other');
    await replicate(full, arn);
    const quotas = { ...full.parts.line.quotas, secretsPerRegion: 1 };
    await run(full, {}, { ...full.parts.line, quotas });

    assert.equal(
      (await statusOf(full, arn))[0]?.StatusMessage,
      'Replication failed: You exceeded the maximum number of secrets allowed in a Region.',
    );
  });
});

function isAbout(record: object, arn: string): boolean {
  return JSON.stringify(record).includes(arn);
}
