import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountDetails } from './account-policies.ts';
import { accountPolicies } from './account-policies.ts';
import { secretTarget } from './target.ts';
import { whoCan } from './who-can.ts';
import { whoCanText } from './who-can-text.ts';

const ACCOUNT = '123456789012';
const SECRET = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:prod/db-a1b2c3`;
const GET = 'secretsmanager:GetSecretValue';
const STAGE = { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } };

interface Written {
  readonly Effect?: 'Allow' | 'Deny';
  readonly Action?: string;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: object;
  readonly Sid?: string;
}

function document(...statements: readonly Written[]): string {
  const Statement = statements.map(each => Object.assign({ Effect: 'Allow', Action: GET, Resource: '*' }, each));
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

function inline(...statements: readonly Written[]) {
  return [{ PolicyName: 'own', PolicyDocument: encodeURIComponent(document(...statements)) }];
}

function user(UserName: string, more: object = {}) {
  return { UserName, UserId: `AIDA${UserName}`, Arn: `arn:aws:iam::${ACCOUNT}:user/${UserName}`, ...more };
}

function role(RoleName: string, more: object = {}) {
  return { RoleName, RoleId: `AROA${RoleName}`, Arn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`, ...more };
}

function iamArn(name: string, account = ACCOUNT): string {
  return `arn:aws:iam::${account}:${name}`;
}

/** Who can, without the root user, and with whether always. */
function ask(
  details: AccountDetails,
  {
    policy,
    tags = [],
    given = [],
    action = GET,
  }: {
    readonly policy?: string;
    readonly tags?: readonly { readonly Key: string; readonly Value: string }[];
    readonly given?: readonly (readonly [string, string])[];
    readonly action?: string;
  } = {},
) {
  const target = secretTarget({
    arn: SECRET,
    resourcePolicy: policy,
    kmsKeyId: undefined,
    rotationLambdaArn: undefined,
    primaryRegion: undefined,
    type: undefined,
    tags,
  });
  return whoCan({ partition: 'aws', account: accountPolicies(details), target, action, given, now: 0 });
}

function pairs(list: ReturnType<typeof ask>): readonly string[] {
  return list.map(({ principal, can }) => `${principal} ${can}`);
}

test('the guide’s Ana, Bob and Carlos: a policy of either side allows, a denial of either side stops', () => {
  const details = {
    UserDetailList: [
      user('ana'),
      user('bob', { UserPolicyList: inline({ Action: 'secretsmanager:*' }) }),
      user('carlos', { UserPolicyList: inline({ Effect: 'Deny', Action: 'secretsmanager:*' }) }),
    ],
  };
  const policy = document({ Principal: { AWS: [iamArn('user/ana'), iamArn('user/carlos')] } });

  assert.deepEqual(pairs(ask(details)), [`${iamArn('root')} always`, `${iamArn('user/bob')} always`]);
  assert.deepEqual(pairs(ask(details, { policy })), [
    `${iamArn('root')} always`,
    `${iamArn('user/ana')} always`,
    `${iamArn('user/bob')} always`,
  ]);
});

test('groups, managed policies, boundaries and roles count, and each is told by the statement that allows it', () => {
  const ReadProd = iamArn('policy/ReadProd');
  const details = {
    UserDetailList: [
      user('dev', { GroupList: ['developers'] }),
      user('attached', { AttachedManagedPolicies: [{ PolicyArn: ReadProd }] }),
      user('bounded', {
        AttachedManagedPolicies: [{ PolicyArn: ReadProd }],
        PermissionsBoundary: { PermissionsBoundaryArn: iamArn('policy/Nothing') },
      }),
    ],
    GroupDetailList: [{ GroupName: 'developers', GroupPolicyList: inline({ Action: 'iam:*' }, { Sid: 'Read' }) }],
    RoleDetailList: [role('App', { RolePolicyList: inline({}) }), role('Idle')],
    Policies: [
      {
        Arn: ReadProd,
        DefaultVersionId: 'v2',
        PolicyVersionList: [
          { VersionId: 'v2', Document: encodeURIComponent(document({})) },
          { VersionId: 'v1', Document: encodeURIComponent(document({ Effect: 'Deny' })) },
        ],
      },
      {
        Arn: iamArn('policy/Nothing'),
        DefaultVersionId: 'v1',
        PolicyVersionList: [{ VersionId: 'v1', Document: encodeURIComponent(document({ Action: 'iam:*' })) }],
      },
    ],
  };

  assert.equal(
    whoCanText(ask(details)),
    [
      `${iamArn('root')}\talways\troot user`,
      `${iamArn('user/dev')}\talways\tStatement[1] "Read" of inline policy own of group developers`,
      `${iamArn('user/attached')}\talways\tStatement[0] of ${ReadProd}`,
      `${iamArn('role/App')}\talways\tStatement[0] of inline policy own of role App`,
      '',
    ].join('\n'),
  );
});

