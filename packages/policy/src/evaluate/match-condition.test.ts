import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContextValue } from '../context.ts';
import { isAllowed, policy } from '../testing/fixtures.ts';

/** Whether an Allow with this condition applies to a request with this value of `k`. */
function holds(
  operator: string,
  values: unknown,
  value?: ContextValue,
  others?: Record<string, ContextValue>,
): boolean {
  const statement = policy('inline', { Condition: { [operator]: { k: values } } });
  return isAllowed({ identity: [statement] }, { context: { k: value, ...others } });
}

interface Case {
  readonly operator: string;
  /** What the policy says. */
  readonly says: unknown;
  readonly fits: readonly ContextValue[];
  readonly fitsNot: readonly ContextValue[];
}

const CASES: readonly Case[] = [
  { operator: 'StringEquals', says: ['a', 'b'], fits: ['a', 'b'], fitsNot: ['A', 'ab', '', '*'] },
  { operator: 'StringEquals', says: 'a*', fits: ['a*'], fitsNot: ['ab'] },
  { operator: 'StringEquals', says: 7, fits: ['7', 7], fitsNot: ['7.0'] },
  { operator: 'StringEqualsIgnoreCase', says: 'aB', fits: ['ab', 'AB'], fitsNot: ['a', 'abc'] },
  { operator: 'StringLike', says: ['a*c', 'x?'], fits: ['ac', 'abc', 'xy'], fitsNot: ['Abc', 'x', 'xyz', 'cab'] },
  { operator: 'NumericEquals', says: '7', fits: [7, '7', '7.0'], fitsNot: [8, 'x', true] },
  { operator: 'NumericLessThan', says: '7', fits: [6, '-1', 6.9], fitsNot: [7, 8, '', 'x'] },
  { operator: 'NumericLessThanEquals', says: '7', fits: [6, 7], fitsNot: [8] },
  { operator: 'NumericGreaterThan', says: ['7', '30'], fits: [8, 31], fitsNot: [7, 6] },
  { operator: 'NumericGreaterThanEquals', says: '7', fits: [7, 8], fitsNot: [6] },
  { operator: 'DateEquals', says: '2026-01-01T00:00:00Z', fits: ['2026-01-01'], fitsNot: ['2026-01-02', 'x', true] },
  { operator: 'DateLessThan', says: '2026-01-01', fits: [{ epochMs: 0 }, 0], fitsNot: ['2026-01-01', '2027-01-01'] },
  { operator: 'DateLessThanEquals', says: '10', fits: [{ epochMs: 10_000 }, 10], fitsNot: [{ epochMs: 10_001 }] },
  { operator: 'DateGreaterThan', says: '10', fits: [{ epochMs: 10_001 }, 11], fitsNot: [10, { epochMs: 10_000 }] },
  { operator: 'DateGreaterThanEquals', says: '10', fits: [10], fitsNot: [9] },
  { operator: 'Bool', says: 'true', fits: [true, 'true', 'TRUE'], fitsNot: [false, 'false', 'yes'] },
  { operator: 'Bool', says: false, fits: [false, 'false'], fitsNot: [true] },
  { operator: 'BinaryEquals', says: 'QmluYXJ5', fits: ['QmluYXJ5'], fitsNot: ['qmluYXJ5'] },
  {
    operator: 'IpAddress',
    says: ['203.0.113.0/24', '2001:db8::/32'],
    fits: ['203.0.113.9', '2001:db8::1', '::ffff:203.0.113.9'],
    fitsNot: ['203.0.114.9', '2001:db9::1', 'x', 7],
  },
];

const ROLE = 'arn:aws:iam::123456789012:role/app';
const ARN_CASES: readonly Case[] = ['ArnEquals', 'ArnLike'].map(operator => ({
  operator,
  says: 'arn:aws:iam::*:role/*',
  fits: [ROLE],
  fitsNot: ['arn:aws:iam::1:user/app', 'arn:aws:iam:us::x:1:role/app', 'x'],
}));

test('each operator fits what it should and nothing else', () => {
  for (const { operator, says, fits, fitsNot } of [...CASES, ...ARN_CASES]) {
    for (const value of fits) {
      assert.ok(holds(operator, says, value), `${operator} ${String(says)} ${JSON.stringify(value)}`);
    }
    for (const value of fitsNot) {
      assert.ok(!holds(operator, says, value), `${operator} ${String(says)} ${JSON.stringify(value)}`);
    }
  }
});

const NEGATIONS = new Map([
  ['StringEquals', 'StringNotEquals'],
  ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
  ['StringLike', 'StringNotLike'],
  ['NumericEquals', 'NumericNotEquals'],
  ['DateEquals', 'DateNotEquals'],
  ['IpAddress', 'NotIpAddress'],
  ['ArnEquals', 'ArnNotEquals'],
  ['ArnLike', 'ArnNotLike'],
]);

test('a negated operator holds exactly where the plain one does not', () => {
  for (const { operator, says, fits, fitsNot } of [...CASES, ...ARN_CASES]) {
    const negation = NEGATIONS.get(operator);
    if (negation !== undefined) {
      assert.ok(
        fits.every(value => !holds(negation, says, value)),
        negation,
      );
      assert.ok(
        fitsNot.every(value => holds(negation, says, value)),
        negation,
      );
    }
  }
});

test('without the key plain operators fail, negated ones hold, and IfExists holds', () => {
  for (const { operator, says } of [...CASES, ...ARN_CASES]) {
    assert.ok(!holds(operator, says), operator);
    assert.ok(holds(`${operator}IfExists`, says), operator);
  }
  for (const [plain, negation] of NEGATIONS) {
    const says = [...CASES, ...ARN_CASES].find(({ operator }) => operator === plain)?.says;
    assert.ok(holds(negation, says), negation);
  }
});

