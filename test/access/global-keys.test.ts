/** Each global condition key that a request can have allows and denies (21 of the guide's examples). */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, it, test } from 'node:test';
import { makeUser, policyOfStatements, type TestStatement } from '../../packages/server/src/access/testing.ts';
import type { Caller, ClientFacts, Session } from '../../packages/server/src/pipeline/caller.ts';
import { makeCustomerKey } from '../../packages/server/src/services/kms/testing.ts';
import { secretText, TestServer } from '../../packages/server/src/testing/index.ts';
import { send } from './send.ts';
import { ACCOUNT, trusting } from './world.ts';

/** A key, and a condition that the caller meets, and one that it does not. */
type Case = readonly [key: string, operator: string, value: string, other: string];

const USER = `arn:aws:iam::${ACCOUNT}:user`;
const SERVICE = 'secretsmanager.amazonaws.com';
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/issuer.example.com`;
/** Until when the clock of the tests stands still: 26 September 2026. */
const [EARLIER, LATER] = ['2026-09-26T00:00:00Z', '2026-09-27T00:00:00Z'];

const OF_USERS: readonly Case[] = [
  ['aws:CurrentTime', 'DateGreaterThan', EARLIER, LATER],
  ['aws:EpochTime', 'NumericLessThan', String(Date.parse(LATER) / 1000), String(Date.parse(EARLIER) / 1000)],
  ['aws:RequestedRegion', 'StringEquals', 'us-east-1', 'eu-west-1'],
  ['aws:ResourceAccount', 'StringEquals', ACCOUNT, '210987654321'],
  ['aws:ViaAWSService', 'Bool', 'false', 'true'],
  ['aws:SecureTransport', 'Bool', 'true', 'false'],
  ['aws:UserAgent', 'StringLike', 'coffer-*', 'aws-cli*'],
  ['aws:SourceIp', 'IpAddress', '203.0.113.0/24', '198.51.100.0/24'],
  ['aws:PrincipalIsAWSService', 'Bool', 'false', 'true'],
  ['aws:PrincipalAccount', 'StringEquals', ACCOUNT, '210987654321'],
  ['aws:PrincipalArn', 'ArnLike', `${USER}/user-*`, `${USER}/other-*`],
  ['aws:PrincipalType', 'StringEquals', 'User', 'AssumedRole'],
  ['aws:userid', 'StringLike', 'AIDA*', 'AROA*'],
  ['aws:username', 'StringLike', 'user-*', 'other-*'],
  ['aws:PrincipalTag/team', 'StringEquals', 'blue', 'red'],
];

const OF_SESSIONS: readonly Case[] = [
  ['aws:TokenIssueTime', 'DateGreaterThan', EARLIER, LATER],
  ['aws:MultiFactorAuthPresent', 'Bool', 'true', 'false'],
  ['aws:MultiFactorAuthAge', 'NumericLessThan', '61', '60'],
  ['aws:SourceIdentity', 'StringEquals', 'ana', 'bob'],
  ['aws:FederatedProvider', 'StringEquals', PROVIDER, `${PROVIDER}/other`],
  ['aws:PrincipalType', 'StringEquals', 'AssumedRole', 'User'],
  [
    'aws:PrincipalArn',
    'ArnEquals',
    `arn:aws:iam::${ACCOUNT}:role/keyed`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/keyed/s`,
  ],
  ['aws:userid', 'StringLike', 'AROA*:session', 'AIDA*'],
  ['aws:PrincipalTag/team', 'StringEquals', 'of the session', 'blue'],
];

/** Of a call to KMS that Secrets Manager makes for the user. */
const OF_CALLS_BETWEEN_SERVICES: readonly Case[] = [
  ['aws:ViaAWSService', 'Bool', 'true', 'false'],
  ['aws:CalledVia', 'ForAnyValue:StringEquals', SERVICE, 'ssm.amazonaws.com'],
  ['aws:CalledViaFirst', 'StringEquals', SERVICE, 'ssm.amazonaws.com'],
  ['aws:CalledViaLast', 'StringEquals', SERVICE, 'ssm.amazonaws.com'],
  ['aws:SecureTransport', 'Bool', 'true', 'false'],
  // The request comes from the service: it has no address.
  ['aws:SourceIp', 'Null', 'true', 'false'],
];

const OF_ENDPOINTS: readonly Case[] = [
  ['aws:SourceVpce', 'StringEquals', 'vpce-1a2b3c4d', 'vpce-0'],
  ['aws:SourceVpc', 'StringEquals', 'vpc-12345678', 'vpc-0'],
  ['aws:VpcSourceIp', 'IpAddress', '10.0.0.0/8', '203.0.113.0/24'],
  ['aws:SourceIp', 'Null', 'true', 'false'],
];

const OF_SERVICES: readonly Case[] = [
  ['aws:PrincipalIsAWSService', 'Bool', 'true', 'false'],
  ['aws:PrincipalServiceName', 'StringEquals', SERVICE, 'ssm.amazonaws.com'],
  ['aws:SourceAccount', 'StringEquals', ACCOUNT, '210987654321'],
  ['aws:SourceArn', 'ArnLike', `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:*`, 'arn:aws:s3:::bucket'],
  ['aws:PrincipalArn', 'Null', 'true', 'false'],
];

const Action = 'secretsmanager:*';
const when = ([key, operator]: Case, value: string): TestStatement => ({
  Action,
  Condition: { [operator]: { [key]: value } },
});
const DENY = { Effect: 'Deny' } as const;

