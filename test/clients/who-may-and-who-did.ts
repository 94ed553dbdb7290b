/** What an administrator asks: who may do what (the policy simulator), and who did (the trail), by whatever client. */
import assert from 'node:assert/strict';
import type { Identity } from '../support/start-coffer.ts';
import type { AnyClient, Members } from './any-client.ts';
import { listIn, structIn, textIn } from './any-client.ts';
import { allowing, credentialsIn, makeUser, policyOf } from './identities.ts';

const ACCOUNT = '123456789012';
const SOURCE = 'secretsmanager.amazonaws.com';

/** Allowed, denied by a statement, denied for want of one. The names of actions take no wildcards. */
export async function simulation(administrator: AnyClient, UserName: string): Promise<void> {
  const policy = policyOf(
    { Effect: 'Allow', Action: 'secretsmanager:Get*', Resource: '*' },
    { Effect: 'Deny', Action: 'secretsmanager:GetRandomPassword', Resource: '*' },
  );
  await makeUser(administrator, UserName, policy);
  const PolicySourceArn = `arn:aws:iam::${ACCOUNT}:user/${UserName}`;
  const ActionNames = ['GetSecretValue', 'GetRandomPassword', 'PutSecretValue'].map(name => `secretsmanager:${name}`);
  const answer = await administrator.call('iam', 'SimulatePrincipalPolicy', { PolicySourceArn, ActionNames });
  const wildcard = await administrator.refusal('iam', 'SimulatePrincipalPolicy', {
    PolicySourceArn,
    ActionNames: ['secretsmanager:*'],
  });

  assert.deepEqual(
    listIn(answer, 'EvaluationResults').map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision]),
    [
      [ActionNames[0], 'allowed'],
      [ActionNames[1], 'explicitDeny'],
      [ActionNames[2], 'implicitDeny'],
    ],
  );
  assert.match(wildcard, /^InvalidInput: /);
}

/** The root user, a user and a session of a role in the trail, as CloudTrail tells of them; and no value. */
export async function records(administrator: AnyClient, rootIdentity: Identity, RoleName: string): Promise<void> {
  const root = administrator.as({ identity: rootIdentity });
  const SecretId = `trail/${RoleName}`;
  const trust = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' };
  const input = { RoleName, AssumeRolePolicyDocument: policyOf(trust) };
  const role = structIn(await administrator.call('iam', 'CreateRole', input), 'Role');
  const PolicyDocument = allowing('secretsmanager:GetSecretValue');
  await administrator.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'reads', PolicyDocument });
  const assume = { RoleArn: role['Arn'], RoleSessionName: 'reader' };
  const session = administrator.as({
    identity: credentialsIn(await administrator.call('sts', 'AssumeRole', assume)),
  });
  const created = await root.call('secretsmanager', 'CreateSecret', {
    Name: SecretId,
    SecretString: 'not-in-the-trail',
  });
  await session.call('secretsmanager', 'GetSecretValue', { SecretId });
  await session.refusal('secretsmanager', 'DeleteSecret', { SecretId });
  await administrator.call('secretsmanager', 'DeleteSecret', { SecretId });
  const [creation, reading, refused, deletion] = await recordsOf(administrator, textIn(created, 'ARN'));

  assert.deepEqual(identityIn(creation), ['Root', `arn:aws:iam::${ACCOUNT}:root`, rootIdentity.accessKeyId]);
  assert.equal(structIn(creation, 'responseElements')['arn'], created['ARN']);
  const sessionArn = `arn:aws:sts::${ACCOUNT}:assumed-role/${RoleName}/reader`;
  assert.deepEqual(identityIn(reading).slice(0, 2), ['AssumedRole', sessionArn]);
  assert.deepEqual(structIn(structIn(structIn(reading, 'userIdentity'), 'sessionContext'), 'sessionIssuer'), {
    type: 'Role',
    principalId: role['RoleId'],
    arn: role['Arn'],
    accountId: ACCOUNT,
    userName: RoleName,
  });
  assert.deepEqual([refused['eventName'], refused['errorCode']], ['DeleteSecret', 'AccessDenied']);
  assert.deepEqual(identityIn(deletion).slice(0, 2), ['IAMUser', `arn:aws:iam::${ACCOUNT}:user/admin`]);
  assert.deepEqual(Object.keys(structIn(deletion, 'responseElements')).toSorted(), ['arn', 'deletionDate', 'name']);
  assert.doesNotMatch(JSON.stringify([creation, reading, refused, deletion]), /not-in-the-trail/);
}

/** The records of calls for one secret, in the order of the calls: creation, reading, both deletions. */
async function recordsOf(
  administrator: AnyClient,
  arn: string,
): Promise<readonly [Members, Members, Members, Members]> {
  const LookupAttributes = [{ AttributeKey: 'EventSource', AttributeValue: SOURCE }];
  const found = await administrator.call('cloudtrail', 'LookupEvents', { LookupAttributes, MaxResults: 50 });
  const name = arn.slice(arn.indexOf('trail/'), -'-AbCdEf'.length);
  const texts = listIn(found, 'Events').map(event => textIn(event, 'CloudTrailEvent'));
  const all: readonly Members[] = texts.filter(text => text.includes(name)).map(text => JSON.parse(text));
  // What the service does itself, such as beginning the deletion, is told by events of its own.
  const calls = all.filter(record => record['eventType'] === 'AwsApiCall');
  assert.ok(all.every(record => record['eventSource'] === SOURCE));
  const [deletion, refused, reading, creation] = calls;
  assert.ok(deletion !== undefined && refused !== undefined && reading !== undefined && creation !== undefined);
  assert.equal(calls.length, 4);
  return [creation, reading, refused, deletion];
}

function identityIn(record: Members): readonly unknown[] {
  const { type, arn, accessKeyId } = structIn(record, 'userIdentity');
  return [type, arn, accessKeyId];
}
