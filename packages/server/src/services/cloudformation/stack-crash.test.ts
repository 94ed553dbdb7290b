/** A job on a stack that dies after any of its writes: the next run ends what was begun, and nothing is orphaned. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { JobRunner } from '../../jobs/runner.ts';
import type { Line } from '../../pipeline/line.ts';
import type { Database } from '../../storage/database.ts';
import { onBothEngines, TestServer } from '../../testing/index.ts';
import { STACK_JOB } from './stack-job-kind.ts';
import { stackJob } from './stack-job.ts';

/** More than a job on a stack has writes. */
const MAX_WRITES = 40;
const PREFIX = 'aws-serverless-repository-';

onBothEngines('A job on a stack that dies', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function execute(name: string): Promise<string> {
    const { ChangeSetId: ChangeSetName = '', StackId = '' } = await server.call(
      'serverlessrepo',
      'CreateCloudFormationChangeSet',
      {
        ApplicationId: 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRotationTemplate',
        StackName: name,
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_RESOURCE_POLICY'],
        ParameterOverrides: [
          { Name: 'endpoint', Value: 'https://secretsmanager.us-east-1.amazonaws.com' },
          { Name: 'functionName', Value: name },
        ],
      },
    );
    await server.call('cloudformation', 'ExecuteChangeSet', { ChangeSetName });
    return StackId;
  }

  /** Runs what is due on a node that dies after so many writes, and then on another one; whether it died. */
  async function dieAfter(writes: number): Promise<boolean> {
    const { database, line, log } = server.parts;
    const mortal = dyingAfter(database, writes);
    const handler = stackJob({ ...line, database: mortal.database } satisfies Line);
    const node = new JobRunner({ database, clock: server.clock, log, handlers: new Map([[STACK_JOB, handler]]) });
    await node.runDue();
    // Longer than a lease, and than the pause after a failure.
    server.clock.advance(3_600_000);
    await server.parts.jobs.runDue();
    return mortal.isDead();
  }

  async function statusOf(StackName: string): Promise<string> {
    const { Stacks: [stack] = [] } = await server.call('cloudformation', 'DescribeStacks', { StackName });
    return stack?.StackStatus ?? '';
  }

  /** What is there, by the names of functions, beside what stacks say. */
  async function assertOnly(names: readonly string[]): Promise<void> {
    const { Functions = [] } = await server.call('lambda', 'ListFunctions', {});
    const { Roles = [] } = await server.call('iam', 'ListRoles', {});
    const found = Functions.map(({ FunctionName = '' }) => FunctionName);
    assert.deepEqual(found.toSorted(), names.toSorted());
    assert.equal(Roles.filter(({ RoleName }) => RoleName.startsWith(PREFIX)).length, names.length);
  }

  it('while it makes things: they are deleted again, each of them, and the reason is told', async () => {
    const seen: string[] = [];
    for (let writes = 1; writes <= MAX_WRITES; writes += 1) {
      const StackId = await execute(`made${writes}`);
      const isDead = await dieAfter(writes);
      const status = await statusOf(StackId);
      seen.push(status);

      if (!isDead) {
        assert.equal(status, 'CREATE_COMPLETE');
        break;
      }
      // Before anything was begun it begins anew.
      const isMade = status === 'CREATE_COMPLETE';
      if (!isMade) assert.equal(status, 'ROLLBACK_COMPLETE', `after ${writes} writes`);
      await assertOnly(isMade ? [`made${writes}`] : []);
      await server.call('cloudformation', 'DeleteStack', { StackName: StackId });
      await server.parts.jobs.runDue();
      await assertOnly([]);
    }

    assert.ok(seen.filter(status => status === 'ROLLBACK_COMPLETE').length > 8, seen.join());
    assert.equal(seen.at(-1), 'CREATE_COMPLETE');
    await server.call('cloudformation', 'DeleteStack', { StackName: `${PREFIX}made${seen.length}` });
    await server.parts.jobs.runDue();
  });

  it('while it deletes them: the next run goes on until everything is gone', async () => {
    for (let writes = 1; writes <= MAX_WRITES; writes += 1) {
      const StackId = await execute(`deleted${writes}`);
      await server.parts.jobs.runDue();
      await server.call('cloudformation', 'DeleteStack', { StackName: StackId });
      const isDead = await dieAfter(writes);

      assert.equal(await statusOf(StackId), 'DELETE_COMPLETE', `after ${writes} writes`);
      await assertOnly([]);
      if (!isDead) {
        assert.ok(writes > 8);
        return;
      }
    }
    assert.fail('it has more writes than that');
  });
});

/** A database that stores so many writes and then nothing any more, as for a process that was killed. */
function dyingAfter(database: Database, writes: number) {
  let left = writes;
  const write: Database['write'] = async f => {
    if (left === 0) throw new Error('dead');
    left -= 1;
    const result = await database.write(f);
    if (left === 0) throw new Error('killed');
    return result;
  };
  const mortal = new Proxy(database, {
    get(target, name) {
      if (name === 'write') return write;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { database: mortal, isDead: () => left === 0 };
}