/** Policies by what they must come to. */
function documents(
  of: Case,
  more: TestStatement = {},
): readonly (readonly [document: string, expected: 'Allow' | 'Deny'])[] {
  const [, , value, other] = of;
  const allow = { Action, ...more };
  return [
    [policyOfStatements({ ...when(of, value), ...more }), 'Allow'],
    [policyOfStatements({ ...when(of, other), ...more }), 'Deny'],
    [policyOfStatements(allow, { ...when(of, value), ...more, ...DENY }), 'Deny'],
    [policyOfStatements(allow, { ...when(of, other), ...more, ...DENY }), 'Allow'],
  ];
}

test('every global key that is given has a case', () => {
  const source = readFileSync(new URL('../../packages/server/src/access/global-keys.ts', import.meta.url), 'utf8');
  const given = [...source.matchAll(/['`](aws:[A-Za-z]+)[/'`]/g)].map(match => match[1]);
  const cases = [OF_USERS, OF_SESSIONS, OF_CALLS_BETWEEN_SERVICES, OF_ENDPOINTS, OF_SERVICES].flat();
  const covered = new Set(cases.map(([key]) => key.split('/')[0]));

  assert.ok(given.length > 20);
  assert.deepEqual(
    given.filter(key => !covered.has(key)),
    [],
  );
});

describe('Global condition keys', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open();
    await makeCustomerKey(server, 'alias/customer');
    for (const [Name, key] of [
      ['plain', {}],
      ['under-customer-key', { KmsKeyId: 'alias/customer' }],
    ] as const) {
      const value = { SecretString: secretText('v'), ClientRequestToken: randomUUID() };
      await server.call('secretsmanager', 'CreateSecret', { Name, ...value, ...key });
    }
    await server.call('iam', 'CreateRole', {
      RoleName: 'keyed',
      AssumeRolePolicyDocument: trusting(`arn:aws:iam::${ACCOUNT}:root`),
      Tags: [{ Key: 'team', Value: 'blue' }],
    });
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await server.call('iam', 'AttachRolePolicy', { RoleName: 'keyed', PolicyArn });
  });
  after(() => server[Symbol.asyncDispose]());

  let users = 0;
  function userWith(document: string) {
    users += 1;
    return makeUser(server, `user-${users}`, { policies: [document], tags: { team: 'blue' } });
  }

  async function effectOfReading(as: TestServer, SecretId = 'plain'): Promise<'Allow' | 'Deny'> {
    const { code } = await send(as, 'secretsmanager', 'GetSecretValue', { SecretId });
    assert.ok(code === undefined || code === 'AccessDeniedException', String(code));
    return code === undefined ? 'Allow' : 'Deny';
  }

  for (const of of OF_USERS) {
    it(`21: ${of[0]} of a user`, async () => {
      for (const [document, expected] of documents(of)) {
        const user = await userWith(document);
        assert.equal(await effectOfReading(user.server), expected, document);
      }
    });
  }

  for (const of of OF_SESSIONS) {
    it(`21: ${of[0]} of a session`, async () => {
      const { Role } = await server.call('iam', 'GetRole', { RoleName: 'keyed' });
      for (const [document, expected] of documents(of)) {
        const now = server.clock.now();
        const session: Session = {
          issuedAt: now,
          expiresAt: now + 900_000,
          mfaAt: now - 60_000,
          policies: [document],
          sourceIdentity: 'ana',
          provider: PROVIDER,
          tags: [['Team', 'of the session']],
        };
        const subject = { type: 'role', accountId: ACCOUNT, roleId: Role.RoleId, sessionName: 'session' } as const;
        const as = server.as(server.parts.line.sessions.issue({ subject, session }));
        assert.equal(await effectOfReading(as), expected, document);
      }
    });
  }

  for (const of of OF_CALLS_BETWEEN_SERVICES) {
    it(`21: ${of[0]} of a call that a service makes for a user`, async () => {
      for (const [document, expected] of documents(of)) {
        const atKms = document.replaceAll(Action, 'kms:*');
        const user = await makeUser(server, `via-${randomUUID()}`, {
          policies: [policyOfStatements({ Action }), atKms],
        });
        assert.equal(await effectOfReading(user.server, 'under-customer-key'), expected, document);
      }
    });
  }

  /** What is decided for a caller, whose request came this way. */
  async function decided(caller: Caller, client: ClientFacts | undefined, document?: string): Promise<string> {
    const from = { caller, client, region: 'us-east-1', now: server.clock.now(), calledVia: [] };
    const decision = await server.parts.line.access.decide(from, {
      action: 'secretsmanager:GetSecretValue',
      resource: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:plain-AbCdEf`,
      resourceAccountId: ACCOUNT,
      ...(document === undefined ? {} : { policy: { kind: 'resource', document } }),
    });
    return decision.effect;
  }

  for (const of of OF_ENDPOINTS) {
    it(`21: ${of[0]} of a request through a VPC endpoint`, async () => {
      const endpoint = { id: 'vpce-1a2b3c4d', vpcId: 'vpc-12345678' };
      const client = { sourceIp: '10.1.2.3', userAgent: 'x', host: 'x', endpoint };
      for (const [document, expected] of documents(of)) {
        const user = await userWith(document);
        const key = await server.parts.line.accessKeys.find(user.accessKeyId);
        assert.ok(key);
        assert.equal(await decided(key.caller, client, undefined), expected, document);
      }
    });
  }

  for (const of of OF_SERVICES) {
    it(`21: ${of[0]} of a service that acts for nobody`, async () => {
      const caller: Caller = {
        type: 'AWSService',
        service: SERVICE,
        accountId: ACCOUNT,
        arn: SERVICE,
        principalId: SERVICE,
        accessKeyId: '',
        sourceArn: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:a-abcdef`,
      };
      for (const [document, expected] of documents(of, { Principal: { Service: SERVICE } })) {
        assert.equal(await decided(caller, undefined, document), expected, document);
      }
    });
  }
});
