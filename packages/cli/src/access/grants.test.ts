import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountDetails } from './account-policies.ts';
import { accountPolicies } from './account-policies.ts';
import { explanationText } from './explanation-text.ts';
import { explainQuestion } from './explanation.ts';
import { findSubject } from './find-subject.ts';
import type { GrantFacts } from './key-target.ts';
import { keyTarget } from './key-target.ts';
import { whoCan } from './who-can.ts';
import { whoCanText } from './who-can-text.ts';

const ACCOUNT = '123456789012';
const OTHER = '999999999999';
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
/** Lets nobody in but the root user. */
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Deny', Action: 'kms:PutKeyPolicy', Principal: '*', Resource: '*' },
});
const PAIR = { team: 'red' };

function iamArn(name: string, account = ACCOUNT): string {
  return `arn:aws:iam::${account}:${name}`;
}

function target(grants: readonly GrantFacts[] | undefined) {
  const of = {
    arn: KEY,
    policy: POLICY,
    spec: undefined,
    usage: undefined,
    origin: undefined,
    isMultiRegion: undefined,
  };
  return keyTarget({ ...of, aliases: [], tags: [], grants });
}

const DETAILS: AccountDetails = {
  UserDetailList: [
    { UserName: 'ana', UserId: 'AIDAANA', Arn: iamArn('user/ana') },
    {
      UserName: 'denied',
      UserId: 'AIDADENIED',
      Arn: iamArn('user/denied'),
      UserPolicyList: [
        {
          PolicyName: 'own',
          PolicyDocument: encodeURIComponent(
            JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 'kms:*', Resource: '*' } }),
          ),
        },
      ],
    },
  ],
  RoleDetailList: [{ RoleName: 'App', RoleId: 'AROAAPP', Arn: iamArn('role/App') }],
};
const account = accountPolicies(DETAILS);

function grant(GranteePrincipal: string, more: Omit<GrantFacts, 'GranteePrincipal'> = {}): GrantFacts {
  return { GrantId: `of ${GranteePrincipal}`, Operations: ['Decrypt'], GranteePrincipal, ...more };
}

function who(action: string, grants: readonly GrantFacts[], given: readonly (readonly [string, string])[] = []) {
  return whoCan({ partition: 'aws', account, target: target(grants), action, given, now: 0 });
}

function lines(action: string, grants: readonly GrantFacts[], given: readonly (readonly [string, string])[] = []) {
  return whoCanText(who(action, grants, given))
    .split('\n')
    .slice(0, -1);
}

test('a grant lets in whom no policy does: users, roles, sessions, services and other accounts', () => {
  const session = `arn:aws:sts::${ACCOUNT}:assumed-role/App/job`;
  const grants = [
    grant(iamArn('user/ana')),
    grant(iamArn('role/App')),
    grant('rds.amazonaws.com'),
    grant(iamArn('root', OTHER)),
    grant(iamArn('user/far', OTHER)),
  ];

  assert.deepEqual(lines('kms:Decrypt', grants), [
    `${iamArn('user/ana')}\talways\tgrant of ${iamArn('user/ana')}`,
    `${iamArn('role/App')}\talways\tgrant of ${iamArn('role/App')}`,
    'rds.amazonaws.com\talways\tgrant of rds.amazonaws.com',
    `${OTHER}\talways\tgrant of ${iamArn('root', OTHER)}; its own account must allow it too`,
    `${iamArn('user/far', OTHER)}\talways\tgrant of ${iamArn('user/far', OTHER)}; its own account must allow it too`,
  ]);
  assert.deepEqual(
    who('kms:Decrypt', [grant(session)]).map(({ principal, grant: id }) => [principal, id]),
    [[session, `of ${session}`]],
  );
});

test('a grant lets in nobody for other operations, nobody who is gone, and nobody whom a policy denies', () => {
  assert.deepEqual(lines('kms:Encrypt', [grant(iamArn('user/ana'))]), []);
  // ListGrants shows the id of a role that was deleted; another one of its name has nothing of it.
  assert.deepEqual(lines('kms:Decrypt', [grant('AROAOLDROLEOLDROLEOL')]), []);
  assert.deepEqual(lines('kms:Decrypt', [grant(iamArn('user/denied'))]), []);
});

