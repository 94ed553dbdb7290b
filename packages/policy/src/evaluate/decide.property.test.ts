/** `decide` against the naive evaluator, on random policies, principals and requests. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compilePolicy } from '../compile/compile-policy.ts';
import { createContext } from '../context.ts';
import type { Policy, PolicyKind } from '../policy.ts';
import { A, B, federated, parsed, ROOT, secret, session, user } from '../testing/fixtures.ts';
import { naivelyAllowed } from '../testing/naive-decide.ts';
import { decide } from './decide.ts';
import { explain } from './explain.ts';
import type { Principal } from './request.ts';

const ANA = user('ana');
const APP = session('app');
const FED = federated('f', ANA);
const SERVICE = 'lambda.amazonaws.com';

const principal = fc.constantFrom<Principal>(
  ANA,
  user('mateo', B),
  APP,
  session('app', B),
  FED,
  ROOT,
  { type: 'root', account: B },
  { type: 'service', name: SERVICE },
  { type: 'anonymous' },
);

const awsNames = fc.subarray(
  [A, B, ANA.arn, APP.arn, APP.roleArn, FED.arn, user('mateo', B).arn, session('app', B).roleArn, '*'],
  { minLength: 1, maxLength: 4 },
);
const principals = fc.oneof(
  awsNames.map(names => ({ AWS: names })),
  awsNames.map(names => ({ AWS: names, Service: SERVICE })),
  fc.constant('*'),
);

const actions = fc.subarray(['*', 'sts:*', 'sts:Get*', 'STS:GetX', 'sts:P*t?', 'kms:*', '*:GetX'], {
  minLength: 1,
  maxLength: 2,
});
const resources = fc.subarray(
  ['*', secret('*'), secret('db-??????'), secret('db-a1b2c3'), secret('*b-*c3', '*', '*')],
  { minLength: 1, maxLength: 2 },
);
const condition = fc.constantFrom<unknown>({}, {}, { StringEquals: { k: ['1', '2'] } }, { StringEquals: { k: '3' } });

function statement(kind: PolicyKind): fc.Arbitrary<Record<string, unknown>> {
  const isOfIdentity = kind === 'inline' || kind === 'managed' || kind === 'session';
  return fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
      principals,
      actions: kind === 'trust' ? fc.constant(['sts:*']) : actions,
      resources,
      Condition: condition,
      exceptAction: fc.nat(5),
      exceptResource: fc.nat(5),
      exceptPrincipal: fc.nat(5),
    })
    .map(({ Effect, Condition, ...made }) => {
      const isTrust = kind === 'trust';
      const named = isTrust && made.principals === '*' ? { AWS: '*' } : made.principals;
      return Object.fromEntries([
        ['Effect', Effect],
        ['Condition', Condition],
        [made.exceptAction === 0 && !isTrust ? 'NotAction' : 'Action', made.actions],
        ...(isTrust ? [] : [[made.exceptResource === 0 ? 'NotResource' : 'Resource', made.resources]]),
        ...(isOfIdentity ? [] : [[made.exceptPrincipal === 0 && !isTrust ? 'NotPrincipal' : 'Principal', named]]),
      ]);
    });
}

/** Drawn once: drawing documents is slower than all that is done with them. */
function document(kind: PolicyKind): fc.Arbitrary<Policy> {
  const drawn = fc.sample(fc.array(statement(kind), { minLength: 1, maxLength: 3 }), { numRuns: 60, seed: 7 });
  return fc.constantFrom(...drawn.map(statements => parsed({ Version: '2012-10-17', Statement: statements }, kind)));
}

function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined });
}

const ofResource = document('resource');
const onResource = fc.oneof(ofResource, ofResource, document('key'), document('trust'));
const policySet = fc.record({
  identity: maybe(fc.array(document('inline'), { maxLength: 2 })),
  boundary: fc.oneof(fc.constant(undefined), fc.constant(undefined), document('managed')),
  session: fc.oneof(fc.constant(undefined), fc.constant(undefined), fc.array(document('session'), { maxLength: 2 })),
  resource: maybe(onResource),
  endpoint: fc.oneof(fc.constant(undefined), fc.constant(undefined), document('endpoint')),
});

const question = fc.record({
  principal,
  action: fc.constantFrom('sts:GetX', 'sts:PutX', 'kms:GetX', 'STS:GETX'),
  resource: fc.constantFrom(secret('db-a1b2c3'), secret('db-x-a1b2c3'), secret('other'), '*'),
  resourceAccount: fc.constantFrom(A, A, B),
  k: fc.constantFrom('1', '2', '3', undefined),
});

function present<T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  // The entries that are left are those of the record, without the undefined ones.
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

test('decide agrees with the naive evaluator', () => {
  let allowed = 0;
  fc.assert(
    fc.property(policySet, question, (drawn, { k, ...asked }) => {
      const policies = present(drawn);
      const request = { ...asked, context: createContext([['k', k]]) };
      const expected = naivelyAllowed(request, policies);

      const { identity, session: ofSession, boundary, resource, endpoint } = policies;
      const compiledSet = present({
        identity: identity?.map(each => compilePolicy(each)),
        session: ofSession?.map(each => compilePolicy(each)),
        boundary: boundary && compilePolicy(boundary),
        resource: resource && compilePolicy(resource),
        endpoint: endpoint && compilePolicy(endpoint),
      });
      const decision = decide(request, compiledSet);
      assert.equal(decision.effect === 'Allow', expected);

      const { statements } = explain(request, compiledSet);
      const applying = statements.filter(each => each.failed === undefined);
      const ground = decision.statement;
      assert.ok(ground === undefined || applying.some(each => each.statement === ground));
      assert.equal(
        decision.isExplicit && decision.effect === 'Deny',
        applying.some(each => each.effect === 'Deny'),
      );
      allowed += expected ? 1 : 0;
    }),
    { numRuns: 1000 },
  );
  // Else the property says little.
  assert.ok(allowed > 60, String(allowed));
});
