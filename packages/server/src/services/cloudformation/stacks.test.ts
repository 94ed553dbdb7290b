import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { onBothEngines, TestServer } from '../../testing/index.ts';

const ACCOUNT = '123456789012';
const APPLICATION = 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRotationTemplate';
const CAPABILITIES = ['CAPABILITY_IAM', 'CAPABILITY_RESOURCE_POLICY'];
const PREFIX = 'aws-serverless-repository-';

onBothEngines('Stacks of rotation functions', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  /** A change set of the generic template; its answer. */
  function plan(StackName: string, functionName: string, by = server) {
    return by.call('serverlessrepo', 'CreateCloudFormationChangeSet', {
      ApplicationId: APPLICATION,
      StackName,
      Capabilities: CAPABILITIES,
      ParameterOverrides: [
        { Name: 'endpoint', Value: 'https://secretsmanager.us-east-1.amazonaws.com' },
        { Name: 'functionName', Value: functionName },
      ],
    });
  }

  /** The stack is made, or failed to be; its ARN. */
  async function make(StackName: string, functionName: string): Promise<string> {
    const { ChangeSetId: ChangeSetName = '', StackId = '' } = await plan(StackName, functionName);
    await server.call('cloudformation', 'ExecuteChangeSet', { ChangeSetName });
    await server.parts.jobs.runDue();
    return StackId;
  }

  async function stackOf(StackName: string) {
    const { Stacks: [stack] = [] } = await server.call('cloudformation', 'DescribeStacks', { StackName });
    assert.ok(stack !== undefined);
    return stack;
  }

  async function remove(
    StackName: string,
    more: { RetainResources?: string[]; DeletionMode?: 'FORCE_DELETE_STACK' } = {},
  ) {
    await server.call('cloudformation', 'DeleteStack', { StackName, ...more });
    await server.parts.jobs.runDue();
  }

  async function resourcesOf(StackName: string) {
    const { StackResources = [] } = await server.call('cloudformation', 'DescribeStackResources', { StackName });
    return StackResources;
  }

  async function roleOf(StackName: string): Promise<string> {
    const resources = await resourcesOf(StackName);
    return resources.find(({ ResourceType }) => ResourceType === 'AWS::IAM::Role')?.PhysicalResourceId ?? '';
  }

  it('71, 72, 80: have the names that the guide shows', async () => {
    const planned = await plan('Guide', 'GuideFunction');
    const StackName = `${PREFIX}Guide`;
    assert.deepEqual(planned.ApplicationId, APPLICATION);
    assert.match(
      planned.ChangeSetId ?? '',
      /^arn:aws:cloudformation:us-east-1:123456789012:changeSet\/a[-0-9a-f]{36}\//,
    );
    assert.match(planned.StackId ?? '', new RegExp(`^arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/${StackName}/`));
    assert.equal((await stackOf(StackName)).StackStatus, 'REVIEW_IN_PROGRESS');
    const ChangeSetName = planned.ChangeSetId ?? '';
    const described = await server.call('cloudformation', 'DescribeChangeSet', { ChangeSetName });
    assert.deepEqual(
      [
        described.Status,
        described.ExecutionStatus,
        described.Changes?.map(({ ResourceChange }) => ResourceChange?.LogicalResourceId),
      ],
      [
        'CREATE_COMPLETE',
        'AVAILABLE',
        ['SecretsManagerRotationTemplateRole', 'SecretsManagerRotationTemplate', 'LambdaPermission'],
      ],
    );

    await server.call('cloudformation', 'ExecuteChangeSet', { ChangeSetName });
    assert.equal((await stackOf(StackName)).StackStatus, 'CREATE_IN_PROGRESS');
    await server.parts.jobs.runDue();

    const stack = await stackOf(StackName);
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason ?? '');
    const arn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:GuideFunction`;
    assert.deepEqual(stack.Outputs, [{ OutputKey: 'RotationLambdaARN', OutputValue: arn }]);
    const byPhysicalId = await server.call('cloudformation', 'DescribeStackResources', {
      PhysicalResourceId: 'GuideFunction',
    });
    assert.deepEqual(
      byPhysicalId.StackResources?.map(each => [each.LogicalResourceId, each.ResourceType, each.ResourceStatus]),
      [
        ['SecretsManagerRotationTemplateRole', 'AWS::IAM::Role', 'CREATE_COMPLETE'],
        ['SecretsManagerRotationTemplate', 'AWS::Lambda::Function', 'CREATE_COMPLETE'],
        ['LambdaPermission', 'AWS::Lambda::Permission', 'CREATE_COMPLETE'],
      ],
    );
    const RoleName = await roleOf(StackName);
    assert.match(RoleName, /^aws-serverless-repository-SecretsManagerRotationTe-[A-Z0-9]{13}$/);
    const inline = await server.call('iam', 'ListRolePolicies', { RoleName });
    assert.deepEqual(inline.PolicyNames, [
      'SecretsManagerRotationTemplateRolePolicy0',
      'SecretsManagerRotationTemplateRolePolicy1',
    ]);
    const made = await server.call('lambda', 'GetFunctionConfiguration', { FunctionName: 'GuideFunction' });
    assert.deepEqual(
      [made.Handler, made.Role],
      ['generic/rotation-template.handler', `arn:aws:iam::${ACCOUNT}:role/${RoleName}`],
    );
    const events = await server.call('cloudformation', 'DescribeStackEvents', { StackName });
    assert.deepEqual(
      events.StackEvents?.map(({ ResourceStatus }) => ResourceStatus)
        .toReversed()
        .slice(0, 3),
      ['REVIEW_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS'],
    );
    assert.equal(events.StackEvents?.[0]?.ResourceStatus, 'CREATE_COMPLETE');
    const again = await server.refused('cloudformation', 'ExecuteChangeSet', { ChangeSetName });
    assert.deepEqual([again.status, again.code], [400, 'InvalidChangeSetStatus']);
  });

  it('let Secrets Manager use the function: a secret takes it', async () => {
    await make('Used', 'UsedFunction');
    const { ARN: SecretId = '' } = await server.call('secretsmanager', 'CreateSecret', {
      Name: 'used',
      SecretString: new Redacted('{}'),
      ClientRequestToken: randomUUID(),
    });
    await server.call('secretsmanager', 'RotateSecret', {
      SecretId,
      RotationLambdaARN: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:UsedFunction`,
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotateImmediately: false,
      ClientRequestToken: randomUUID(),
    });

    const { RotationEnabled } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    assert.equal(RotationEnabled, true);
  });

  it('are gone with everything that they made when they are deleted', async () => {
    const StackId = await make('Gone', 'GoneFunction');
    const RoleName = await roleOf(`${PREFIX}Gone`);
    await remove(`${PREFIX}Gone`);

    assert.equal((await server.refused('lambda', 'GetFunction', { FunctionName: 'GoneFunction' })).status, 404);
    assert.equal((await server.refused('iam', 'GetRole', { RoleName })).code, 'NoSuchEntity');
    const refused = await server.refused('cloudformation', 'DescribeStacks', { StackName: `${PREFIX}Gone` });
    assert.deepEqual(refused, {
      status: 400,
      code: 'ValidationError',
      message: `Stack with id ${PREFIX}Gone does not exist`,
    });
    assert.equal((await stackOf(StackId)).StackStatus, 'DELETE_COMPLETE');
    const listed = await server.call('cloudformation', 'ListStacks', { StackStatusFilter: ['DELETE_COMPLETE'] });
    assert.deepEqual(
      listed.StackSummaries?.map(each => each.StackId),
      [StackId],
    );
    // What is not there is deleted.
    await remove(`${PREFIX}Gone`);
    // The name is free again.
    assert.notEqual(await make('Gone', 'GoneFunction'), StackId);
    assert.equal((await stackOf(`${PREFIX}Gone`)).StackStatus, 'CREATE_COMPLETE');
  });

  it('81: stay while policies of others hang on their role', async () => {
    await make('Foreign', 'ForeignFunction');
    const StackName = `${PREFIX}Foreign`;
    const RoleName = await roleOf(StackName);
    const PolicyArn = 'arn:aws:iam::aws:policy/SecretsManagerReadWrite';
    await server.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
    await remove(StackName);

    const stack = await stackOf(StackName);
    assert.deepEqual(
      [stack.StackStatus, stack.StackStatusReason],
      ['DELETE_FAILED', 'The following resource(s) failed to delete: [SecretsManagerRotationTemplateRole]. '],
    );
    const [role] = await resourcesOf(StackName);
    assert.match(role?.ResourceStatusReason ?? '', /Cannot delete entity, must detach all policies first/);
    await server.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn });
    await remove(StackName);
    assert.equal((await server.refused('cloudformation', 'DescribeStacks', { StackName })).code, 'ValidationError');
  });

  it('122: stay, all of them, while more than one secret is rotated by the function', async () => {
    await make('Shared', 'SharedFunction');
    const StackName = `${PREFIX}Shared`;
    for (const Name of ['one', 'two']) {
      await server.call('secretsmanager', 'CreateSecret', {
        Name,
        SecretString: new Redacted('{}'),
        ClientRequestToken: randomUUID(),
      });
      await server.call('secretsmanager', 'RotateSecret', {
        SecretId: Name,
        RotationLambdaARN: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:SharedFunction`,
        RotationRules: { AutomaticallyAfterDays: 30 },
        RotateImmediately: false,
        ClientRequestToken: randomUUID(),
      });
    }
    await remove(StackName);

    const failed = (await resourcesOf(StackName)).map(each => [each.LogicalResourceId, each.ResourceStatus]);
    assert.deepEqual(failed, [
      ['SecretsManagerRotationTemplateRole', 'CREATE_COMPLETE'],
      ['SecretsManagerRotationTemplate', 'DELETE_FAILED'],
      ['LambdaPermission', 'CREATE_COMPLETE'],
    ]);
    const [, fn] = await resourcesOf(StackName);
    assert.match(fn?.ResourceStatusReason ?? '', /^The function SharedFunction rotates 2 secrets\./);
    await server.call('secretsmanager', 'CancelRotateSecret', { SecretId: 'one' });
    await remove(StackName);
    assert.equal((await server.refused('cloudformation', 'DescribeStacks', { StackName })).code, 'ValidationError');
  });

  it('are deleted by force whatever uses them', async () => {
    await make('Forced', 'ForcedFunction');
    const StackName = `${PREFIX}Forced`;
    const RoleName = await roleOf(StackName);
    const PolicyArn = 'arn:aws:iam::aws:policy/SecretsManagerReadWrite';
    await server.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
    const early = { StackName, DeletionMode: 'FORCE_DELETE_STACK' as const };
    assert.equal((await server.refused('cloudformation', 'DeleteStack', early)).code, 'ValidationError');
    await remove(StackName);
    await remove(StackName, { DeletionMode: 'FORCE_DELETE_STACK' });

    assert.equal((await server.refused('cloudformation', 'DescribeStacks', { StackName })).code, 'ValidationError');
    await server.call('iam', 'GetRole', { RoleName });
  });

  it('are rolled back when a thing cannot be made, and touch no function of somebody else', async () => {
    await make('First', 'TakenFunction');
    const StackId = await make('Second', 'TakenFunction');

    const stack = await stackOf(StackId);
    assert.deepEqual([stack.StackStatus, stack.Outputs], ['ROLLBACK_COMPLETE', undefined]);
    const statuses = (await resourcesOf(StackId)).map(each => each.ResourceStatus);
    assert.deepEqual(statuses, ['DELETE_COMPLETE', 'CREATE_FAILED']);
    const [, failed] = await resourcesOf(StackId);
    assert.match(failed?.ResourceStatusReason ?? '', /Function already exist: TakenFunction/);
    const owner = await server.call('cloudformation', 'DescribeStackResources', {
      PhysicalResourceId: 'TakenFunction',
    });
    assert.equal(owner.StackResources?.[0]?.StackName, `${PREFIX}First`);
    await server.call('lambda', 'GetFunction', { FunctionName: 'TakenFunction' });
    const next = await server.refused('serverlessrepo', 'CreateCloudFormationChangeSet', {
      ApplicationId: APPLICATION,
      StackName: 'Second',
      Capabilities: CAPABILITIES,
      ParameterOverrides: [
        { Name: 'endpoint', Value: 'https://x' },
        { Name: 'functionName', Value: 'f' },
      ],
    });
    assert.equal(next.code, 'BadRequestException');
  });

  it('that were interrupted are rolled back by the next run', async () => {
    const { ChangeSetId: ChangeSetName = '', StackId = '' } = await plan('Broken', 'BrokenFunction');
    await server.call('cloudformation', 'ExecuteChangeSet', { ChangeSetName });
    await server.parts.jobs.runDue();
    const id = StackId.slice(StackId.lastIndexOf('/') + 1);
    // As a crash leaves it after everything was made and before that was said.
    await server.parts.database.write(async writer => {
      const { sql } = await import('../../storage/sql.ts');
      await writer.run(sql`update cfn_stack set status = 'CREATE_IN_PROGRESS' where id = ${id}`);
      await writer.run(sql`
        insert into job (id, kind, subject, due_at, attempt)
        values (${id}, 'cloudformation.stack', ${id}, 0, 0)`);
    });
    await server.parts.jobs.runDue();

    assert.equal((await stackOf(StackId)).StackStatus, 'ROLLBACK_COMPLETE');
    assert.equal((await server.refused('lambda', 'GetFunction', { FunctionName: 'BrokenFunction' })).status, 404);
    const { StackEvents = [] } = await server.call('cloudformation', 'DescribeStackEvents', { StackName: StackId });
    const rollback = StackEvents.find(({ ResourceStatus }) => ResourceStatus === 'ROLLBACK_IN_PROGRESS');
    assert.equal(rollback?.ResourceStatusReason, 'The creation was interrupted. Rollback requested by user.');
    const listed = await server.call('cloudformation', 'ListStackResources', { StackName: StackId });
    assert.deepEqual(
      listed.StackResourceSummaries?.map(({ ResourceStatus }) => ResourceStatus),
      ['DELETE_COMPLETE', 'DELETE_COMPLETE', 'DELETE_COMPLETE'],
    );
  });

  it('are made with the rights of whoever executes the change set, and no others', async () => {
    const UserName = 'limited';
    await server.call('iam', 'CreateUser', { UserName });
    await server.call('iam', 'AttachUserPolicy', {
      UserName,
      PolicyArn: 'arn:aws:iam::aws:policy/SecretsManagerReadWrite',
    });
    const { AccessKey } = await server.call('iam', 'CreateAccessKey', { UserName });
    const limited = server.as({ accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey });
    const { ChangeSetId: ChangeSetName = '', StackId = '' } = await plan('Limited', 'SecretsManagerLimited', limited);
    await limited.call('cloudformation', 'ExecuteChangeSet', { ChangeSetName });
    await server.parts.jobs.runDue();

    assert.equal((await stackOf(StackId)).StackStatus, 'ROLLBACK_COMPLETE');
    const [role] = await resourcesOf(StackId);
    assert.match(role?.ResourceStatusReason ?? '', /user\/limited is not authorized to perform: iam:CreateRole/);
    const denied = await limited.refused('cloudformation', 'DeleteStack', { StackName: StackId });
    assert.deepEqual([denied.status, denied.code], [403, 'AccessDenied']);
  });
});
