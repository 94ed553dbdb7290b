import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines, TestServer } from '../../../testing/index.ts';
import { allow, assertRefused, IAM } from '../testing.ts';

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-a1b2c3';
const OTHER = SECRET.replace('db-', 'api-');

function document(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

const read = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: SECRET };

onBothEngines('The policy simulator', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await server.call('iam', 'CreateUser', { UserName: 'ana', Tags: [{ Key: 'team', Value: 'blue' }] });
    await server.call('iam', 'CreateGroup', { GroupName: 'devs' });
    await server.call('iam', 'AddUserToGroup', { UserName: 'ana', GroupName: 'devs' });
    await server.call('iam', 'PutUserPolicy', { UserName: 'ana', PolicyName: 'read', PolicyDocument: document(read) });
    const deny = document({ Effect: 'Deny', Action: 'secretsmanager:DeleteSecret', Resource: '*' });
    await server.call('iam', 'PutGroupPolicy', { GroupName: 'devs', PolicyName: 'keep', PolicyDocument: deny });
    await server.call('iam', 'CreateRole', {
      RoleName: 'auditor',
      AssumeRolePolicyDocument: document({
        Effect: 'Allow',
        Principal: { AWS: '123456789012' },
        Action: 'sts:AssumeRole',
      }),
    });
    await server.call('iam', 'AttachRolePolicy', {
      RoleName: 'auditor',
      PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    });
  });
  after(() => server[Symbol.asyncDispose]());

  const ana = `${IAM}:user/ana`;
  const decisions = (results: readonly { readonly EvalActionName: string; readonly EvalDecision: string }[] = []) =>
    results.map(({ EvalActionName, EvalDecision }) => [EvalActionName.split(':')[1], EvalDecision]);

  it('says what a user’s own policies and those of its groups decide', async () => {
    const { EvaluationResults, IsTruncated } = await server.call('iam', 'SimulatePrincipalPolicy', {
      PolicySourceArn: ana,
      ActionNames: ['secretsmanager:GetSecretValue', 'secretsmanager:DeleteSecret', 'secretsmanager:PutSecretValue'],
      ResourceArns: [SECRET],
    });

    assert.equal(IsTruncated, false);
    assert.deepEqual(decisions(EvaluationResults), [
      ['GetSecretValue', 'allowed'],
      ['DeleteSecret', 'explicitDeny'],
      ['PutSecretValue', 'implicitDeny'],
    ]);
    const [allowed, denied, nothing] = EvaluationResults ?? [];
    const matched = [
      {
        SourcePolicyId: 'user_ana_read',
        SourcePolicyType: 'IAM Policy',
        StartPosition: { Line: 1, Column: 38 },
        EndPosition: { Line: 1, Column: document(read).length - 1 },
      },
    ];
    assert.deepEqual(allowed, {
      EvalActionName: 'secretsmanager:GetSecretValue',
      EvalResourceName: SECRET,
      EvalDecision: 'allowed',
      MatchedStatements: matched,
      MissingContextValues: [],
      EvalDecisionDetails: {},
      ResourceSpecificResults: [
        {
          EvalResourceName: SECRET,
          EvalResourceDecision: 'allowed',
          MatchedStatements: matched,
          MissingContextValues: [],
          EvalDecisionDetails: {},
        },
      ],
    });
    assert.equal(denied?.MatchedStatements?.[0]?.SourcePolicyId, 'group_devs_keep');
    assert.deepEqual(nothing?.MatchedStatements, []);
  });

  it('tells several resources apart', async () => {
    const { EvaluationResults: [result] = [] } = await server.call('iam', 'SimulatePrincipalPolicy', {
      PolicySourceArn: ana,
      ActionNames: ['secretsmanager:GetSecretValue'],
      ResourceArns: [SECRET, OTHER],
    });

    assert.deepEqual([result?.EvalResourceName, result?.EvalDecision], ['*', 'implicitDeny']);
    assert.deepEqual(
      result?.ResourceSpecificResults?.map(each => [each.EvalResourceName, each.EvalResourceDecision]),
      [
        [SECRET, 'allowed'],
        [OTHER, 'implicitDeny'],
      ],
    );
  });

  it('takes roles and groups as well, and nothing else', async () => {
    const ActionNames = ['secretsmanager:DeleteSecret'];
    const role = await server.call('iam', 'SimulatePrincipalPolicy', {
      PolicySourceArn: `${IAM}:role/auditor`,
      ActionNames,
    });
    const group = await server.call('iam', 'SimulatePrincipalPolicy', {
      PolicySourceArn: `${IAM}:group/devs`,
      ActionNames,
    });

    assert.deepEqual(role.EvaluationResults, [
      {
        EvalActionName: 'secretsmanager:DeleteSecret',
        EvalResourceName: '*',
        EvalDecision: 'allowed',
        MatchedStatements: role.EvaluationResults?.[0]?.MatchedStatements,
        MissingContextValues: [],
      },
    ]);
    assert.equal(role.EvaluationResults?.[0]?.MatchedStatements?.[0]?.SourcePolicyId, 'AdministratorAccess');
    assert.deepEqual(decisions(group.EvaluationResults), [['DeleteSecret', 'explicitDeny']]);
    const session = 'arn:aws:sts::123456789012:assumed-role/auditor/x';
    await assertRefused(server, 'SimulatePrincipalPolicy', { PolicySourceArn: session, ActionNames }, [
      400,
      'InvalidInput',
      `Invalid Entity Arn: ${session} does not clearly define entity type and name.`,
    ]);
    await assertRefused(server, 'SimulatePrincipalPolicy', { PolicySourceArn: `${IAM}:user/nobody`, ActionNames }, [
      404,
      'NoSuchEntity',
      'The user with name nobody cannot be found.',
    ]);
  });

  it('refuses wildcards in action names', async () => {
    for (const action of ['secretsmanager:*', 'secretsmanager:Get?ecretValue']) {
      await assertRefused(server, 'SimulateCustomPolicy', { PolicyInputList: [allow('*')], ActionNames: [action] }, [
        400,
        'InvalidInput',
        `Wildcards are not supported in action names: ${action}`,
      ]);
    }
    const syntax = { PolicyInputList: ['{'], ActionNames: ['s3:GetObject'] };
    assert.equal((await server.refused('iam', 'SimulateCustomPolicy', syntax)).code, 'InvalidInput');
  });

  it('takes values of condition keys, and says which are missing', async () => {
    const conditioned = document({
      ...read,
      Resource: 'arn:aws:secretsmanager:*:*:secret:${aws:PrincipalTag/team}-*',
      Condition: {
        NumericLessThan: { 'aws:MultiFactorAuthAge': '60' },
        DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' },
        Bool: { 'aws:SecureTransport': 'true' },
        'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] },
      },
    });
    const asked = {
      PolicyInputList: [conditioned],
      ActionNames: [read.Action],
      ResourceArns: [SECRET.replace('db-', 'blue-')],
    };
    const ContextEntries = [
      { ContextKeyName: 'aws:MultiFactorAuthAge', ContextKeyValues: ['59'], ContextKeyType: 'numeric' },
      { ContextKeyName: 'aws:CurrentTime', ContextKeyValues: ['2026-01-02T00:00:00Z'], ContextKeyType: 'date' },
      { ContextKeyName: 'AWS:SecureTransport', ContextKeyValues: ['true'], ContextKeyType: 'boolean' },
      { ContextKeyName: 'aws:TagKeys', ContextKeyValues: ['b', 'a'], ContextKeyType: 'stringList' },
    ] as const;

    const missing = await server.call('iam', 'SimulateCustomPolicy', asked);
    const given = await server.call('iam', 'SimulateCustomPolicy', { ...asked, CallerArn: ana, ContextEntries });
    const { ContextKeyNames } = await server.call('iam', 'GetContextKeysForCustomPolicy', {
      PolicyInputList: [conditioned, conditioned],
    });

    const keys = [
      'aws:MultiFactorAuthAge',
      'aws:CurrentTime',
      'aws:SecureTransport',
      'aws:TagKeys',
      'aws:PrincipalTag/team',
    ];
    assert.deepEqual(missing.EvaluationResults?.[0]?.ResourceSpecificResults?.[0]?.MissingContextValues, keys);
    assert.deepEqual(decisions(given.EvaluationResults), [['GetSecretValue', 'allowed']]);
    assert.deepEqual(given.EvaluationResults?.[0]?.ResourceSpecificResults?.[0]?.MissingContextValues, []);
    assert.deepEqual(ContextKeyNames, keys);
    const wrong = { ...asked, ContextEntries: [{ ...ContextEntries[0], ContextKeyValues: ['soon'] }] };
    await assertRefused(server, 'SimulateCustomPolicy', wrong, [
      400,
      'InvalidInput',
      'The value of context key aws:MultiFactorAuthAge is not of type numeric.',
    ]);
  });

  it('limits by a boundary, and asks the resource’s policy across accounts', async () => {
    const ActionNames = ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'];
    const bounded = await server.call('iam', 'SimulateCustomPolicy', {
      PolicyInputList: [allow('secretsmanager:*')],
      PermissionsBoundaryPolicyInputList: [document({ ...read, Resource: '*' })],
      ActionNames,
    });
    const foreign = SECRET.replace('123456789012', '210987654321');
    const across = {
      PolicyInputList: [allow('secretsmanager:*')],
      ActionNames: ['secretsmanager:GetSecretValue'],
      ResourceArns: [foreign],
      CallerArn: ana,
    };
    const alone = await server.call('iam', 'SimulateCustomPolicy', across);
    const ResourcePolicy = document({ ...read, Principal: { AWS: ana }, Resource: '*' });
    const both = await server.call('iam', 'SimulateCustomPolicy', { ...across, ResourcePolicy });

    assert.deepEqual(decisions(bounded.EvaluationResults), [
      ['GetSecretValue', 'allowed'],
      ['PutSecretValue', 'implicitDeny'],
    ]);
    assert.deepEqual(
      bounded.EvaluationResults?.map(each => each.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary),
      [true, false],
    );
    assert.deepEqual(decisions(alone.EvaluationResults), [['GetSecretValue', 'implicitDeny']]);
    assert.deepEqual(alone.EvaluationResults?.[0]?.EvalDecisionDetails, {
      'IAM Policy': 'allowed',
      'Resource Policy': 'implicitDeny',
    });
    assert.deepEqual(decisions(both.EvaluationResults), [['GetSecretValue', 'allowed']]);
    assert.deepEqual(
      both.EvaluationResults?.[0]?.MatchedStatements?.map(each => [each.SourcePolicyId, each.SourcePolicyType]),
      [
        ['PolicyInputList.1', 'IAM Policy'],
        ['ResourcePolicy', 'Resource Policy'],
      ],
    );
  });

  it('lets each level of an organization decide', async () => {
    const asked = { PolicyInputList: [allow('*')], ActionNames: ['s3:GetObject', 's3:PutObject'] };
    const { EvaluationResults } = await server.call('iam', 'SimulateCustomPolicy', {
      ...asked,
      OrderedOrganizationPolicyInputList: [
        { ServiceControlPolicyInputList: [allow('*')] },
        { ServiceControlPolicyInputList: [allow('s3:Get*')] },
      ],
    });

    assert.deepEqual(
      EvaluationResults?.map(each => [each.EvalDecision, each.OrganizationsDecisionDetail?.AllowedByOrganizations]),
      [
        ['allowed', true],
        ['implicitDeny', false],
      ],
    );
  });

  it('answers a page at a time', async () => {
    const asked = { PolicyInputList: [allow('*')], ActionNames: ['s3:A', 's3:B', 's3:C'], MaxItems: 2 };
    const first = await server.call('iam', 'SimulateCustomPolicy', asked);
    const second = await server.call('iam', 'SimulateCustomPolicy', { ...asked, Marker: first.Marker });

    assert.deepEqual([decisions(first.EvaluationResults).length, first.IsTruncated], [2, true]);
    assert.deepEqual([decisions(second.EvaluationResults), second.IsTruncated], [[['C', 'allowed']], false]);
  });

  it('leaves out what the request excludes, and shows which keys a principal’s policies ask for', async () => {
    const { EvaluationResults } = await server.call('iam', 'SimulatePrincipalPolicy', {
      PolicySourceArn: ana,
      PolicyInputList: [allow('secretsmanager:DeleteSecret')],
      PolicyExclusionList: [
        { InlinePolicyIdentifier: { PolicyName: 'keep', AttachmentType: 'group', AttachmentName: 'devs' } },
      ],
      ActionNames: ['secretsmanager:DeleteSecret'],
    });
    const { ContextKeyNames } = await server.call('iam', 'GetContextKeysForPrincipalPolicy', {
      PolicySourceArn: ana,
      PolicyInputList: [document({ ...read, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })],
    });

    assert.deepEqual(decisions(EvaluationResults), [['DeleteSecret', 'allowed']]);
    assert.deepEqual(ContextKeyNames, ['aws:PrincipalOrgID']);
  });
});
