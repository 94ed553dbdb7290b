import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AwsError } from '@coffer/wire';
import * as fc from 'fast-check';
import { compilePattern } from './filter-pattern.ts';
import { textFinder } from './find-text.ts';

describe('filter patterns', () => {
  const rows: readonly (readonly [pattern: string, found: readonly string[], not: readonly string[]])[] = [
    ['', ['', 'x'], []],
    ['ERROR', ['an ERROR', 'ERRORS'], ['error', '']],
    ['ERROR db', ['db ERROR'], ['ERROR', 'db']],
    ['"no such"', ['it: no such thing'], ['no, such']],
    ['"say \\"hi\\""', ['I say "hi"'], ['I say hi']],
    ['ERROR -debug -"not this"', ['ERROR'], ['ERROR debug', 'ERROR not this', 'x']],
    ['?ERROR ?WARN', ['WARN', 'ERROR'], ['INFO']],
    ['?ERROR ?WARN INFO', ['INFO'], ['ERROR WARN']],
    ['{ $.level = "ERROR" }', ['{"level":"ERROR"}'], ['{"level":"error"}', '{}', 'ERROR', '["ERROR"]', '{']],
    ['{ $.a.b[1] = 2 }', ['{"a":{"b":[1,2]}}'], ['{"a":{"b":[2]}}', '{"a":{"b":[1,"2"]}}', '{"a":null}']],
    ['{ $.s >= 500 && $.s < 600 }', ['{"s":500}'], ['{"s":600}', '{"s":"500"}', '{}']],
    ['{ ($.a = 1 || $.b = 1) && $.c IS TRUE }', ['{"b":1,"c":true}'], ['{"b":1}', '{"c":true}']],
    ['{ $.a = "x*y*z" }', ['{"a":"xyz"}', '{"a":"x1y2y3z"}'], ['{"a":"xz"}', '{"a":"xyzz "}', '{"a":7}']],
    ['{ $.a = "ab*ba" }', ['{"a":"abba"}'], ['{"a":"aba"}']],
    ['{ $.a != 1 }', ['{"a":2}'], ['{"a":1}', '{}']],
    ['{ $.a NOT EXISTS }', ['{}'], ['{"a":null}']],
    ['{ $.a IS NULL }', ['{"a":null}'], ['{}']],
    ['{ $.__proto__ NOT EXISTS }', ['{}'], []],
    [
      '{ $.eventName = "GetSecretValue" && $.errorMessage = "*secret because it was marked for deletion*" }',
      ['{"eventName":"GetSecretValue","errorMessage":"no secret because it was marked for deletion."}'],
      ['{"eventName":"GetSecretValue"}'],
    ],
  ];
  for (const [pattern, found, not] of rows) {
    it(pattern === '' ? 'an empty one finds everything' : pattern, () => {
      const matches = compilePattern(pattern);

      assert.deepEqual(
        found.map(matches),
        found.map(() => true),
      );
      assert.deepEqual(
        not.map(matches),
        not.map(() => false),
      );
    });
  }

  it('refuses what is none', () => {
    for (const pattern of [
      '"a',
      'a-b',
      '%x%',
      '[a, b]',
      '{',
      '{ $.a }',
      '{ $.a = }',
      '{ a = 1 }',
      '{ $.a = 1 } x',
      '""',
    ]) {
      assert.throws(
        () => compilePattern(pattern),
        (error: unknown) => error instanceof AwsError && error.code === 'InvalidParameterException',
        pattern,
      );
    }
    assert.throws(() => compilePattern('a-b'), { message: "Invalid character(s) in term 'a-b'" });
  });

  it('finds a text where the language finds it, however long', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 60 });
    fc.assert(
      fc.property(text, text, text, fc.nat(20), (before, wanted, behind, from) => {
        const whole = `${before}${wanted}${behind}`;
        assert.equal(textFinder(wanted)(whole, from), whole.indexOf(wanted, from));
      }),
    );
  });
});
