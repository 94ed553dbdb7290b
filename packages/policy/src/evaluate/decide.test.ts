import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PolicyKind } from '../policy.ts';
import { A, ask, B, compiled, federated, isAllowed, policy, ROOT, session, user } from '../testing/fixtures.ts';
import type { PolicySet } from './decide.ts';
import type { Decision } from './decision.ts';
import type { Principal } from './request.ts';

const ANA = user('ana');
const MATEO = user('mateo', B);
const APP = session('app');

const ALLOW = policy('inline', {});
const DENY = policy('inline', { Effect: 'Deny' });
const SILENT = policy('inline', { Action: 'other:*' });
const ALLOWED_BY_RESOURCE = { effect: 'Allow', reason: 'resource-based' };

function to(principal: unknown, kind: PolicyKind = 'resource'): PolicySet['resource'] & object {
  return policy(kind, { Principal: principal });
}

function outcome({ effect, isExplicit, reason }: Decision): string {
  return `${isExplicit ? 'explicit' : 'implicit'} ${effect} ${reason}`;
}

test('without a policy everybody but the root user is denied', () => {
  assert.equal(outcome(ask({})), 'implicit Deny identity-based');
  assert.equal(outcome(ask({ identity: [] })), 'implicit Deny identity-based');
  assert.equal(outcome(ask({}, { as: ROOT })), 'implicit Allow root');
  assert.equal(outcome(ask({}, { as: { type: 'anonymous' } })), 'implicit Deny resource-based');
});

test('the effective permissions of two policies are those of the guide’s table', () => {
  const inlines = { allows: ALLOW, silent: SILENT, denies: DENY };
  const onResource = {
    allows: to({ AWS: ANA.arn }),
    silent: policy('resource', { Principal: '*', Action: 'other:*' }),
    denies: policy('resource', { Effect: 'Deny', Principal: '*' }),
  };
  const allowed = new Set(['allows silent', 'allows allows', 'silent allows']);

  for (const [a, one] of Object.entries(inlines)) {
    for (const [b, other] of Object.entries(onResource)) {
      assert.equal(isAllowed({ identity: [one], resource: other }), allowed.has(`${a} ${b}`), `${a} ${b}`);
    }
    for (const [b, other] of Object.entries(inlines)) {
      assert.equal(isAllowed({ identity: [one, other] }), allowed.has(`${a} ${b}`), `${a} ${b}`);
    }
  }
});

test('a Deny in any policy wins over every Allow, and is named', () => {
  const everything: PolicySet = {
    identity: [ALLOW],
    session: [ALLOW],
    boundary: ALLOW,
    resource: to('*'),
    endpoint: to('*', 'endpoint'),
  };
  assert.ok(isAllowed(everything, { as: APP }));

  const denies: readonly (readonly [PolicySet, string])[] = [
    [{ identity: [ALLOW, DENY] }, 'identity-based'],
    [{ session: [ALLOW, DENY] }, 'session'],
    [{ boundary: DENY }, 'permissions-boundary'],
    [{ resource: policy('resource', { Effect: 'Deny', Principal: { AWS: A } }) }, 'resource-based'],
    [{ endpoint: policy('endpoint', { Effect: 'Deny', Principal: '*' }) }, 'vpc-endpoint'],
  ];
  for (const [policies, reason] of denies) {
    assert.equal(outcome(ask({ ...everything, ...policies }, { as: APP })), `explicit Deny ${reason}`);
  }
  const key = policy('trust', { Effect: 'Deny', Principal: { AWS: A }, Action: 'sts:*' });
  assert.equal(outcome(ask({ resource: key }, { action: 'sts:AssumeRole' })), 'explicit Deny role-trust');
});

test('many policies decide as few do, asked again and about many actions', () => {
  const others = Array.from({ length: 400 }, (_, i) => policy('inline', { Resource: `arn:aws:other:::${i}` }));
  for (const [identity, isAllowedBy] of [
    [[...others], false],
    [[...others, ALLOW], true],
    [[...others, ALLOW, DENY], false],
    [[...others.slice(0, 3), ALLOW], true],
  ] as const) {
    // What was remembered of the list for other actions takes room.
    for (let i = 0; i < 300; i++) ask({ identity }, { action: `other:Action${i}` });
    for (let i = 0; i < 2; i++) assert.equal(isAllowed({ identity }), isAllowedBy);
  }
});