test('constraints are told, decided where the encryption context is said, and of no account where there is none', () => {
  const equals = grant(iamArn('user/ana'), { Constraints: { EncryptionContextEquals: PAIR } });
  const subset = grant(iamArn('user/ana'), {
    Constraints: { EncryptionContextSubset: PAIR },
    Operations: ['DescribeKey'],
  });
  const team = ['kms:EncryptionContext:team', 'red'] as const;
  const more = ['kms:EncryptionContext:app', 'x'] as const;
  const can = (...given: readonly (readonly [string, string])[]) =>
    who('kms:Decrypt', [equals], given).map(each => each.can);

  assert.deepEqual(lines('kms:Decrypt', [equals]), [
    `${iamArn('user/ana')}\tsometimes\tgrant of ${iamArn('user/ana')}; only if EncryptionContextEquals {"team":"red"}`,
  ]);
  assert.deepEqual([can(team), can(team, more), can(more)], [['always'], [], []]);
  const empty = grant(iamArn('user/ana'), { Constraints: { EncryptionContextEquals: {} } });
  assert.deepEqual(
    who('kms:Decrypt', [empty]).map(({ can: each }) => each),
    ['sometimes'],
  );
  assert.deepEqual(
    who('kms:DescribeKey', [subset]).map(({ can: each }) => each),
    ['always'],
  );
});

test('a grant that lets make grants, or is bound to a resource, lets in sometimes', () => {
  const making = grant(iamArn('user/ana'), { Operations: ['CreateGrant', 'Decrypt'] });
  const SourceArn = 'arn:aws:rds:us-east-1:123456789012:db:one';
  const bound = grant('rds.amazonaws.com', { Constraints: { SourceArn } });

  assert.deepEqual(lines('kms:CreateGrant', [making]), [
    `${iamArn('user/ana')}\tsometimes\tgrant of ${iamArn('user/ana')}; only if the new grant allows no more than this one`,
  ]);
  assert.deepEqual(lines('kms:Decrypt', [bound]), [
    `rds.amazonaws.com\tsometimes\tgrant of rds.amazonaws.com; only if SourceArn "${SourceArn}"`,
  ]);
  assert.deepEqual(
    who('kms:Decrypt', [bound], [['aws:SourceArn', SourceArn]]).map(({ can }) => can),
    ['always'],
  );
});

test('explain tells the grant that decides, and what keeps others from it', () => {
  const grants = [
    grant(iamArn('role/App')),
    grant(iamArn('user/ana'), { GrantId: 'narrow', Constraints: { EncryptionContextEquals: PAIR } }),
    grant(iamArn('user/ana'), { GrantId: 'other', Operations: ['Encrypt'] }),
  ];
  const explain = (given: readonly (readonly [string, string])[]) =>
    explanationText(
      explainQuestion({
        subject: findSubject(iamArn('user/ana'), ACCOUNT, account),
        action: 'kms:Decrypt',
        target: target(grants),
        given,
        now: 0,
      }),
    );

  assert.equal(
    explain([['kms:EncryptionContext:team', 'red']]),
    `ALLOWED: ${iamArn('user/ana')} may perform kms:Decrypt on ${KEY}\n\ndecided by:\n  Allow, grant narrow\n\n` +
      `other statements about this action:\n  Allow, grant of ${iamArn('role/App')}: its grantee is another\n`,
  );
  const denied = explain([]);
  assert.match(denied, /^DENIED: User: .*user\/ana is not authorized to perform: kms:Decrypt on resource: arn:aws:kms/);
  assert.match(denied, /\n {2}Allow, grant narrow: it asks for more: EncryptionContextEquals \{"team":"red"\}\n/);
});

test('grants that may not be listed are told to be left out', () => {
  assert.match(target(undefined).notes.join(), /may not list the grants on the key/);
  assert.deepEqual(target([]).notes, []);
});
