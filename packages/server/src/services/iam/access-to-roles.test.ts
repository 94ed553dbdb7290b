import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { samlMetadata } from '../../identities/saml-metadata.test-support.ts';
import { onBothEngines, secretText, TestServer } from '../../testing/index.ts';
import { IAM } from './testing.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** What a user asks, and what its one statement must say for it to be allowed. */
interface Case {
  readonly ask: readonly [operation: string, input: object];
  readonly allow: object;
  /** Statements like it that are not enough. */
  readonly not: readonly object[];
}

const role = (name: string) => `${IAM}:role/${name}`;
const when = (operator: string, key: string, value: string) => ({ Condition: { [operator]: { [key]: value } } });

const CASES: readonly Case[] = [
  {
    ask: [
      'CreateRole',
      { RoleName: 'new', Path: '/app/', AssumeRolePolicyDocument: TRUST, Tags: [{ Key: 'team', Value: 'a' }] },
    ],
    allow: { Action: 'iam:CreateRole', Resource: role('app/*'), ...when('StringEquals', 'aws:RequestTag/team', 'a') },
    not: [
      { Action: 'iam:CreateRole', Resource: role('new') },
      { Action: 'iam:CreateRole', Resource: '*', ...when('StringEquals', 'aws:RequestTag/team', 'b') },
      { Action: 'iam:CreateRole', Resource: '*', ...when('StringEquals', 'aws:TagKeys', 'other') },
    ],
  },
  {
    ask: ['CreateRole', { RoleName: 'limited', AssumeRolePolicyDocument: TRUST, PermissionsBoundary: ADMIN }],
    allow: { Action: 'iam:CreateRole', Resource: '*', ...when('ArnEquals', 'iam:PermissionsBoundary', ADMIN) },
    not: [{ Action: 'iam:CreateRole', Resource: '*', ...when('ArnEquals', 'iam:PermissionsBoundary', `${ADMIN}x`) }],
  },
  {
    ask: ['GetRole', { RoleName: 'tagged' }],
    allow: { Action: 'iam:GetRole', Resource: role('tagged'), ...when('StringEquals', 'iam:ResourceTag/team', 'a') },
    not: [
      { Action: 'iam:GetRole', Resource: role('other') },
      { Action: 'iam:GetRole', Resource: '*', ...when('StringEquals', 'aws:ResourceTag/team', 'b') },
    ],
  },
  {
    ask: ['AttachRolePolicy', { RoleName: 'tagged', PolicyArn: ADMIN }],
    allow: { Action: 'iam:AttachRolePolicy', Resource: '*', ...when('ArnEquals', 'iam:PolicyARN', ADMIN) },
    not: [{ Action: 'iam:AttachRolePolicy', Resource: '*', ...when('ArnNotEquals', 'iam:PolicyARN', ADMIN) }],
  },
  {
    ask: ['PutRolePermissionsBoundary', { RoleName: 'tagged', PermissionsBoundary: ADMIN }],
    allow: {
      Action: 'iam:PutRolePermissionsBoundary',
      Resource: '*',
      ...when('ArnEquals', 'iam:PermissionsBoundary', ADMIN),
    },
    not: [
      { Action: 'iam:PutRolePermissionsBoundary', Resource: '*', ...when('Null', 'iam:PermissionsBoundary', 'true') },
    ],
  },
  {
    ask: ['AddRoleToInstanceProfile', { RoleName: 'tagged', InstanceProfileName: 'web' }],
    allow: {
      Action: ['iam:AddRoleToInstanceProfile', 'iam:PassRole'],
      Resource: [`${IAM}:instance-profile/web`, role('tagged')],
    },
    not: [
      { Action: 'iam:AddRoleToInstanceProfile', Resource: '*' },
      { Action: 'iam:PassRole', Resource: '*' },
      { Action: ['iam:AddRoleToInstanceProfile', 'iam:PassRole'], Resource: `${IAM}:instance-profile/web` },
    ],
  },
  {
    ask: ['CreateLoginProfile', { UserName: 'other', Password: secretText('Correct-horse-1') }],
    allow: { Action: 'iam:CreateLoginProfile', Resource: `${IAM}:user/other` },
    not: [{ Action: 'iam:CreateLoginProfile', Resource: `${IAM}:user/\${aws:username}` }],
  },
  {
    ask: ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'asker' }],
    allow: { Action: 'iam:CreateVirtualMFADevice', Resource: `${IAM}:mfa/\${aws:username}` },
    not: [{ Action: 'iam:CreateVirtualMFADevice', Resource: `${IAM}:mfa/other` }],
  },
  {
    ask: ['CreateOpenIDConnectProvider', { Url: 'https://issuer.example.com/x' }],
    allow: { Action: 'iam:CreateOpenIDConnectProvider', Resource: `${IAM}:oidc-provider/issuer.example.com/*` },
    not: [{ Action: 'iam:CreateOpenIDConnectProvider', Resource: `${IAM}:oidc-provider/other/*` }],
  },
  {
    ask: ['CreateSAMLProvider', { Name: 'corp', SAMLMetadataDocument: samlMetadata() }],
    allow: { Action: 'iam:CreateSAMLProvider', Resource: `${IAM}:saml-provider/corp` },
    not: [{ Action: 'iam:CreateSAMLProvider', Resource: `${IAM}:saml-provider/other` }],
  },
  {
    ask: ['SimulatePrincipalPolicy', { PolicySourceArn: `${IAM}:user/other`, ActionNames: ['s3:GetObject'] }],
    allow: { Action: 'iam:SimulatePrincipalPolicy', Resource: `${IAM}:user/other` },
    not: [{ Action: 'iam:SimulatePrincipalPolicy', Resource: `${IAM}:user/asker` }],
  },
  {
    ask: ['GetAccountAuthorizationDetails', {}],
    allow: { Action: 'iam:GetAccountAuthorizationDetails', Resource: '*' },
    not: [{ Action: 'iam:GetAccountAuthorizationDetails', Resource: `${IAM}:user/*` }],
  },
];

