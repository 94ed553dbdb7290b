import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explanationText } from './explanation-text.ts';
import { explainQuestion } from './explanation.ts';
import type { Key, NamedPolicy, Subject } from './subject.ts';
import { rootSubject, subjectKeys, unseenSubject } from './subject.ts';
import { plainTarget, secretTarget } from './target.ts';

const ACCOUNT = '123456789012';
const ANA = `arn:aws:iam::${ACCOUNT}:user/ana`;
const SECRET = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:prod/db-a1b2c3`;
const GET = 'secretsmanager:GetSecretValue';

function policy(kind: NamedPolicy['kind'], label: string, ...statements: readonly object[]): NamedPolicy {
  const Statement = statements.map(each => Object.assign({ Effect: 'Allow', Action: GET, Resource: '*' }, each));
  return { label, kind, document: JSON.stringify({ Version: '2012-10-17', Statement }) };
}

function ana(...policies: readonly NamedPolicy[]): Subject {
  const principal = { type: 'user', account: ACCOUNT, arn: ANA, id: 'AIDAANA' } as const;
  return { arn: ANA, principal, policies, keys: subjectKeys('User', ACCOUNT, ANA), known: ['aws:principaltag/'] };
}

function explained(
  subject: Subject,
  {
    onSecret,
    given = [],
    kmsKeyId,
    owner = ACCOUNT,
  }: {
    readonly onSecret?: NamedPolicy;
    readonly given?: readonly Key[];
    readonly kmsKeyId?: string;
    readonly owner?: string;
  } = {},
) {
  const arn = SECRET.replace(ACCOUNT, owner);
  const facts = { arn, kmsKeyId, rotationLambdaArn: undefined, primaryRegion: undefined, type: undefined, tags: [] };
  const target = secretTarget({ ...facts, resourcePolicy: onSecret?.document });
  return explainQuestion({ subject, action: GET, target, given, now: 0 });
}

test('what allows is told by policy, statement and Sid', () => {
  const own = policy('managed', `arn:aws:iam::${ACCOUNT}:policy/Read`, { Action: 'iam:*' }, { Sid: 'ReadProd' });

  const explanation = explained(ana(own));

  assert.equal(
    explanationText(explanation),
    `ALLOWED: ${ANA} may perform ${GET} on ${SECRET}\n\ndecided by:\n` +
      `  Allow, identity-based: Statement[1] "ReadProd" of arn:aws:iam::${ACCOUNT}:policy/Read\n`,
  );
});

test('every denial that applies is told, and what allows beside it', () => {
  const own = policy('inline', 'own', {}, { Effect: 'Deny', Action: 'secretsmanager:Get*' });
  const onSecret = policy('resource', 'x', { Effect: 'Deny', Principal: '*' });

  const { decision, message, decidedBy, others } = explained(ana(own), { onSecret });

  assert.equal(decision, 'explicitDeny');
  assert.equal(
    message,
    `User: ${ANA} is not authorized to perform: ${GET} on resource: ${SECRET} with an explicit deny in an identity-based policy`,
  );
  assert.deepEqual(
    decidedBy.map(({ kind, index }) => [kind, index]),
    [
      ['identity-based', 1],
      ['resource-based', 0],
    ],
  );
  assert.deepEqual(
    others.map(({ index, because }) => [index, because]),
    [[0, undefined]],
  );
});

test('where nothing allows, it is told what keeps each statement from applying, and which keys are missing', () => {
  const own = policy(
    'inline',
    'own',
    { Action: 'secretsmanager:PutSecretValue' },
    { Resource: SECRET.slice(0, -7) },
    { Condition: { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } } },
    { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } } },
  );
  const onSecret = policy('resource', 'x', { Principal: { AWS: ANA.replace('ana', 'bob') } });

  const explanation = explained(ana(own), { onSecret });

  assert.equal(
    explanationText(explanation),
    [
      `DENIED: User: ${ANA} is not authorized to perform: ${GET} on resource: ${SECRET} because no identity-based policy allows the ${GET} action`,
      '',
      'other statements about this action:',
      '  Allow, identity-based: Statement[1] of own: its Resource is another',
      '  Allow, identity-based: Statement[2] of own: its condition does not hold: ForAnyValue:StringEquals secretsmanager:VersionStage ["AWSCURRENT"]',
      '  Allow, identity-based: Statement[3] of own: its condition does not hold: StringEquals aws:PrincipalTag/team ["blue"]',
      '  Allow, resource-based: Statement[0] of the policy on the secret: its Principal is another',
      '',
      'the request was taken without these keys:',
      '  secretsmanager:VersionStage: say it with `--context secretsmanager:VersionStage=VALUE`',
      '',
    ].join('\n'),
  );
});

test('what the context says counts, in any letter case, and takes the place of what is known', () => {
  const stage = policy('inline', 'own', {
    Condition: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT', 'aws:SecureTransport': 'false' } },
  });

  const given: readonly Key[] = [
    ['SecretsManager:versionstage', 'AWSCURRENT'],
    ['AWS:SecureTransport', 'false'],
  ];

  assert.equal(explained(ana(stage), { given }).decision, 'allowed');
  assert.equal(explained(ana(stage), { given: given.slice(0, 1) }).decision, 'implicitDeny');
});

test('the statement of the boundary that lets a request through is among those that decide', () => {
  const subject = { ...ana(policy('inline', 'own', {})), boundary: policy('managed', 'limit', { Action: '*' }) };

  assert.deepEqual(
    explained(subject).decidedBy.map(({ kind, policy: name }) => [kind, name]),
    [
      ['identity-based', 'own'],
      ['permissions-boundary', 'limit'],
    ],
  );
});

test('the root user needs no statement, and a key of one’s own is told', () => {
  const kmsKeyId = 'arn:aws:kms:us-east-1:123456789012:key/1';

  const text = explanationText(explained(rootSubject('aws', ACCOUNT), { kmsKeyId }));

  assert.match(text, /^ALLOWED: .*\n\ndecided by:\n {2}root: the root user has every right of its account\n/);
  assert.match(text, /note:\n {2}its values are under arn:aws:kms:.*key\/1: reading and writing them needs rights/);
});

test('of another account’s principal only this side is decided, and the answer says so', () => {
  const arn = 'arn:aws:iam::999999999999:user/far';
  const far = unseenSubject(arn, { type: 'user', account: '999999999999', arn, id: '' });

  const onFar = policy('resource', 'x', { Principal: { AWS: arn } });
  const named = explained(far, { onSecret: onFar });
  const unnamed = explained(far);

  assert.equal(named.decision, 'allowed');
  assert.deepEqual(
    named.decidedBy.map(({ policy: name }) => name),
    ['the policy on the secret'],
  );
  assert.equal(named.notes.length, 2);
  assert.match(named.notes.join('\n'), /whose own policies must allow this too: ask there\n.*under the default key/);
  assert.equal(explained(far, { onSecret: onFar, kmsKeyId: 'key' }).notes.length, 2);
  assert.deepEqual([unnamed.decision, unnamed.reason, unnamed.notes], ['implicitDeny', 'resource-based', []]);
});

test('a role decides by its trust policy who may assume it, in its own account too', () => {
  const role = `arn:aws:iam::${ACCOUNT}:role/App`;
  const own = policy('inline', 'own', { Action: 'sts:AssumeRole' });
  const trust = (...principals: readonly object[]): NamedPolicy => ({
    label: 'trust',
    kind: 'trust',
    document: JSON.stringify({
      Version: '2012-10-17',
      Statement: principals.map(Principal => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal })),
    }),
  });
  const ask = (policyOfRole: NamedPolicy, subject: Subject) => {
    const target = plainTarget(role, ACCOUNT, 'us-east-1', policyOfRole);
    return explainQuestion({ subject, action: 'sts:AssumeRole', target, given: [], now: 0 });
  };

  const account = trust({ AWS: ACCOUNT });
  assert.equal(ask(account, ana(own)).decision, 'allowed');
  assert.equal(ask(account, ana()).decision, 'implicitDeny');
  assert.equal(ask(trust({ Service: 'lambda.amazonaws.com' }), ana(own)).reason, 'role-trust');
});
