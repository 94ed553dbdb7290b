/** Stacks whose caller may make things and not delete them: nothing is left behind that no stack knows of. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { TestUser } from '../../access/testing.ts';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import { onBothEngines, TestServer } from '../../testing/index.ts';

const MANAGED = ['SecretsManagerReadWrite'];

onBothEngines('A stack that its caller may not delete', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function execute({ server: by }: TestUser, name: string): Promise<string> {
    const { ChangeSetId: ChangeSetName = '', StackId = '' } = await by.call(
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
    await by.call('cloudformation', 'ExecuteChangeSet', { ChangeSetName });
    await server.parts.jobs.runDue();
    return StackId;
  }

  const makerOf = (name: string, ...Action: readonly string[]) =>
    makeUser(server, name, { managed: MANAGED, policies: [policyOfStatements({ Action })] });
  const statusOf = async (StackName: string) => {
    const { Stacks: [stack] = [] } = await server.call('cloudformation', 'DescribeStacks', { StackName });
    return [stack?.StackStatus, stack?.StackStatusReason];
  };
  const resourcesOf = async (StackName: string) =>
    (await server.call('cloudformation', 'DescribeStackResources', { StackName })).StackResources ?? [];
  /** What an administrator does about it. */
  async function deleteAsAdministrator(StackName: string): Promise<void> {
    await server.call('cloudformation', 'DeleteStack', { StackName });
    await server.parts.jobs.runDue();
    assert.deepEqual((await statusOf(StackName))[0], 'DELETE_COMPLETE');
  }

  it('goes on owning a role that is there without its policies', async () => {
    const user = await makerOf('roles', 'iam:CreateRole', 'iam:AttachRolePolicy');

    const StackId = await execute(user, 'SecretsManagerHalf');

    assert.deepEqual(await statusOf(StackId), [
      'ROLLBACK_FAILED',
      'The following resource(s) failed to delete: [SecretsManagerRotationTemplateRole].',
    ]);
    const { StackEvents = [] } = await server.call('cloudformation', 'DescribeStackEvents', { StackName: StackId });
    const failed = StackEvents.find(({ ResourceStatus: status }) => status === 'CREATE_FAILED');
    assert.match(failed?.ResourceStatusReason ?? '', /user\/roles is not authorized to perform: iam:PutRolePolicy/);
    const [role] = await resourcesOf(StackId);
    assert.equal(role?.ResourceStatus, 'DELETE_FAILED');
    const RoleName = role.PhysicalResourceId ?? '';
    await server.call('iam', 'GetRole', { RoleName });
    await deleteAsAdministrator(StackId);
    assert.equal((await server.refused('iam', 'GetRole', { RoleName })).code, 'NoSuchEntity');
  });

  it('ends its rollback, when it was interrupted, with the reason why a function stays', async () => {
    const user = await makerOf('makes', 'iam:CreateRole', 'iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:PassRole');
    const StackId = await execute(user, 'SecretsManagerStays');
    assert.equal((await statusOf(StackId))[0], 'CREATE_COMPLETE');
    const id = StackId.slice(StackId.lastIndexOf('/') + 1);
    // As a crash leaves it after the function was made and before that was said.
    await server.parts.database.write(async writer => {
      const { sql } = await import('../../storage/sql.ts');
      await writer.run(sql`update cfn_stack set status = 'CREATE_IN_PROGRESS' where id = ${id}`);
      await writer.run(sql`delete from cfn_resource where stack_id = ${id} and type = 'AWS::Lambda::Permission'`);
      await writer.run(sql`
        update cfn_resource
        set status = 'CREATE_IN_PROGRESS'
        where stack_id = ${id} and type = 'AWS::Lambda::Function'`);
      await writer.run(sql`
        insert into job (id, kind, subject, due_at, attempt)
        values (${id}, 'cloudformation.stack', ${id}, 0, 0)`);
    });

    await server.parts.jobs.runDue();

    assert.deepEqual(await statusOf(StackId), [
      'ROLLBACK_FAILED',
      'The following resource(s) failed to delete: [SecretsManagerRotationTemplate].',
    ]);
    const [role, fn] = await resourcesOf(StackId);
    assert.match(fn?.ResourceStatusReason ?? '', /user\/makes is not authorized to perform: lambda:DeleteFunction/);
    // The function stays, and so does the role that it runs with.
    await server.call('lambda', 'GetFunction', { FunctionName: 'SecretsManagerStays' });
    await server.call('iam', 'GetRole', { RoleName: role?.PhysicalResourceId ?? '' });
    await deleteAsAdministrator(StackId);
    const gone = await server.refused('lambda', 'GetFunction', { FunctionName: 'SecretsManagerStays' });
    assert.equal(gone.status, 404);
  });
});