onBothEngines('Who may change roles, sign-in and providers', engine => {
  let server: TestServer;
  let asker: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await server.call('iam', 'CreateUser', { UserName: 'asker' });
    await server.call('iam', 'CreateUser', { UserName: 'other' });
    const { AccessKey } = await server.call('iam', 'CreateAccessKey', { UserName: 'asker' });
    asker = server.as({ accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey });
    const Tags = [{ Key: 'team', Value: 'a' }];
    await server.call('iam', 'CreateRole', { RoleName: 'tagged', AssumeRolePolicyDocument: TRUST, Tags });
    await server.call('iam', 'CreateInstanceProfile', { InstanceProfileName: 'web' });
  });
  after(() => server[Symbol.asyncDispose]());

  const give = (statement: object) =>
    server.call('iam', 'PutUserPolicy', {
      UserName: 'asker',
      PolicyName: 'one',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] }),
    });

  it('is asked of policies, with the keys that AWS has for each operation', async () => {
    for (const { ask, allow, not } of CASES) {
      const [operation, input] = ask;
      // `as`: any operation of the contract will do.
      const name = operation as 'GetRole';
      for (const statement of not) {
        await give(statement);
        const { status, code } = await asker.refused('iam', name, input);
        assert.deepEqual([status, code], [403, 'AccessDenied'], `${operation} ${JSON.stringify(statement)}`);
      }
      await give(allow);
      await asker.call('iam', name, input as { RoleName: string });
    }
  });

  it('tells those who may not nothing of what exists', async () => {
    await give({ Action: 'iam:GetUser', Resource: '*' });
    const ask = async (RoleName: string) => {
      const { message = '', ...rest } = await asker.refused('iam', 'GetRole', { RoleName });
      return { ...rest, message: message.replaceAll(RoleName, 'NAME') };
    };

    assert.deepEqual(await ask('tagged'), await ask('nothing'));
  });
});