test('a condition on what only a request tells makes it sometimes, whichever way it goes', () => {
  const details = {
    UserDetailList: [
      user('staged', { UserPolicyList: inline({ Condition: STAGE }) }),
      user('office', {
        UserPolicyList: inline({}, { Effect: 'Deny', Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
      }),
      user('both', { UserPolicyList: inline({}, { Condition: STAGE }) }),
    ],
  };

  assert.equal(
    whoCanText(ask(details).slice(1)),
    [
      `${iamArn('user/staged')}\tsometimes\tStatement[0] of inline policy own of user staged; only if ForAnyValue:StringEquals secretsmanager:VersionStage ["AWSCURRENT"]`,
      `${iamArn('user/office')}\tsometimes\tStatement[0] of inline policy own of user office; unless NotIpAddress aws:SourceIp ["10.0.0.0/8"]`,
      `${iamArn('user/both')}\talways\tStatement[0] of inline policy own of user both`,
      '',
    ].join('\n'),
  );
  assert.deepEqual(
    pairs(
      ask(details, {
        given: [
          ['secretsmanager:VersionStage', 'AWSPREVIOUS'],
          ['aws:sourceip', '192.0.2.1'],
        ],
      }),
    ),
    [`${iamArn('root')} always`, `${iamArn('user/both')} always`],
  );
});

test('a condition on the secret or the principal is decided', () => {
  const Condition = { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } };
  const mine = (name: string, team?: string) =>
    user(name, {
      UserPolicyList: inline({ Condition }),
      ...(team === undefined ? {} : { Tags: [{ Key: 'team', Value: team }] }),
    });
  const details = { UserDetailList: [mine('blue', 'blue'), mine('red', 'red'), mine('none')] };

  assert.deepEqual(pairs(ask(details, { tags: [{ Key: 'team', Value: 'blue' }] })).slice(1), [
    `${iamArn('user/blue')} always`,
  ]);
  assert.deepEqual(pairs(ask(details)).slice(1), []);
});

test('a boundary with a condition is told too', () => {
  const Document = encodeURIComponent(document({ Condition: STAGE }));
  const details = {
    UserDetailList: [
      user('bounded', {
        UserPolicyList: inline({}),
        PermissionsBoundary: { PermissionsBoundaryArn: iamArn('policy/B') },
      }),
    ],
    Policies: [{ Arn: iamArn('policy/B'), DefaultVersionId: 'v1', PolicyVersionList: [{ VersionId: 'v1', Document }] }],
  };

  const [, bounded] = ask(details);

  assert.deepEqual(bounded?.onlyIf, ['ForAnyValue:StringEquals secretsmanager:VersionStage ["AWSCURRENT"]']);
});

test('whoever else the secret’s policy names is there: other accounts, services, sessions, and everybody', () => {
  const other = '999999999999';
  const Principal = {
    AWS: [
      iamArn('root', other),
      iamArn('user/far', other),
      iamArn('role/a/Far', other),
      `arn:aws:sts::${other}:assumed-role/Far/session`,
      `arn:aws:sts::${ACCOUNT}:assumed-role/App/session`,
      `arn:aws:sts::${ACCOUNT}:federated-user/fed`,
      iamArn('user/gone'),
    ],
    Service: 'lambda.amazonaws.com',
  };
  const details = { RoleDetailList: [role('App')] };

  const named = ask(details, { policy: document({ Principal }) });
  const open = ask(details, { policy: document({ Principal: '*' }) });
  const inOrganization = document({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': other } } });

  assert.deepEqual(
    named.map(({ principal, needsOwnAccount }) => [principal, needsOwnAccount]),
    [
      [iamArn('root'), false],
      [other, true],
      [iamArn('user/far', other), true],
      [iamArn('role/a/Far', other), true],
      [`arn:aws:sts::${other}:assumed-role/Far/session`, true],
      [`arn:aws:sts::${ACCOUNT}:assumed-role/App/session`, false],
      [`arn:aws:sts::${ACCOUNT}:federated-user/fed`, false],
      ['lambda.amazonaws.com', false],
    ],
  );
  assert.deepEqual(pairs(open), [`${iamArn('root')} always`, `${iamArn('role/App')} always`, '* always']);
  assert.deepEqual(pairs(ask(details, { policy: inOrganization })), [`${iamArn('root')} always`, '* sometimes']);
  const own = document({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } } });
  assert.deepEqual(pairs(ask(details, { policy: own })), [`${iamArn('root')} always`, `${iamArn('role/App')} always`]);
  assert.match(
    whoCanText(open),
    /^\* \(every other account\)\talways\tStatement\[0\] of the policy on the secret; its own account must allow it too; refused while the secret is under the default key$/m,
  );
});

test('a denial on the secret stops everybody whom it names, the root user too', () => {
  const details = { UserDetailList: [user('bob', { UserPolicyList: inline({}) })] };

  assert.deepEqual(pairs(ask(details, { policy: document({ Effect: 'Deny', Principal: '*' }) })), []);
  assert.deepEqual(
    pairs(
      ask(details, {
        policy: document({ Effect: 'Deny', NotPrincipal: { AWS: [iamArn('root'), iamArn('user/bob')] } }),
      }),
    ),
    [`${iamArn('root')} always`, `${iamArn('user/bob')} always`],
  );
});

test('a policy that the server does not show, or that is none, ends the question instead of being passed over', () => {
  const attached = { UserDetailList: [user('bob', { AttachedManagedPolicies: [{ PolicyArn: iamArn('policy/X') }] })] };
  const broken = { UserDetailList: [user('bob', { UserPolicyList: [{ PolicyName: 'p', PolicyDocument: '%7B' }] })] };

  assert.throws(
    () => ask(attached),
    /policy `arn:aws:iam::123456789012:policy\/X` is attached, but the server does not show it/,
  );
  assert.throws(() => ask(broken), /inline policy p of user bob cannot be read/);
});
