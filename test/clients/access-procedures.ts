/** What administrators do with IAM and STS, by whatever client: users, roles, sessions, MFA devices, federated users. */
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { generateSync } from 'otplib/functional';
import type { AnyClient, Members } from './any-client.ts';
import { listIn, structIn, textIn } from './any-client.ts';
import { allowing, credentialsIn, makeUser, policyOf, setPolicy } from './identities.ts';

const IAM = 'arn:aws:iam::123456789012:';
const READ_WRITE = 'arn:aws:iam::aws:policy/SecretsManagerReadWrite';

/** A user, its key and a policy of its own; what it may not do, and nothing any more once the key is inactive. */
export async function userWithKey(administrator: AnyClient, UserName: string, SecretId: string): Promise<void> {
  const iam = (operation: string, input: Members) => administrator.call('iam', operation, input);
  const created = structIn(
    await iam('CreateUser', { UserName, Path: '/dev/', Tags: [{ Key: 'a b', Value: 'c=d' }] }),
    'User',
  );
  const PolicyDocument = policyOf({ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' });
  const made = structIn(await iam('CreatePolicy', { PolicyName: `${UserName}-reads`, PolicyDocument }), 'Policy');
  await iam('AttachUserPolicy', { UserName, PolicyArn: made['Arn'] });
  const key = structIn(await iam('CreateAccessKey', { UserName }), 'AccessKey');
  const accessKeyId = textIn(key, 'AccessKeyId');
  const user = administrator.as({ identity: { accessKeyId, secretAccessKey: textIn(key, 'SecretAccessKey') } });
  const identity = await user.call('sts', 'GetCallerIdentity');
  const read = await user.call('secretsmanager', 'GetSecretValue', { SecretId });
  const listed = await user.refusal('secretsmanager', 'ListSecrets');
  await iam('UpdateAccessKey', { UserName, AccessKeyId: accessKeyId, Status: 'Inactive' });
  const inactive = await user.refusal('secretsmanager', 'GetSecretValue', { SecretId });
  const conflict = await administrator.refusal('iam', 'DeleteUser', { UserName });

  const Arn = `${IAM}user/dev/${UserName}`;
  assert.equal(created['Arn'], Arn);
  assert.equal(made['Arn'], `${IAM}policy/${UserName}-reads`);
  assert.deepEqual(identity, { Account: '123456789012', Arn, UserId: created['UserId'] });
  assert.equal(read['SecretString'], 'x');
  assert.equal(
    listed,
    `AccessDeniedException: User: ${Arn} is not authorized to perform: secretsmanager:ListSecrets ` +
      'because no identity-based policy allows the secretsmanager:ListSecrets action',
  );
  assert.equal(inactive, 'UnrecognizedClientException: The security token included in the request is invalid.');
  assert.match(conflict, /^DeleteConflict: Cannot delete entity, must /);
}

/** A role that one user may assume: its session reads a secret, and ends with the role. */
export async function roleAndSession(administrator: AnyClient, UserName: string, SecretId: string): Promise<void> {
  const user = administrator.as({ identity: await makeUser(administrator, UserName) });
  const RoleName = `${UserName}-role`;
  const trust = { Effect: 'Allow', Principal: { AWS: `${IAM}user/${UserName}` }, Action: 'sts:AssumeRole' };
  const input = { RoleName, AssumeRolePolicyDocument: policyOf(trust) };
  const role = structIn(await administrator.call('iam', 'CreateRole', input), 'Role');
  await administrator.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn: READ_WRITE });
  const assume = { RoleArn: role['Arn'], RoleSessionName: 'test.1' };
  const assumed = await user.call('sts', 'AssumeRole', assume);
  const session = administrator.as({ identity: credentialsIn(assumed) });
  const identity = await session.call('sts', 'GetCallerIdentity');
  const read = await session.call('secretsmanager', 'GetSecretValue', { SecretId });
  const notTheUser = await user.refusal('secretsmanager', 'GetSecretValue', { SecretId });
  const stranger = await administrator.refusal('iam', 'CreateRole', input);
  await administrator.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn: READ_WRITE });
  const detached = await session.refusal('secretsmanager', 'GetSecretValue', { SecretId });
  await administrator.call('iam', 'DeleteRole', { RoleName });
  const gone = await session.refusal('secretsmanager', 'GetSecretValue', { SecretId });

  const Arn = `arn:aws:sts::123456789012:assumed-role/${RoleName}/test.1`;
  const UserId = `${String(role['RoleId'])}:test.1`;
  assert.deepEqual(structIn(assumed, 'AssumedRoleUser'), { AssumedRoleId: UserId, Arn });
  assert.deepEqual(identity, { Account: '123456789012', Arn, UserId });
  assert.equal(read['SecretString'], 'x');
  assert.match(notTheUser, /^AccessDeniedException: User: .* because no identity-based policy allows/);
  assert.match(stranger, /^EntityAlreadyExists: /);
  assert.equal(
    detached,
    `AccessDeniedException: User: ${Arn} is not authorized to perform: secretsmanager:GetSecretValue on resource: ` +
      `${SecretId} because no identity-based policy allows the secretsmanager:GetSecretValue action`,
  );
  assert.equal(gone, 'UnrecognizedClientException: The security token included in the request is invalid.');
}