test('the decision says which statement of which policy decided', () => {
  const document = {
    Statement: [
      { Sid: 'first', Effect: 'Allow', Action: 'kms:*', Resource: '*' },
      { Sid: 'second', Effect: 'Allow', Action: 'secretsmanager:Get*', Resource: '*' },
    ],
  };
  const identity = [SILENT, compiled(document, 'inline', { name: 'reader' })];

  assert.deepEqual(ask({ identity }).statement, { policy: 'reader', kind: 'inline', index: 1, sid: 'second' });
});

test('who is named directly on the resource needs nothing else in the same account', () => {
  const limits: PolicySet = { boundary: SILENT, session: [SILENT], identity: [SILENT] };
  const rest = federated('f', ANA);

  for (const as of [ANA, APP, rest]) {
    assert.ok(isAllowed({ ...limits, resource: to({ AWS: as.arn }) }, { as }), as.type);
    assert.ok(isAllowed({ ...limits, resource: to('*') }, { as }), as.type);
  }
});

test('a role that is named on the resource needs no policy of its own but stays within its limits', () => {
  const resource = to({ AWS: APP.roleArn });

  assert.equal(outcome(ask({ resource }, { as: APP })), 'explicit Allow resource-based');
  assert.equal(outcome(ask({ resource, boundary: SILENT }, { as: APP })), 'implicit Deny permissions-boundary');
  assert.equal(outcome(ask({ resource, session: [SILENT] }, { as: APP })), 'implicit Deny session');
  assert.ok(isAllowed({ resource, session: [SILENT, ALLOW], boundary: ALLOW }, { as: APP }));
});

test('of several statements on the resource the one that names the caller most closely counts', () => {
  const named = (...names: string[]): PolicySet['resource'] & object => {
    const statements = names.map(AWS => ({ Effect: 'Allow', Principal: { AWS }, Action: '*', Resource: '*' }));
    return compiled({ Statement: statements }, 'resource');
  };
  const limits = { session: [SILENT] };

  assert.equal(ask({ ...limits, resource: named(A, APP.roleArn, APP.arn) }, { as: APP }).statement?.index, 2);
  assert.equal(ask({ ...limits, resource: named(APP.arn, APP.roleArn, A) }, { as: APP }).statement?.index, 0);
  assert.equal(ask({ resource: named(A, APP.roleArn, A) }, { as: APP }).statement?.index, 1);
});

test('an account that is named on the resource leaves the decision to its own policies', () => {
  const resource = to({ AWS: A });

  assert.equal(outcome(ask({ resource })), 'implicit Deny identity-based');
  assert.equal(outcome(ask({ resource, identity: [ALLOW] })), 'explicit Allow identity-based');
});

test('boundary and session policies limit what the identity’s policies allow', () => {
  assert.equal(outcome(ask({ identity: [ALLOW], boundary: SILENT })), 'implicit Deny permissions-boundary');
  assert.equal(outcome(ask({ identity: [ALLOW], session: [] }, { as: APP })), 'implicit Deny session');
  assert.equal(outcome(ask({ identity: [ALLOW], session: [SILENT] }, { as: APP })), 'implicit Deny session');
  assert.ok(isAllowed({ identity: [ALLOW], session: [SILENT, ALLOW], boundary: ALLOW }, { as: APP }));
  assert.ok(!isAllowed({ session: [ALLOW], boundary: ALLOW }, { as: APP }));
});

test('a federated user has only what its session policies allow', () => {
  const as = federated('f', ANA);

  assert.equal(outcome(ask({ identity: [ALLOW] }, { as })), 'implicit Deny session');
  assert.ok(isAllowed({ identity: [ALLOW], session: [ALLOW] }, { as }));
  assert.ok(!isAllowed({ session: [ALLOW] }, { as }));
});

test('a federated user of the root user needs its session policies only', () => {
  const as: Principal = { type: 'federated-user', account: A, arn: `arn:aws:sts::${A}:federated-user/r` };

  assert.ok(isAllowed({ session: [ALLOW] }, { as }));
  assert.equal(outcome(ask({ session: [SILENT] }, { as })), 'implicit Deny session');
});