test('IfExists changes nothing for a key that is there', () => {
  assert.ok(holds('StringEqualsIfExists', 'a', 'a'));
  assert.ok(!holds('StringEqualsIfExists', 'a', 'b'));
  assert.ok(!holds('StringNotEqualsIfExists', 'a', 'a'));
});

test('Null asks whether the key is absent, and an empty list is absent', () => {
  assert.ok(holds('Null', 'true'));
  assert.ok(holds('Null', true, []));
  assert.ok(!holds('Null', 'true', 'x'));
  assert.ok(holds('Null', 'false', 'x'));
  assert.ok(!holds('Null', 'false'));
});

test('ForAnyValue wants one value that fits, and fails without any', () => {
  assert.ok(holds('ForAnyValue:StringEquals', ['a', 'b'], ['x', 'b']));
  assert.ok(!holds('ForAnyValue:StringEquals', ['a', 'b'], ['x', 'y']));
  assert.ok(!holds('ForAnyValue:StringEquals', 'a'));
  assert.ok(!holds('ForAnyValue:StringEquals', 'a', []));
  assert.ok(holds('ForAnyValue:StringEquals', 'a', 'a'));
  assert.ok(holds('ForAnyValue:StringNotEquals', 'a', ['a', 'b']));
  assert.ok(!holds('ForAnyValue:StringNotEquals', 'a', ['a', 'a']));
  assert.ok(!holds('ForAnyValue:StringNotEquals', 'a'));
  assert.ok(holds('ForAnyValue:StringEqualsIfExists', 'a'));
});

test('ForAllValues wants every value to fit, and holds without any', () => {
  assert.ok(holds('ForAllValues:StringLike', ['a*', 'b'], ['a1', 'b', 'a2']));
  assert.ok(!holds('ForAllValues:StringLike', ['a*', 'b'], ['a1', 'c']));
  assert.ok(holds('ForAllValues:StringEquals', 'a'));
  assert.ok(holds('ForAllValues:StringEquals', 'a', []));
  assert.ok(!holds('ForAllValues:StringEquals', 'a', 'b'));
  assert.ok(holds('ForAllValues:StringNotEquals', 'a', ['b', 'c']));
  assert.ok(!holds('ForAllValues:StringNotEquals', 'a', ['a', 'c']));
});

test('without a quantifier a list fits by any of its values, and negated by none', () => {
  assert.ok(holds('StringEquals', 'a', ['a', 'b']));
  assert.ok(!holds('StringEquals', 'c', ['a', 'b']));
  assert.ok(!holds('StringNotEquals', 'a', ['a', 'b']));
  assert.ok(holds('StringNotEquals', 'c', ['a', 'b']));
});

test('keys are found in any letter case, values are not', () => {
  const statement = policy('inline', { Condition: { StringEquals: { 'AWS:sourcevpcE': 'vpce-1' } } });

  assert.ok(isAllowed({ identity: [statement] }, { context: { 'aws:SourceVpce': 'vpce-1' } }));
  assert.ok(!isAllowed({ identity: [statement] }, { context: { 'aws:SourceVpce': 'VPCE-1' } }));
});

test('two keys that differ in case only are both seen', () => {
  const context = { 'aws:RequestTag/Env': 'test', 'aws:RequestTag/env': 'prod' };

  for (const value of ['test', 'prod']) {
    const statement = policy('inline', { Condition: { StringEquals: { 'aws:RequestTag/env': value } } });
    assert.ok(isAllowed({ identity: [statement] }, { context }), value);
  }
});

test('all keys and all operators of a statement must hold', () => {
  const statement = policy('inline', {
    Condition: { StringEquals: { one: '1', two: '2' }, NumericLessThan: { three: '3' } },
  });
  const holding = { one: '1', two: '2', three: 2 };

  assert.ok(isAllowed({ identity: [statement] }, { context: holding }));
  for (const broken of [{ one: 'x' }, { two: 'x' }, { three: 3 }]) {
    assert.ok(!isAllowed({ identity: [statement] }, { context: { ...holding, ...broken } }), JSON.stringify(broken));
  }
});

test('an empty list of values fits nothing, and an operator without keys asks nothing', () => {
  assert.ok(!holds('StringEquals', [], 'a'));
  assert.ok(holds('StringNotEquals', [], 'a'));
  assert.ok(isAllowed({ identity: [policy('inline', { Condition: { StringEquals: {} } })] }));
});

test('variables work in text, pattern, ARN and boolean operators', () => {
  const others = { 'aws:username': 'ana', 'aws:PrincipalAccount': '123456789012', flag: true };

  assert.ok(holds('StringEquals', '${aws:username}', 'ana', others));
  assert.ok(holds('StringEqualsIgnoreCase', 'X${aws:username}', 'xANA', others));
  assert.ok(holds('StringLike', '${aws:username}-*', 'ana-1', others));
  assert.ok(holds('ArnLike', 'arn:aws:iam::${aws:PrincipalAccount}:role/*', ROLE, others));
  assert.ok(holds('Bool', '${flag}', true, others));
  assert.ok(!holds('StringLike', '${aws:username}-*', 'bob-1', others));
});

test('a variable without a value fits nothing, so the negated operator holds', () => {
  assert.ok(!holds('StringEquals', '${aws:userid}', ''));
  assert.ok(!holds('StringLike', '*${aws:userid}', 'x'));
  assert.ok(!holds('ArnLike', 'arn:aws:iam::*:${aws:userid}', ROLE));
  assert.ok(holds('StringNotEquals', '${aws:userid}', 'x'));
  assert.ok(holds('StringLike', "${aws:userid, 'no'}*", 'nobody'));
});