/** A session policy narrows; who is not trusted, or lacks the external id, is refused. */
export async function narrowSessions(administrator: AnyClient, RoleName: string, SecretId: string): Promise<void> {
  const condition = { StringEquals: { 'sts:ExternalId': 'shared-before' } };
  const trust = { Effect: 'Allow', Principal: { AWS: `${IAM}root` }, Action: 'sts:AssumeRole', Condition: condition };
  const input = { RoleName, AssumeRolePolicyDocument: policyOf(trust), MaxSessionDuration: 7200 };
  const { Arn: RoleArn } = structIn(await administrator.call('iam', 'CreateRole', input), 'Role');
  const PolicyDocument = allowing('secretsmanager:*');
  await administrator.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'all', PolicyDocument });
  const assume = { RoleArn, RoleSessionName: 'narrow', ExternalId: 'shared-before' };
  const Policy = allowing('secretsmanager:DescribeSecret');
  const assumed = await administrator.call('sts', 'AssumeRole', { ...assume, Policy, DurationSeconds: 7200 });
  const session = administrator.as({ identity: credentialsIn(assumed) });
  const described = await session.call('secretsmanager', 'DescribeSecret', { SecretId });
  const narrow = await session.refusal('secretsmanager', 'GetSecretValue', { SecretId });
  const without = await administrator.refusal('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'none' });
  const tooLong = await administrator.refusal('sts', 'AssumeRole', { ...assume, DurationSeconds: 7201 });

  assert.equal(described['Name'], SecretId);
  assert.match(narrow, / because no session policy allows the secretsmanager:GetSecretValue action$/);
  assert.equal(
    without,
    `AccessDenied: User: ${IAM}user/admin is not authorized to perform: sts:AssumeRole on resource: ${String(RoleArn)}`,
  );
  assert.equal(
    tooLong,
    'ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  );
}

/** A policy asks for MFA: the key alone is refused, a session that a device has proven is not. A code counts once. */
export async function mfaSession(administrator: AnyClient, UserName: string, SecretId: string): Promise<void> {
  const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
  const identity = await makeUser(
    administrator,
    UserName,
    policyOf({ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*', Condition }),
  );
  const user = administrator.as({ identity });
  const made = await administrator.call('iam', 'CreateVirtualMFADevice', { VirtualMFADeviceName: UserName });
  const device = structIn(made, 'VirtualMFADevice');
  const SerialNumber = textIn(device, 'SerialNumber');
  const secret = Buffer.from(textIn(device, 'Base32StringSeed'), 'base64').toString('ascii');
  await untilStepLasts(10_000);
  const code = (steps: number) => generateSync({ secret, epoch: Date.now() / 1_000 + steps * 30 });
  await administrator.call('iam', 'EnableMFADevice', {
    UserName,
    SerialNumber,
    AuthenticationCode1: code(-1),
    AuthenticationCode2: code(0),
  });
  const keyAlone = await user.refusal('secretsmanager', 'GetSecretValue', { SecretId });
  const TokenCode = code(1);
  const proven = await user.call('sts', 'GetSessionToken', { SerialNumber, TokenCode });
  const again = await user.refusal('sts', 'GetSessionToken', { SerialNumber, TokenCode });
  const session = administrator.as({ identity: credentialsIn(proven) });
  const read = await session.call('secretsmanager', 'GetSecretValue', { SecretId });
  const devices = await administrator.call('iam', 'ListMFADevices', { UserName });

  assert.match(keyAlone, /^AccessDeniedException: /);
  assert.equal(read['SecretString'], 'x');
  assert.equal(again, 'AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code.');
  assert.deepEqual(
    listIn(devices, 'MFADevices').map(each => each['SerialNumber']),
    [SerialNumber],
  );
}

/** Codes change every 30 seconds: one that is made just before may come too late for what is asked of it. */
async function untilStepLasts(milliseconds: number): Promise<void> {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < milliseconds) await setTimeout(left);
}

/** A federated user may do what both its policy and the user that asked for it may. */
export async function federatedUser(administrator: AnyClient, UserName: string, SecretId: string): Promise<void> {
  const identity = await makeUser(administrator, UserName);
  await setPolicy(administrator, UserName, allowing('sts:GetFederationToken', 'secretsmanager:Get*'));
  const user = administrator.as({ identity });
  const Policy = allowing('secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret');
  const answer = await user.call('sts', 'GetFederationToken', { Name: 'visitor', Policy });
  const visitor = administrator.as({ identity: credentialsIn(answer) });
  const { Arn } = await visitor.call('sts', 'GetCallerIdentity');
  const read = await visitor.call('secretsmanager', 'GetSecretValue', { SecretId });
  const beyondTheUser = await visitor.refusal('secretsmanager', 'DescribeSecret', { SecretId });
  const beyondItsPolicy = await visitor.refusal('secretsmanager', 'GetRandomPassword');
  const inIam = await visitor.refusal('iam', 'GetUser', { UserName });

  assert.equal(Arn, 'arn:aws:sts::123456789012:federated-user/visitor');
  assert.equal(read['SecretString'], 'x');
  assert.match(beyondTheUser, /^AccessDeniedException: User: .*:federated-user\/visitor is not authorized/);
  assert.match(beyondItsPolicy, /^AccessDeniedException: User: .*:federated-user\/visitor is not authorized/);
  assert.equal(inIam, 'InvalidClientTokenId: The security token included in the request is invalid.');
}
