/**
 * "Minimum permissions" of the guide's procedures with rotation functions (48 to 51, 53 and 54 of its examples): with
 * these the procedure works, with one less it fails at the step that needs it. The lists are those that work: where the
 * guide prints less, or an action that does not exist, the test says so.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import type { TestUser } from '../../access/testing.ts';
import { makeUser, policyOfStatements, putPolicy } from '../../access/testing.ts';
import { TestServer } from '../../testing/index.ts';

const ACCOUNT = '123456789012';
const PUBLISHED = 'arn:aws:serverlessrepo:us-east-1:297356227824:applications';
const READ_WRITE = 'SecretsManagerReadWrite';
/** What CloudFormation does to make the template's role and its function, beside `iam:CreateRole`. */
const MAKES = ['iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:PassRole'];

describe('minimum permissions of rotation', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open();
  });
  after(() => server[Symbol.asyncDispose]());

  /** The guide's commands, up to the one that is refused: its name and what was said. */
  async function enable({ server: by }: TestUser, name: string): Promise<string> {
    try {
      const { ChangeSetId: ChangeSetName = '', StackId = '' } = await by.call(
        'serverlessrepo',
        'CreateCloudFormationChangeSet',
        {
          ApplicationId: `${PUBLISHED}/SecretsManagerRotationTemplate`,
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
      await assertMade(StackId);
      const permission = {
        StatementId: 's',
        Action: 'lambda:InvokeFunction',
        Principal: 'secretsmanager.amazonaws.com',
      };
      await by.call('lambda', 'AddPermission', { FunctionName: name, ...permission });
      const VpcConfig = { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] };
      await by.call('lambda', 'UpdateFunctionConfiguration', { FunctionName: name, VpcConfig });
      await server.call('secretsmanager', 'CreateSecret', {
        Name: name,
        SecretString: new Redacted('{}'),
        ClientRequestToken: randomUUID(),
      });
      await by.call('secretsmanager', 'RotateSecret', {
        SecretId: name,
        RotationLambdaARN: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`,
        RotationRules: { AutomaticallyAfterDays: 30 },
        ClientRequestToken: randomUUID(),
      });
      return 'done';
    } catch (error) {
      return /not authorized to perform: ([\w:]+)/.exec(String(error))?.[1] ?? String(error);
    }
  }

  /** Throws the reason why the first thing could not be made. */
  async function assertMade(StackName: string): Promise<void> {
    const { StackEvents = [] } = await server.call('cloudformation', 'DescribeStackEvents', { StackName });
    const failed = StackEvents.findLast(({ ResourceStatus: status }) => status === 'CREATE_FAILED');
    if (failed !== undefined) throw new Error(failed.ResourceStatusReason);
  }

  it('48: SecretsManagerReadWrite and IAMFullAccess enable rotation, and neither of them alone does', async () => {
    const both = await makeUser(server, 'both', { managed: [READ_WRITE, 'IAMFullAccess'] });
    const noRoles = await makeUser(server, 'no-roles', { managed: [READ_WRITE] });
    const rolesOnly = await makeUser(server, 'roles-only', { managed: ['IAMFullAccess'] });

    assert.equal(await enable(both, 'SecretsManager48'), 'done');
    assert.equal(await enable(noRoles, 'SecretsManager48b'), 'iam:CreateRole');
    assert.equal(await enable(rolesOnly, 'SecretsManager48c'), 'serverlessrepo:CreateCloudFormationChangeSet');
    // The policy of today is for functions of these names alone.
    assert.equal(await enable(both, 'MyLambdaRotationFunction'), 'lambda:CreateFunction');
  });

  it('49: in the place of IAMFullAccess, iam:CreateRole, AttachRolePolicy, PutRolePolicy and PassRole', async () => {
    const user = await makeUser(server, 'tutorial', { managed: [READ_WRITE] });

    await tryEach(user, ['iam:CreateRole', ...MAKES], 'SecretsManager49');
  });

  it('50: the six actions of the guide, and what the stack is made with', async () => {
    const listed = [
      'serverlessrepo:CreateCloudFormationChangeSet',
      'cloudformation:ExecuteChangeSet',
      'lambda:AddPermission',
      'lambda:InvokeFunction',
      'lambda:UpdateFunctionConfiguration',
      'secretsmanager:RotateSecret',
    ];
    const user = await makeUser(server, 'other-service');

    await tryEach(
      user,
      ['cloudformation:CreateChangeSet', 'iam:CreateRole', 'lambda:CreateFunction', ...MAKES, ...listed],
      'f50',
    );
    await putPolicy(server, user, 'own', policyOfStatements({ Action: listed }));
    assert.equal(await enable(user, 'f50-alone'), 'cloudformation:CreateChangeSet');
  });

  /** Without each of the actions that one is what is missed; with all of them the procedure works. */
  async function tryEach(user: TestUser, actions: readonly string[], name: string): Promise<void> {
    const missed: string[] = [];
    for (const [at, less] of actions.entries()) {
      const Action = actions.filter(action => action !== less);
      await putPolicy(server, user, 'own', policyOfStatements({ Action }));
      missed.push(await enable(user, `${name}-${at}`));
    }
    await putPolicy(server, user, 'own', policyOfStatements({ Action: actions }));

    assert.deepEqual(missed, actions);
    assert.equal(await enable(user, name), 'done');
  }

  it('53: a master secret is read by who chooses it, and a password in it is for nobody else', async () => {
    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'master',
      SecretString: new Redacted('{}'),
      ClientRequestToken: randomUUID(),
    });
    const user = await makeUser(server, 'chooser', {
      policies: [policyOfStatements({ Action: ['secretsmanager:ListSecrets', 'secretsmanager:DescribeSecret'] })],
    });
    const read = { SecretId: 'master' };

    await user.server.call('secretsmanager', 'DescribeSecret', read);
    const refused = await user.server.refused('secretsmanager', 'GetSecretValue', read);
    await putPolicy(server, user, 'own', policyOfStatements({ Action: 'secretsmanager:GetSecretValue' }));
    await user.server.call('secretsmanager', 'GetSecretValue', read);

    assert.match(refused.message ?? '', /not authorized to perform: secretsmanager:GetSecretValue on resource: /);
  });

  it('54: deleting a function by its stack, where lambda:RemovePermission is needed too', async () => {
    const administrator = await makeUser(server, 'makes', { managed: ['AdministratorAccess'] });
    assert.equal(await enable(administrator, 'f54'), 'done');
    const StackName = 'aws-serverless-repository-f54';
    const user = await makeUser(server, 'deletes');
    const by = user.server;
    const finds = {
      'cloudformation:ListStacks': () => by.call('cloudformation', 'ListStacks', {}),
      'cloudformation:DescribeStacks': () => by.call('cloudformation', 'DescribeStacks', { StackName }),
      'cloudformation:ListStackResources': () => by.call('cloudformation', 'ListStackResources', { StackName }),
      'lambda:ListFunctions': () => by.call('lambda', 'ListFunctions', {}),
      'lambda:GetFunction': () => by.call('lambda', 'GetFunction', { FunctionName: 'f54' }),
      'iam:ListRoles': () => by.call('iam', 'ListRoles', {}),
    };
    const deletes = [
      'cloudformation:DeleteStack',
      'lambda:RemovePermission',
      'lambda:DeleteFunction',
      'iam:DeleteRolePolicy',
      'iam:DetachRolePolicy',
      'iam:DeleteRole',
    ];
    const all = [...Object.keys(finds), ...deletes];
    const allow = (less?: string) =>
      // The guide's own spelling, which is no action.
      putPolicy(
        server,
        user,
        'own',
        policyOfStatements({ Action: ['cloudformation:DescribeStack', ...all.filter(each => each !== less)] }),
      );

    for (const [action, find] of Object.entries(finds)) {
      await allow(action);
      await assert.rejects(find(), new RegExp(`not authorized to perform: ${action} `));
      await allow();
      await find();
    }
    for (const action of deletes) {
      await allow(action);
      assert.match(await deletion(StackName, by), new RegExp(`not authorized to perform: ${action} `));
    }
    await allow();
    assert.equal(await deletion(StackName, by), 'gone');
    assert.equal((await server.refused('lambda', 'GetFunction', { FunctionName: 'f54' })).status, 404);
  });

  /** Why something of the stack is still there. */
  async function deletion(StackName: string, by: TestServer): Promise<string> {
    try {
      await by.call('cloudformation', 'DeleteStack', { StackName });
    } catch (error) {
      return String(error);
    }
    await server.parts.jobs.runDue();
    const { Stacks = [] } = await server.call('cloudformation', 'DescribeStacks', {});
    if (!Stacks.some(each => each.StackName === StackName)) return 'gone';
    const { StackResources = [] } = await server.call('cloudformation', 'DescribeStackResources', { StackName });
    return StackResources.map(each => each.ResourceStatusReason ?? '').join('\n');
  }
});