test('across accounts both sides must allow', () => {
  const forms: readonly unknown[] = [{ AWS: B }, { AWS: MATEO.arn }, '*'];

  for (const form of forms) {
    const resource = to(form);
    assert.equal(outcome(ask({ resource }, { as: MATEO })), 'implicit Deny identity-based');
    assert.equal(outcome(ask({ resource, identity: [ALLOW] }, { as: MATEO })), 'explicit Allow identity-based');
    const limited = { resource, identity: [ALLOW], boundary: SILENT };
    assert.equal(outcome(ask(limited, { as: MATEO })), 'implicit Deny permissions-boundary');
  }
  assert.equal(outcome(ask({ identity: [ALLOW] }, { as: MATEO })), 'implicit Deny resource-based');
  const elsewhere = { identity: [ALLOW], resource: to({ AWS: A }) };
  assert.equal(outcome(ask(elsewhere, { as: MATEO })), 'implicit Deny resource-based');
});

test('across accounts a session named by its ARN still needs its role’s policies', () => {
  const as = session('app', B);
  const resource = to({ AWS: [as.arn, as.roleArn] });

  assert.ok(!isAllowed({ resource }, { as }));
  assert.ok(!isAllowed({ resource, identity: [ALLOW], session: [SILENT] }, { as }));
  assert.ok(isAllowed({ resource, identity: [ALLOW] }, { as }));
});

test('the statement on the resource is given beside the identity’s where both were needed', () => {
  const decision = ask({ resource: to({ AWS: B }), identity: [ALLOW] }, { as: MATEO });

  assert.equal(decision.statement?.kind, 'inline');
  assert.equal(decision.resourceStatement?.kind, 'resource');
  assert.equal(ask({ resource: to({ AWS: A }), identity: [ALLOW] }).resourceStatement, undefined);
});

test('a root user may in another account what its account is named for', () => {
  const as: Principal = { type: 'root', account: B };

  assert.equal(outcome(ask({}, { as })), 'implicit Deny resource-based');
  assert.equal(outcome(ask({ resource: to({ AWS: B }) }, { as })), 'explicit Allow resource-based');
  assert.ok(!isAllowed({ resource: to({ AWS: B }), session: [] }, { as }));
});

test('a service needs to be named on the resource, and no more', () => {
  const as: Principal = { type: 'service', name: 'secretsmanager.amazonaws.com' };
  const { effect, reason } = ask({ resource: to({ Service: as.name }) }, { as });

  assert.deepEqual({ effect, reason }, ALLOWED_BY_RESOURCE);
  assert.ok(!isAllowed({ identity: [ALLOW] }, { as }));
});

test('a key and a role are only for whom their own policy names', () => {
  for (const kind of ['key', 'trust'] as const) {
    const Action = 'sts:*';
    const resource = policy(kind, { Principal: { AWS: B }, Action });
    const reason = kind === 'trust' ? 'role-trust' : 'resource-based';
    const action = 'sts:AssumeRole';
    const unnamed = ask({ resource, identity: [ALLOW] }, { action });
    assert.equal(outcome(unnamed), `implicit Deny ${reason}`);
    assert.equal(outcome(ask({ resource }, { as: ROOT, action })), `implicit Deny ${reason}`);

    const delegating = policy(kind, { Principal: { AWS: A }, Action });
    assert.equal(outcome(ask({ resource: delegating }, { action })), 'implicit Deny identity-based');
    assert.ok(isAllowed({ resource: delegating, identity: [ALLOW] }, { action }));
    assert.ok(isAllowed({ resource: delegating }, { as: ROOT, action }));
    assert.ok(isAllowed({ resource: policy(kind, { Principal: { AWS: ANA.arn }, Action }) }, { action }));
  }
});

test('an endpoint’s policy must allow, and never grants', () => {
  const through = to({ AWS: A }, 'endpoint');
  const others = to({ AWS: B }, 'endpoint');

  assert.equal(outcome(ask({ endpoint: through })), 'implicit Deny identity-based');
  assert.ok(isAllowed({ endpoint: through, identity: [ALLOW] }));
  assert.equal(outcome(ask({ endpoint: others, identity: [ALLOW] })), 'implicit Deny vpc-endpoint');
  assert.equal(outcome(ask({ endpoint: others }, { as: ROOT })), 'implicit Deny vpc-endpoint');
});
