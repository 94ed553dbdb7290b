import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { javaDouble } from './java-double.ts';

test('numbers are printed as Java prints them', () => {
  const expected: [number, string][] = [
    [1_790_456_674.932, '1.790456674932E9'],
    [1_790_380_800, '1.7903808E9'],
    [0, '0.0'],
    [-0, '-0.0'],
    [1, '1.0'],
    [0.5, '0.5'],
    [123_456.75, '123456.75'],
    [9_999_999, '9999999.0'],
    [10_000_000, '1.0E7'],
    [-10_000_000.5, '-1.00000005E7'],
    [0.001, '0.001'],
    [0.000_999, '9.99E-4'],
    [1e21, '1.0E21'],
    [5e-324, '5.0E-324'],
    [1.797_693_134_862_315_7e308, '1.7976931348623157E308'],
  ];

  assert.deepEqual(
    expected.map(([value]) => javaDouble(value)),
    expected.map(([, text]) => text),
  );
});

test('what is printed is a JSON number, with a digit on both sides of the point, and reads back the same', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), value => {
      const text = javaDouble(value);

      assert.match(text, /^-?\d+\.\d+(E-?\d+)?$/);
      assert.ok(Object.is(JSON.parse(text), value));
    }),
  );
});

test('what JSON has no number for is refused', () => {
  for (const value of [NaN, Infinity, -Infinity]) assert.throws(() => javaDouble(value), RangeError);
});
