import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compiled } from '../testing/fixtures.ts';
import { naivelyMatches } from '../testing/naive-match.ts';
import { literalTokens, MANY, MANY_IN_FIELD, ONE, ONE_IN_FIELD, patternTokens, resourceTokens } from './tokens.ts';
import { compileWildcard, matchesWildcard } from './wildcard.ts';

function like(pattern: string, text: string): boolean {
  return matchesWildcard(compileWildcard(patternTokens(pattern)), text);
}

function resourceLike(pattern: string, text: string): boolean {
  return matchesWildcard(compileWildcard(resourceTokens(patternTokens(pattern))), text);
}

const token = fc.constantFrom(MANY, MANY, ONE, MANY_IN_FIELD, ONE_IN_FIELD, 58, 97, 97, 98);
const text = fc.string({ unit: fc.constantFrom('a', 'a', 'b', ':'), maxLength: 40 });

test('a pattern fits what its definition says, whichever way it is matched', () => {
  fc.assert(
    fc.property(fc.array(token, { maxLength: 60 }), text, (tokens, value) => {
      assert.equal(matchesWildcard(compileWildcard(tokens), value), naivelyMatches(tokens, value));
    }),
    { numRuns: 2000 },
  );
});

test('a pattern made from a text fits that text', () => {
  const piece = fc.tuple(text, fc.constantFrom('keep', 'star', 'ones'));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
      const whole = pieces.map(([part]) => part).join('');
      const tokens = pieces.flatMap(([part, how]) =>
        how === 'star' ? [MANY] : how === 'ones' ? Array.from(part, () => ONE) : literalTokens(part),
      );
      assert.ok(matchesWildcard(compileWildcard(tokens), whole));
    }),
    { numRuns: 500 },
  );
});

test('matching never costs more than twice the text times the words of the pattern', () => {
  fc.assert(
    fc.property(
      fc.array(token, { maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 300 }),
      (tokens, value) => {
        const meter = { steps: 0 };
        matchesWildcard(compileWildcard(tokens), value, meter);
        assert.ok(meter.steps <= 2 * value.length * (tokens.length / 32 + 1) + tokens.length, String(meter.steps));
      },
    ),
    { numRuns: 300 },
  );
});

/** 19 patterns of 1,000 characters against an ARN of 2,048: whose product is 39 million. */
const TEXT_LENGTH = 2048;
const PATTERN_LENGTH = 1000;

function costOfPolicy(filling: string): number {
  const head = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:';
  const patterns = Array.from({ length: 19 }, (_, index) => {
    const tail = `b${index}`;
    return head + filling.repeat(PATTERN_LENGTH).slice(0, PATTERN_LENGTH - head.length - tail.length) + tail;
  });
  const arn = head + 'a'.repeat(TEXT_LENGTH - head.length);
  const statement = { Effect: 'Allow', Action: '*', Resource: patterns };
  const policy = compiled({ Version: '2012-10-17', Statement: statement }, 'inline');
  const meter = { steps: 0 };
  for (const pattern of policy.statements[0]?.resources?.patterns ?? []) {
    assert.ok(pattern.type === 'constant');
    assert.equal(matchesWildcard(pattern.wildcard, arn, meter), false);
  }
  return meter.steps;
}

test('a policy of stars costs one pass over the ARN for each pattern', () => {
  for (const filling of ['a*', '*a', 'aaaaaaa*', `${'a'.repeat(400)}*`, `${'a'.repeat(300)}b*`]) {
    assert.ok(costOfPolicy(filling) <= 19 * (2 * TEXT_LENGTH + PATTERN_LENGTH), filling);
  }
});

test('question marks between stars cost a pass of words, not of characters', () => {
  for (const filling of ['?*', 'a?*', 'a*?', '?a?*', `${'a?'.repeat(200)}*`]) {
    assert.ok(costOfPolicy(filling) <= 19 * (2 * TEXT_LENGTH * (PATTERN_LENGTH / 32 + 1) + PATTERN_LENGTH), filling);
  }
});

test('a question mark is exactly one character', () => {
  assert.ok(like('name-??????', 'name-a1b2c3'));
  assert.ok(!like('name-??????', 'name-x-a1b2c3'));
  assert.ok(!like('name-??????', 'name-a1b2c'));
  assert.ok(like('*?', 'x'));
  assert.ok(!like('*?', ''));
});

test('a star that ends its field passes colons, a star inside a field does not', () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db:x';

  assert.ok(resourceLike('arn:aws:secretsmanager:*', arn));
  assert.ok(resourceLike('arn:aws:secretsmanager:*:secret:db:x', arn));
  assert.ok(resourceLike('arn:aws:secretsmanager:us-*:123456789012:secret:db:x', arn));
  assert.ok(resourceLike('arn:aws:secretsmanager:us-*-1:123456789012:secret:db:x', arn));
  assert.ok(!resourceLike('arn:aws:secrets*r:us-*2:secret:db:x', arn));
  assert.ok(resourceLike('arn:aws:secretsmanager:us-east-1:123456789012:secret:d*x', arn));
});

test('a question mark in the first five fields is no colon', () => {
  assert.ok(resourceLike('arn:aws:s3:??????:b', 'arn:aws:s3:us-nor:b'));
  assert.ok(!resourceLike('arn:aws:s3?b:c', 'arn:aws:s3:b:c'));
  assert.ok(resourceLike('arn:aws:s3:::a?b', 'arn:aws:s3:::a:b'));
});
